import { EigenvalueDecomposition } from 'ml-matrix'
import { ParameterError, requireFinite, requireInteger } from '../numerics/parameterError.js'
import type { RegulatorName } from './regulator.js'
import {
  solveScaling,
  stabilityMatrix,
  type LocalPotential,
  type ScalingEquation,
  type ScalingSolution
} from './scalingPotential.js'
import { logLoopVolume, thresholdFunction } from './thresholdFunction.js'

/** Which fixed point is wanted. */
export interface FixedPointParameters {
  /** 2.8 <= d < 4. */
  readonly dimension: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** True: LPA', with the anomalous dimension at the minimum; Litim or exponential. Default false: LPA, eta = 0. */
  readonly anomalous?: boolean
  /** Largest power of rho = phi^2/2 that is tried, in [6, 60]; default 48. */
  readonly maxOrder?: number
}

/** The Wilson-Fisher fixed point and its critical exponents, with estimated absolute errors. */
export interface FixedPoint {
  readonly dimension: number
  readonly regulator: RegulatorName
  /** Correlation length: 1/nu is the positive eigenvalue of the linearised flow. */
  readonly nu: number
  readonly nuError: number
  /** Leading correction to scaling. */
  readonly omega: number
  readonly omegaError: number
  /** Anomalous dimension, 0 in the LPA. */
  readonly eta: number
  readonly etaError: number
  /** Position of the minimum, rho = phi^2/2 in units of k^(d-2). */
  readonly kappa: number
  /** Eigenvalues of d(beta)/d(u), t = ln k, real parts increasing: -1/nu, omega, …; the higher ones are less accurate. */
  readonly eigenvalues: readonly number[]
  /** The potential, in units of V_d, around its minimum. */
  readonly potential: LocalPotential
  /** The truncation that the values are from: highest power of rho. */
  readonly order: number
  /** How the exponents converge with the order of the truncation. */
  readonly convergence: readonly {
    readonly order: number
    readonly nu: number
    readonly omega: number
  }[]
}

interface Rung {
  readonly order: number
  readonly solution: ScalingSolution
  readonly eigenvalues: readonly number[]
  readonly nu: number
  readonly omega: number
}

const startOrder = 8

/**
 * The Wilson-Fisher fixed point of one scalar in the local potential approximation, by polynomial
 * truncations of increasing order around the minimum (hep-th/0203006), each solved by Newton's
 * method from the one before. The order with the smallest estimated error is returned; that estimate
 * is four times the largest change over the last two steps of the ladder. Litim, d = 3: nu = 0.6495617739,
 * omega = 0.655745939, known to 13 digits from hep-th/0701172.
 *
 * @throws ParameterError if the dimension is outside [2.8, 4) or the combination has no solution by this
 *   method (the error estimate of the sharp cutoff shows that its truncation converges slowly)
 */
export function fixedPoint(parameters: FixedPointParameters): FixedPoint {
  const { dimension, regulator = 'litim', anomalous = false, maxOrder = 48 } = parameters
  check(dimension, regulator, anomalous, maxOrder)
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

function check(
  dimension: number,
  regulator: RegulatorName,
  anomalous: boolean,
  maxOrder: number
): void {
  requireFinite('fixedPoint', 'dimension', dimension)
  if (!(dimension >= 2.8 && dimension < 4)) {
    throw new ParameterError(
      'fixedPoint',
      'dimension',
      'in [2.8, 4): the fixed point is Gaussian from d = 4 on, and polynomial truncations fail towards d = 2',
      dimension
    )
  }
  if (anomalous && regulator !== 'litim' && regulator !== 'exponential') {
    const rule = "'litim' or 'exponential' if anomalous is set"
    throw new ParameterError('fixedPoint', 'regulator', rule, regulator)
  }
  requireInteger('fixedPoint', 'maxOrder', maxOrder, 6 + startOrder / 2, 60)
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
  const spectrum = new EigenvalueDecomposition(matrix).realEigenvalues
  const eigenvalues = [...spectrum].sort((a, b) => a - b)
  return { order, solution, eigenvalues, nu: -1 / eigenvalues[0], omega: eigenvalues[1] }
}

function best(ladder: readonly Rung[], dimension: number, regulator: RegulatorName): FixedPoint {
  const change = (i: number, value: (r: Rung) => number) =>
    4 *
    Math.max(
      Math.abs(value(ladder[i]) - value(ladder[i - 1])),
      Math.abs(value(ladder[i - 1]) - value(ladder[i - 2]))
    )
  let chosen = 2
  const total = (i: number) => change(i, (r) => r.nu) + change(i, (r) => r.omega)
  for (let i = 3; i < ladder.length; i++) if (total(i) < total(chosen)) chosen = i
  const { order, solution, eigenvalues, nu, omega } = ladder[chosen]
  return {
    dimension,
    regulator,
    nu,
    nuError: change(chosen, (r) => r.nu),
    omega,
    omegaError: change(chosen, (r) => r.omega),
    eta: solution.eta,
    etaError: change(chosen, (r) => r.solution.eta),
    kappa: solution.centre * Math.exp(logLoopVolume(dimension)),
    eigenvalues,
    potential: solution,
    order,
    convergence: ladder.map((r) => ({ order: r.order, nu: r.nu, omega: r.omega }))
  }
}
