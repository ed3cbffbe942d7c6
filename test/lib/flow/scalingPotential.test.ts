import { describe, expect, test } from 'vitest'
import {
  betaFunctions,
  solveScaling,
  stabilityMatrix,
  type LocalPotential,
  type ScalingSolution
} from '../../../lib/src/flow/scalingPotential.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'

const threshold = thresholdFunction('litim', 3)
const guess = { centre: 1.8, radius: 1, coefficients: Float64Array.of(0.23, 0, 0.063, 0.005, 0, 0) }

function solved(anomalous: boolean, components = 1): ScalingSolution {
  const solution = solveScaling({ threshold, components, anomalous }, guess)
  if (!solution) throw new Error('no fixed point')
  return solution
}

/** Derivatives of u with respect to rho at rho = centre + radius z, of order 0, 1, 2, …. */
function derivatives({ radius, coefficients }: LocalPotential, z: number): number[] {
  let series = Array.from(coefficients)
  return [0, 1, 2, 3].map(() => {
    const value = series.reduceRight((sum, c) => sum * z + c, 0)
    series = series.slice(1).map((c, j) => ((j + 1) * c) / radius)
    return value
  })
}

/** eta at the minimum nearest to the centre, found afresh: what the response of the matrix must contain. */
function etaOf(potential: LocalPotential): number {
  const { rho, second, third } = minimumOf(potential)
  return (2 * rho * (3 * second + 2 * rho * third) ** 2) / (1 + 2 * rho * second) ** 4
}

function minimumOf(potential: LocalPotential) {
  let z = 0
  for (let i = 0; i < 50; i++) {
    const [, first, second] = derivatives(potential, z)
    z -= first / second / potential.radius
  }
  const [, , second, third] = derivatives(potential, z)
  return { rho: potential.centre + potential.radius * z, second, third }
}

/** The same of M fields: of the transverse ones, one propagator at curvature 0. */
function transverseEta(potential: LocalPotential): number {
  const { rho, second } = minimumOf(potential)
  return (4 * rho * second ** 2) / (1 + 2 * rho * second) ** 2
}

describe('scalingPotential', () => {
  const models = [
    [1, false],
    [1, true],
    [2, false],
    [2, true]
  ] as const

  test.each(models)(
    '%d components, anomalous %s: all beta functions vanish at the solution',
    (components, anomalous) => {
      const solution = solved(anomalous, components)
      const equation = { threshold, components, anomalous }
      expect(Math.hypot(...betaFunctions(equation, solution))).toBeLessThan(1e-13)
      const eta = components === 1 ? etaOf(solution) : transverseEta(solution)
      expect(solution.eta).toBeCloseTo(anomalous ? eta : 0, 12)
    }
  )

  test.each(models)(
    '%d components, anomalous %s: the stability matrix is the derivative of the beta functions, eta and minimum included',
    (components, anomalous) => {
      const equation = { threshold, components, anomalous }
      const etaAt = components === 1 ? etaOf : transverseEta
      const solution = solved(anomalous, components)
      const matrix = stabilityMatrix(equation, solution)
      const step = 1e-6
      for (let j = 0; j < solution.coefficients.length; j++) {
        const at = (sign: number) => {
          const coefficients = Float64Array.from(solution.coefficients)
          coefficients[j] += sign * step
          const moved = { ...solution, coefficients }
          return betaFunctions(equation, { ...moved, eta: anomalous ? etaAt(moved) : 0 })
        }
        const [up, down] = [at(1), at(-1)]
        up.forEach((value, i) =>
          expect(Math.abs((value - down[i]) / (2 * step) - matrix.get(i, j))).toBeLessThan(1e-7)
        )
      }
    }
  )

  test('the centre is the minimum, and the result does not depend on the unit of z', () => {
    const solution = solved(false)
    expect(solution.coefficients[1]).toBe(0)
    const rescaled = {
      ...guess,
      radius: 2,
      coefficients: guess.coefficients.map((c, j) => c * 2 ** j)
    }
    const other = solveScaling({ threshold, components: 1, anomalous: false }, rescaled)
    expect(other?.centre).toBeCloseTo(solution.centre, 12)
  })

  test('a hopeless guess gives undefined, not a wrong answer', () => {
    const hopeless = { centre: 50, radius: 1, coefficients: Float64Array.of(0, 0, -3, 1) }
    expect(solveScaling({ threshold, components: 1, anomalous: false }, hopeless)).toBeUndefined()
  })
})
