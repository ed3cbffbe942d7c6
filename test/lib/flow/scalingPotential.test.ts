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

function solved(anomalous: boolean): ScalingSolution {
  const solution = solveScaling({ threshold, anomalous }, guess)
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
  let z = 0
  for (let i = 0; i < 50; i++) {
    const [, first, second] = derivatives(potential, z)
    z -= first / second / potential.radius
  }
  const [, , second, third] = derivatives(potential, z)
  const rho = potential.centre + potential.radius * z
  return (2 * rho * (3 * second + 2 * rho * third) ** 2) / (1 + 2 * rho * second) ** 4
}

describe('scalingPotential', () => {
  test.each([false, true])(
    'anomalous %s: all beta functions vanish at the solution',
    (anomalous) => {
      const solution = solved(anomalous)
      expect(Math.hypot(...betaFunctions({ threshold, anomalous }, solution))).toBeLessThan(1e-13)
      expect(solution.eta).toBeCloseTo(anomalous ? etaOf(solution) : 0, 12)
    }
  )

  test.each([false, true])(
    'anomalous %s: the stability matrix is the derivative of the beta functions, eta and minimum included',
    (anomalous) => {
      const equation = { threshold, anomalous }
      const solution = solved(anomalous)
      const matrix = stabilityMatrix(equation, solution)
      const step = 1e-6
      for (let j = 0; j < solution.coefficients.length; j++) {
        const at = (sign: number) => {
          const coefficients = Float64Array.from(solution.coefficients)
          coefficients[j] += sign * step
          const moved = { ...solution, coefficients }
          return betaFunctions(equation, { ...moved, eta: anomalous ? etaOf(moved) : 0 })
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
    const other = solveScaling({ threshold, anomalous: false }, rescaled)
    expect(other?.centre).toBeCloseTo(solution.centre, 12)
  })

  test('a hopeless guess gives undefined, not a wrong answer', () => {
    const hopeless = { centre: 50, radius: 1, coefficients: Float64Array.of(0, 0, -3, 1) }
    expect(solveScaling({ threshold, anomalous: false }, hopeless)).toBeUndefined()
  })
})
