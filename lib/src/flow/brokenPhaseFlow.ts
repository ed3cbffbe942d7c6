import { integrateOde } from '../numerics/integrateOde.js'
import type { OdeEnding } from '../numerics/odeSolution.js'
import type { Derivative } from '../numerics/odeStepper.js'
import { ParameterError, requireFinite, requirePositive } from '../numerics/parameterError.js'
import type { RegulatorName } from './regulator.js'
import { thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'

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
  /** Relative tolerance of each step; default 1e-10. */
  readonly relativeTolerance?: number
}

/** Minimum and couplings along a flow in the broken phase. */
export interface BrokenPhaseFlow {
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** kappa at each scale. */
  readonly minimum: Float64Array
  /** couplings[m][i] = lambda_(m+2) at scales[i]. */
  readonly couplings: readonly Float64Array[]
  /** `'event'` named `'symmetric phase'` where the minimum reaches zero. */
  readonly ending: OdeEnding
}

/**
 * Wetterich flow in the local potential approximation, polynomial truncation of any order around the
 * running minimum: with c_m the Taylor coefficients of dU/dk at the minimum,
 * kappa' = -c_1/lambda_2, lambda_m' = m! c_m + lambda_(m+1) kappa'. At the transition to the
 * symmetric phase kappa reaches zero and the flow ends there; continue with `passiveFlow` and
 * `symmetricCouplings`. Derived in docs/theory.md.
 *
 * @throws ParameterError naming the parameter
 */
export function brokenPhaseFlow(parameters: BrokenPhaseParameters): BrokenPhaseFlow {
  const { dimension, minimum, couplings, start, scales, regulator = 'litim' } = parameters
  check(parameters)
  const threshold = thresholdFunction(regulator, dimension)
  const relativeTolerance = parameters.relativeTolerance ?? 1e-10
  const state = [minimum, ...couplings]
  const end = scales[scales.length - 1]
  const run = integrateOde(movingMinimum(threshold), start, state, end, {
    outputs: scales,
    relativeTolerance,
    absoluteTolerance: state.map((value) => 1e-3 * relativeTolerance * (Math.abs(value) || 1)),
    events: [{ name: 'symmetric phase', value: (_, y) => y[0] }],
    maxSteps: 20_000
  })
  const column = (j: number) => Float64Array.from(run.outputs.y, (y) => y[j])
  return {
    scales: run.outputs.t,
    minimum: column(0),
    couplings: couplings.map((_, m) => column(m + 1)),
    ending: run.ending
  }
}

/**
 * Couplings (u_2, u_4, …) of the same potential around phi = 0, where kappa = 0: u_2 = 0 and
 * u_2m = (2m - 1)!! lambda_m, since rho^m/m! = phi^(2m)/(2^m m!).
 */
export function symmetricCouplings(couplings: readonly number[]): number[] {
  let factor = 1
  return [
    0,
    ...couplings.map((lambda, i) => {
      factor *= 2 * i + 3
      return factor * lambda
    })
  ]
}

function movingMinimum(threshold: ThresholdFunction): Derivative {
  return (k, state) => {
    const order = state.length
    const kappa = state[0]
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
    const rate = threshold.rate(curvature, k)
    const drift = -rate[1] / state[1]
    const result = new Float64Array(order)
    result[0] = drift
    factorial = 1
    for (let m = 2; m <= order; m++) {
      factorial *= m
      result[m - 1] = factorial * rate[m] + (state[m] ?? 0) * drift
    }
    return result
  }
}

function check({ minimum, couplings, start, scales }: BrokenPhaseParameters): void {
  const source = 'brokenPhaseFlow'
  requirePositive(source, 'minimum', minimum)
  requirePositive(source, 'start', start)
  if (couplings.length === 0) {
    throw new ParameterError(source, 'couplings', 'a list (lambda2, …) of at least one', couplings)
  }
  couplings.forEach((value, m) => requireFinite(source, `couplings[${m}]`, value))
  requirePositive(source, 'couplings[0]', couplings[0])
  if (scales.length === 0) {
    throw new ParameterError(source, 'scales', 'a list of at least one scale', scales)
  }
  const up = scales[scales.length - 1] >= start
  scales.forEach((k, i) => {
    requireFinite(source, `scales[${i}]`, k, 0)
    const before = i === 0 ? start : scales[i - 1]
    if (up ? k < before : k > before) {
      throw new ParameterError(source, `scales[${i}]`, `ordered away from start = ${start}`, k)
    }
  })
}
