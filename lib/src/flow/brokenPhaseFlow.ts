import { integrateOde } from '../numerics/integrateOde.js'
import { flowEnding, type FlowEnding } from './flowEnding.js'
import type { Derivative } from '../numerics/odeStepper.js'
import {
  requireFiniteList,
  requireKeys,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { logarithmicClock, requireOrderedFrom } from './flowClock.js'
import type { RegulatorName } from './regulator.js'
import { logLoopVolume, thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'
import { requireWavefunction, wavefunctionEta } from './wavefunctionEta.js'

/** What a flow around a moving minimum starts from. */
export interface BrokenPhaseParameters {
  /** d >= 0. */
  readonly dimension: number
  /** Position of the minimum, kappa = phi0^2/2 > 0, at `start`. */
  readonly minimum: number
  /** (lambda_2, …, lambda_n) of U = sum_m lambda_m (rho - kappa)^m/m!, rho = phi^2/2; lambda_2 > 0. */
  readonly couplings: readonly number[]
  /** Where these are given, > 0. */
  readonly start: number
  /** Scales wanted, monotonic away from `start`, >= 0. */
  readonly scales: readonly number[]
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /**
   * True: LPA', a field normalisation Z_k that runs, eta = -d ln Z/d ln k at the minimum; Litim or exponential. Default
   * false: Z = 1.
   */
  readonly anomalousDimension?: boolean
  /** Relative tolerance of each step; default 1e-10. */
  readonly relativeTolerance?: number
}

const parameterKeys: readonly (keyof BrokenPhaseParameters)[] = [
  'dimension',
  'minimum',
  'couplings',
  'start',
  'scales',
  'regulator',
  'anomalousDimension',
  'relativeTolerance'
]

/** Minimum and couplings along a flow in the broken phase; with Z_k those of the field sqrt(Z_k) phi. */
export interface BrokenPhaseFlow {
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** kappa at each scale. */
  readonly minimum: Float64Array
  /** couplings[m][i] = lambda_(m+2) at scales[i]. */
  readonly couplings: readonly Float64Array[]
  /** eta at each scale, 0 without `anomalousDimension`. */
  readonly eta: Float64Array
  /** Z_k at each scale, 1 at `start`. */
  readonly fieldNormalisation: Float64Array
  /** `'event'` named `'symmetric phase'` where the minimum reaches zero. */
  readonly ending: FlowEnding
}

/**
 * Wetterich flow in the local potential approximation, polynomial truncation of any order around the
 * running minimum: with c_m the Taylor coefficients of dU/dk at the minimum,
 * kappa' = -c_1/lambda_2, lambda_m' = m! c_m + lambda_(m+1) kappa'. At the transition to the
 * symmetric phase kappa reaches zero and the flow ends there; continue with `passiveFlow` and
 * `symmetricCouplings`. Derived in docs/theory.md, "Fixed points".
 *
 * With `anomalousDimension` the kinetic term is Z_k (d phi)^2/2, the regulator Z_k R_k, and minimum and couplings are those of the
 * normalised field: dU/dk gains eta rho U'/k, the loop its term in eta. In the symmetric phase eta vanishes in
 * this approximation, as there is no three-point vertex at phi = 0: `passiveFlow` is its own LPA'.
 *
 * @example brokenPhaseFlow({ dimension: 3, minimum: 1, couplings: [0.5], start: 1, scales: [0.9] }).ending
 * @throws ParameterError naming the parameter
 */
export function brokenPhaseFlow(parameters: BrokenPhaseParameters): BrokenPhaseFlow {
  check(parameters)
  const { dimension, minimum, couplings, start, scales, regulator = 'litim' } = parameters
  const { relativeTolerance = 1e-10, anomalousDimension = false } = parameters
  const threshold = refusedUnder('brokenPhaseFlow', () => thresholdFunction(regulator, dimension))
  if (anomalousDimension) requireWavefunction('brokenPhaseFlow', threshold)
  const etaOf = (k: number, state: Float64Array) =>
    anomalousDimension ? minimumEta(threshold, k, state) : 0
  // The last component is ln Z.
  const state = [minimum, ...couplings, 0]
  const end = scales[scales.length - 1]
  const flow = movingMinimum(threshold, etaOf)
  // The mass at the minimum is what the flow feels below the start.
  const clock = logarithmicClock(Math.min(start, Math.sqrt(2 * minimum * couplings[0])))
  const derivative: Derivative = (t, y) => clock.rescale(t, flow(clock.scale(t), y))
  const run = integrateOde(derivative, clock.time(start), state, clock.time(end), {
    outputs: scales.map(clock.time),
    relativeTolerance,
    absoluteTolerance: state.map((value) => 1e-3 * relativeTolerance * (Math.abs(value) || 1)),
    events: [{ name: 'symmetric phase', value: (_, y) => y[0] }],
    maxSteps: 20_000
  })
  const { y } = run.outputs
  const reached = Float64Array.from(scales.slice(0, y.length))
  const column = (j: number) => Float64Array.from(y, (row) => row[j])
  return {
    scales: reached,
    minimum: column(0),
    couplings: couplings.map((_, m) => column(m + 1)),
    eta: reached.map((k, i) => etaOf(k, y[i])),
    fieldNormalisation: column(couplings.length + 1).map(Math.exp),
    ending: flowEnding(run.ending, clock.scale, end)
  }
}

/**
 * Couplings (u_2, u_4, …) of the same potential around phi = 0, where kappa = 0: u_2 = 0 and
 * u_2m = (2m - 1)!! lambda_m, since rho^m/m! = phi^(2m)/(2^m m!).
 *
 * @example symmetricCouplings([2, 1]) // [0, 6, 15]
 */
export function symmetricCouplings(couplings: readonly number[]): number[] {
  requireFiniteList('symmetricCouplings', 'couplings', couplings, 'a list (lambda2, …)')
  let factor = 1
  return [
    0,
    ...couplings.map((lambda, i) => {
      factor *= 2 * i + 3
      return factor * lambda
    })
  ]
}

/** eta at the minimum: T = 2 kappa V_d k^(d-6) (3 lambda_2 + 2 kappa lambda_3)^2 in `wavefunctionEta`; 0 at k = 0. */
function minimumEta(threshold: ThresholdFunction, k: number, state: Float64Array): number {
  if (k === 0) return 0
  const [kappa, lambda2] = state
  const lambda3 = state.length > 3 ? state[2] : 0
  const logUnit = logLoopVolume(threshold.dimension) + (threshold.dimension - 6) * Math.log(k)
  const vertex = 2 * kappa * Math.exp(logUnit) * (3 * lambda2 + 2 * kappa * lambda3) ** 2
  return wavefunctionEta(threshold, vertex, (2 * kappa * lambda2) / k ** 2)
}

function movingMinimum(
  threshold: ThresholdFunction,
  etaOf: (k: number, state: Float64Array) => number
): Derivative {
  return (k, state) => {
    const order = state.length - 1
    const kappa = state[0]
    const eta = etaOf(k, state)
    const etaRate = eta === 0 ? 0 : eta / k
    // Taylor coefficients of U in z = rho - kappa: index m holds lambda_m/m!.
    const potential = new Float64Array(order + 1)
    let factorial = 1
    for (let m = 2; m <= order; m++) potential[m] = state[m - 1] / (factorial *= m)
    const curvature = potential.map((_, m) => {
      const first = (m + 1) * (potential[m + 1] ?? 0)
      const second = (m + 2) * (m + 1) * (potential[m + 2] ?? 0)
      const shifted = (m + 1) * m * (potential[m + 1] ?? 0)
      return first + 2 * (kappa * second + shifted)
    })
    const loop = threshold.rate(curvature, k, 0, eta)
    // rho U' of the field's normalisation: rho = kappa + z.
    const rate = loop.map(
      (value, m) => value + etaRate * (kappa * (m + 1) * (potential[m + 1] ?? 0) + m * potential[m])
    )
    const drift = -rate[1] / state[1]
    const result = new Float64Array(order + 1)
    result[0] = drift
    factorial = 1
    for (let m = 2; m <= order; m++) {
      factorial *= m
      const next = m < order ? state[m] : 0
      result[m - 1] = factorial * rate[m] + next * drift
    }
    result[order] = -etaRate
    return result
  }
}

function check(parameters: BrokenPhaseParameters): void {
  const source = 'brokenPhaseFlow'
  requireKeys(source, 'parameters', parameters, parameterKeys)
  const { minimum, couplings, start, scales, relativeTolerance = 1e-10 } = parameters
  requireTolerance(source, relativeTolerance)
  requirePositive(source, 'minimum', minimum)
  requirePositive(source, 'start', start)
  requireFiniteList(source, 'couplings', couplings, 'a list (lambda2, …) of at least one')
  requirePositive(source, 'couplings[0]', couplings[0])
  requireFiniteList(source, 'scales', scales, 'a list of at least one scale', { minimum: 0 })
  requireOrderedFrom(source, 'scales', scales, start)
}
