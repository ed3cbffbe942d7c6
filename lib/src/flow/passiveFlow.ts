import { withOrigin } from '../numerics/origin.js'
import { integrateOde } from '../numerics/integrateOde.js'
import type { OdeEnding } from '../numerics/odeSolution.js'
import { ParameterError, requireFinite } from '../numerics/parameterError.js'
import { canonicalDimension } from './canonicalDimension.js'
import type { RegulatorName } from './regulator.js'
import type { FlowScheme } from './flowScheme.js'
import { schemeEquation } from './schemeEquation.js'
import { thresholdFunction } from './thresholdFunction.js'

/** What a passive flow starts from. */
export interface PassiveFlowParameters {
  /** d = d_in >= 0. */
  readonly dimension: number
  /**
   * (u_2, u_4, …, u_2n) at the scale `start`, any n >= 1, dimensionful: u_2j phi^(2j)/(2j)!, phi the canonical field, whose
   * kinetic term is p^2 (`Normalisation`).
   */
  readonly couplings: readonly number[]
  /** Scales k wanted, monotonic away from `start`, >= 0. */
  readonly scales: readonly number[]
  /** Where the couplings are given; default 0, the infrared, where the measured ones live. */
  readonly start?: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /**
   * Default `'wetterich'`: couplings of the effective average action. `'polchinski'`: of the Wilsonian action, which
   * contains trees as well; `wilsonianCouplings` translates. Not with the regulator `'sharp'`.
   */
  readonly scheme?: FlowScheme
  /** Mass squared m^2 > 0 of the Gaussian that Polchinski's scheme splits off; default u_2. */
  readonly referenceMass?: number
  /** Relative tolerance of each step; default 1e-13. */
  readonly relativeTolerance?: number
}

/** Couplings along a flow, up to its end or to the scale where it blows up. */
export interface PassiveFlow {
  readonly dimension: number
  readonly regulator: RegulatorName
  readonly scheme: FlowScheme
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** couplings[j][i] = u_(2j+2) at scales[i]. */
  readonly couplings: readonly Float64Array[]
  /**
   * Estimated absolute errors, same shape: twice the largest change so far against a run with a
   * tolerance 100 times looser.
   */
  readonly errors: readonly Float64Array[]
  /** Couplings of the effective average action, same shape: in Wetterich's scheme the couplings themselves. */
  readonly effective: readonly Float64Array[]
  /** Estimated absolute errors of those, as `errors`. */
  readonly effectiveErrors: readonly Float64Array[]
  /** Standard deviation of the weights whose network has that mass, sqrt(d u2/2), u2 the effective one; 0 where u2 < 0. */
  readonly sigmaW: Float64Array
  /** `'end'`, or `'blow-up'` (or `'too many steps'`, close to one) with the last scale that was reached. */
  readonly ending: OdeEnding
}

/**
 * The passive renormalization group of arXiv:2108.01403: the network fixed, the cutoff k varied,
 * Wetterich or Polchinski equation in the local potential approximation, polynomial truncation of any even order
 * around phi = 0 (`wetterichFlow`, `polchinskiFlow`). From the known infrared to the unknown ultraviolet by default,
 * or back with `start` above the scales. Couplings may reach a pole of the loop at finite k: then
 * the ending says so and the result holds what lies before.
 *
 * Accuracy: the error estimates; 1e-9 relative or better at the default tolerance, away from poles.
 *
 * @example passiveFlow({ dimension: 1, couplings: [2, -32.24, 50], scales: [0.1, 1, 10] })
 * @throws ParameterError naming the parameter: dimension, couplings, scales, start, regulator, scheme
 */
export function passiveFlow(parameters: PassiveFlowParameters): PassiveFlow {
  const { dimension, couplings, scales, start = 0, regulator = 'litim' } = parameters
  const { scheme = 'wetterich', referenceMass = couplings[0] } = parameters
  const tolerance = parameters.relativeTolerance ?? 1e-13
  const threshold = thresholdFunction(regulator, dimension)
  checkStart(couplings, scales, start)
  const equation = schemeEquation(scheme, threshold, referenceMass)
  equation.requireStart(couplings, start)
  const { flow } = equation
  const end = scales[scales.length - 1]
  const absolute = naturalSizes(dimension, couplings, Math.max(start, end)).map((s) => s * 1e-8)
  const run = (relativeTolerance: number) =>
    integrateOde(flow, start, couplings, end, {
      outputs: scales,
      relativeTolerance,
      // A flow that creeps into a pole needs ever more steps; a regular one takes a few thousand.
      maxSteps: 20_000,
      absoluteTolerance: absolute.map((a) => a * relativeTolerance)
    })
  const fine = run(tolerance)
  const coarse = run(Math.min(100 * tolerance, 1e-2))
  const columns = (rows: readonly Float64Array[]) =>
    couplings.map((_, j) => Float64Array.from(rows, (row) => row[j]))
  const effectiveOf = ({ outputs }: ReturnType<typeof run>) =>
    outputs.y.map((y, i) => equation.effective(y, outputs.t[i]))
  const errorsOf = (values: readonly Float64Array[], rows: readonly Float64Array[]) =>
    values.map((row, j) =>
      runningError(
        row,
        rows.map((y) => y[j])
      )
    )
  const values = columns(fine.outputs.y)
  const effective = columns(effectiveOf(fine))
  const flowed: PassiveFlow = {
    dimension,
    regulator,
    scheme,
    scales: fine.outputs.t,
    couplings: values,
    errors: errorsOf(values, coarse.outputs.y),
    effective,
    effectiveErrors: errorsOf(effective, effectiveOf(coarse)),
    sigmaW: effective[0].map((u2) => Math.sqrt(Math.max(0, (dimension * u2) / 2))),
    ending: fine.ending
  }
  return withOrigin(flowed, 'passiveFlow', parameters)
}

function checkStart(couplings: readonly number[], scales: readonly number[], start: number): void {
  if (couplings.length === 0) {
    throw new ParameterError(
      'passiveFlow',
      'couplings',
      'a list (u2, u4, …) of at least one',
      couplings
    )
  }
  couplings.forEach((u, j) => requireFinite('passiveFlow', `couplings[${j}]`, u))
  requireFinite('passiveFlow', 'start', start, 0)
  if (scales.length === 0) {
    throw new ParameterError('passiveFlow', 'scales', 'a list of at least one scale', scales)
  }
  const up = scales[scales.length - 1] >= start
  scales.forEach((k, i) => {
    requireFinite('passiveFlow', `scales[${i}]`, k, 0)
    const before = i === 0 ? start : scales[i - 1]
    if (up ? k < before : k > before) {
      throw new ParameterError(
        'passiveFlow',
        `scales[${i}]`,
        `ordered away from start = ${start}`,
        k
      )
    }
  })
}

/** The size of each coupling that counts as order one: its own, or the mass to its canonical dimension. */
function naturalSizes(
  dimension: number,
  couplings: readonly number[],
  largestScale: number
): number[] {
  const mass = Math.sqrt(Math.abs(couplings[0])) || largestScale || 1
  return couplings.map((u, j) => {
    const size = Math.max(Math.abs(u), mass ** canonicalDimension(2 * j + 2, dimension))
    return Math.min(1e300, Math.max(1e-280, size))
  })
}

/** Twice the largest |fine - coarse| so far, so that a chance crossing of the two does not look exact. */
function runningError(fine: Float64Array, coarse: readonly number[]): Float64Array {
  let largest = 0
  return fine.map((value, i) => {
    largest = Math.max(largest, i < coarse.length ? Math.abs(value - coarse[i]) : Infinity)
    return 2 * largest
  })
}
