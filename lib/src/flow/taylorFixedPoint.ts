import { ParameterError } from '../numerics/parameterError.js'
import type { FixedPoint } from './fixedPointResult.js'
import type { RegulatorName } from './regulator.js'
import {
  solveScaling,
  stabilityMatrix,
  type LocalPotential,
  type ScalingEquation,
  type ScalingSolution
} from './scalingPotential.js'
import { confirmedSpectrum, realSpectrum } from './scalingSpectrum.js'
import { logLoopVolume, thresholdFunction } from './thresholdFunction.js'

interface Rung {
  readonly order: number
  readonly solution: ScalingSolution
  readonly eigenvalues: readonly number[]
  readonly nu: number
  readonly omega: number
}

/** First order of the ladder. */
export const startOrder = 8

/**
 * The Wilson-Fisher fixed point of Wetterich's equation by polynomial
 * truncations of increasing order around the minimum (hep-th/0203006), each solved by Newton's
 * method from the one before. The order with the smallest estimated error is returned; that estimate
 * is four times the largest change over the last two steps of the ladder and the next one.
 *
 * @throws ParameterError if fewer than three orders have the fixed point
 */
export function taylorFixedPoint(
  dimension: number,
  regulator: RegulatorName,
  anomalous: boolean,
  maxOrder: number
): FixedPoint {
  const ladder: Rung[] = []
  let solution: ScalingSolution | undefined = startingSolution(dimension, regulator, anomalous)
  const equation = { threshold: thresholdFunction(regulator, dimension), anomalous }
  for (let order = startOrder; order <= maxOrder; order += 2) {
    solution = solveScaling(equation, rescaled(extended(solution, order)))
    if (!solution) break
    const next = rung(equation, solution, order)
    // One relevant direction only, or the truncation has lost the Wilson-Fisher point.
    if (!(next.omega > 0)) break
    ladder.push(next)
  }
  if (ladder.length < 3) {
    throw new ParameterError(
      'fixedPoint',
      'regulator, dimension',
      'a combination whose polynomial truncations have a Wilson-Fisher fixed point',
      [regulator, dimension]
    )
  }
  return best(ladder, dimension, regulator)
}

/** Order 8, from the closed form of order 2 at d = 3, Litim, then continued in regulator and dimension. */
function startingSolution(
  dimension: number,
  regulator: RegulatorName,
  anomalous: boolean
): ScalingSolution {
  const litim = { threshold: thresholdFunction('litim', 3), anomalous: false }
  const guess = { centre: 4 / 3, radius: 1, coefficients: Float64Array.of(2 / 9, 0, 3 / 32) }
  let solution = found(solveScaling(litim, guess))
  for (let order = 3; order <= startOrder; order++) {
    solution = found(solveScaling(litim, extended(solution, order)))
  }
  const steps = Math.max(1, Math.ceil(Math.abs(dimension - 3) / 0.05))
  for (let i = 0; i <= steps; i++) {
    const threshold = thresholdFunction(regulator, 3 + ((dimension - 3) * i) / steps)
    solution = found(solveScaling({ threshold, anomalous }, solution))
  }
  return solution

  function found(candidate: ScalingSolution | undefined): ScalingSolution {
    if (candidate) return candidate
    throw new ParameterError(
      'fixedPoint',
      'regulator, dimension',
      'a combination that is connected to the fixed point in d = 3',
      [regulator, dimension]
    )
  }
}

function extended(potential: LocalPotential, order: number): LocalPotential {
  const coefficients = new Float64Array(order + 1)
  coefficients.set(potential.coefficients)
  return { ...potential, coefficients }
}

/** The same polynomial with the unit of z at the radius of convergence, as its upper coefficients tell it. */
function rescaled(potential: LocalPotential): LocalPotential {
  const a = potential.coefficients
  let growth = 0
  for (let j = 4; j < a.length; j++)
    growth = Math.max(growth, Math.abs(a[j] / a[2]) ** (1 / (j - 2)))
  if (growth === 0) return potential
  return {
    centre: potential.centre,
    radius: potential.radius / growth,
    coefficients: a.map((value, j) => value / growth ** j)
  }
}

function rung(equation: ScalingEquation, solution: ScalingSolution, order: number): Rung {
  // The vacuum energy (index 0) drives nothing: its eigenvalue -d is left out.
  const matrix = stabilityMatrix(equation, solution).subMatrix(1, order, 1, order)
  const eigenvalues = realSpectrum(matrix)
  return { order, solution, eigenvalues, nu: -1 / eigenvalues[0], omega: eigenvalues[1] }
}

function best(ladder: readonly Rung[], dimension: number, regulator: RegulatorName): FixedPoint {
  // The next order counts too, where there is one: two orders may agree by chance.
  const change = (i: number, value: (r: Rung) => number) =>
    4 *
    [i - 1, i, Math.min(i + 1, ladder.length - 1)].reduce(
      (most, j) => Math.max(most, Math.abs(value(ladder[j]) - value(ladder[j - 1]))),
      0
    )
  let chosen = 2
  const total = (i: number) => change(i, (r) => r.nu) + change(i, (r) => r.omega)
  for (let i = 3; i < ladder.length; i++) if (total(i) < total(chosen)) chosen = i
  const { order, solution, eigenvalues, nu, omega } = ladder[chosen]
  const confirmed = confirmedSpectrum(eigenvalues, ladder[chosen - 1].eigenvalues)
  return {
    dimension,
    scheme: 'wetterich',
    regulator,
    nu,
    nuError: change(chosen, (r) => r.nu),
    omega,
    omegaError: change(chosen, (r) => r.omega),
    eta: solution.eta,
    etaError: change(chosen, (r) => r.solution.eta),
    kappa: solution.centre * Math.exp(logLoopVolume(dimension)),
    eigenvalues: confirmed,
    potential: solution,
    order,
    convergence: ladder.map((r) => ({ order: r.order, nu: r.nu, omega: r.omega }))
  }
}
