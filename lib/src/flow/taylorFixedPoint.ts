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
import { componentSteps } from './componentSteps.js'
import { confirmedSpectrum, realSpectrum } from './scalingSpectrum.js'
import { logLoopVolume, thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'

interface Rung {
  readonly order: number
  readonly solution: ScalingSolution
  readonly eigenvalues: readonly number[]
  readonly nu: number
  readonly omega: number
  /** Of the eigenvalues. */
  readonly rounding: number
}

/** Which fixed point: what `FixedPointParameters` says of it. */
export interface TaylorParameters {
  readonly dimension: number
  readonly regulator: RegulatorName
  readonly components: number
  readonly anomalous: boolean
}

/** First order of the ladder. */
export const startOrder = 8

/**
 * The Wilson-Fisher fixed point of Wetterich's equation by polynomial
 * truncations of increasing order around the minimum (hep-th/0203006), each solved by Newton's
 * method from the one before. The order with the smallest estimated error is returned; that estimate
 * is four times the largest change over the last two steps of the ladder and the next one, and the rounding of
 * eigenvalues, which neighbours may share by chance.
 *
 * @throws ParameterError if fewer than three orders have the fixed point
 */
export function taylorFixedPoint(parameters: TaylorParameters, maxOrder: number): FixedPoint {
  const { dimension, regulator, components, anomalous } = parameters
  const ladder: Rung[] = []
  let solution: ScalingSolution | undefined = startingSolution(parameters)
  const equation = { threshold: thresholdFunction(regulator, dimension), components, anomalous }
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
  return best(ladder, parameters)
}

/**
 * Order 8: that of one component in d = 3 with Litim's regulator, continued in the number of components, the regulator and the
 * dimension; of infinitely many components directly.
 */
function startingSolution(parameters: TaylorParameters): ScalingSolution {
  const { dimension, regulator, components, anomalous } = parameters
  if (components === Infinity) {
    const threshold = thresholdFunction(regulator, dimension)
    return raised({ threshold, components, anomalous }, largestModel(threshold), parameters)
  }
  const litim = thresholdFunction('litim', 3)
  const guess = { centre: 4 / 3, radius: 1, coefficients: Float64Array.of(2 / 9, 0, 3 / 32) }
  let current = 1
  let solution = raised(
    { threshold: litim, components: current, anomalous: false },
    guess,
    parameters
  )
  for (const next of componentSteps(components)) {
    const start = enlarged(solution, (next + 2) / (current + 2))
    const equation = { threshold: litim, components: next, anomalous: false }
    solution = found(solveScaling(equation, start), parameters)
    current = next
  }
  const steps = Math.max(1, Math.ceil(Math.abs(dimension - 3) / 0.05))
  for (let i = 0; i <= steps; i++) {
    const threshold = thresholdFunction(regulator, 3 + ((dimension - 3) * i) / steps)
    solution = found(solveScaling({ threshold, components, anomalous }, solution), parameters)
  }
  return solution
}

/** Order 2 at infinitely many components: with rho = r_0 + r_1 u' + …, (d - 2 - 2n) r_n are the coefficients of -l'. */
function largestModel(threshold: ThresholdFunction): LocalPotential {
  const { dimension } = threshold
  const units = Math.exp(-logLoopVolume(dimension))
  const [first, second] = threshold.rate(Float64Array.of(0, 1), 1, 1)
  const inverse = (-units * second) / (dimension - 4)
  return {
    centre: (-units * first) / (dimension - 2),
    radius: 1,
    coefficients: Float64Array.of(threshold.value(0) / dimension, 0, 1 / (2 * inverse))
  }
}

/** The truncation of order 8, order by order from that of order 2. */
function raised(
  equation: ScalingEquation,
  guess: LocalPotential,
  parameters: TaylorParameters
): ScalingSolution {
  let solution = found(solveScaling(equation, guess), parameters)
  for (let order = 3; order <= startOrder; order++) {
    solution = found(solveScaling(equation, extended(solution, order)), parameters)
  }
  return solution
}

function found(
  candidate: ScalingSolution | undefined,
  { regulator, dimension }: TaylorParameters
): ScalingSolution {
  if (candidate) return candidate
  throw new ParameterError(
    'fixedPoint',
    'regulator, dimension',
    'a combination that is connected to the fixed point in d = 3',
    [regulator, dimension]
  )
}

function enlarged(potential: LocalPotential, growth: number): LocalPotential {
  return {
    centre: growth * potential.centre,
    radius: growth * potential.radius,
    coefficients: potential.coefficients.map((value) => growth * value)
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
  const rounding = Number.EPSILON * matrix.norm()
  return { order, solution, eigenvalues, nu: -1 / eigenvalues[0], omega: eigenvalues[1], rounding }
}

function best(
  ladder: readonly Rung[],
  { dimension, regulator, components }: TaylorParameters
): FixedPoint {
  // The next order counts too, where there is one: two orders may agree by chance.
  const change = (i: number, value: (r: Rung) => number) =>
    4 *
    [i - 1, i, Math.min(i + 1, ladder.length - 1)].reduce(
      (most, j) => Math.max(most, Math.abs(value(ladder[j]) - value(ladder[j - 1]))),
      0
    )
  const nuError = (i: number) => change(i, (r) => r.nu) + ladder[i].rounding * ladder[i].nu ** 2
  const omegaError = (i: number) => change(i, (r) => r.omega) + ladder[i].rounding
  const total = (i: number) => nuError(i) + omegaError(i)
  let chosen = 2
  for (let i = 3; i < ladder.length; i++) if (total(i) < total(chosen)) chosen = i
  const { order, solution, eigenvalues, nu, omega } = ladder[chosen]
  const confirmed = confirmedSpectrum(eigenvalues, ladder[chosen - 1].eigenvalues)
  return {
    dimension,
    components,
    scheme: 'wetterich',
    regulator,
    nu,
    nuError: nuError(chosen),
    omega,
    omegaError: omegaError(chosen),
    eta: solution.eta,
    etaError: change(chosen, (r) => r.solution.eta),
    kappa: solution.centre * Math.exp(logLoopVolume(dimension)),
    eigenvalues: confirmed,
    potential: solution,
    order,
    convergence: ladder.map((r) => ({ order: r.order, nu: r.nu, omega: r.omega }))
  }
}
