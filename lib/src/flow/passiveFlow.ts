import { withOrigin } from '../provenance/origin.js'
import { integrateOde } from '../numerics/integrateOde.js'
import { flowEnding, type FlowEnding } from './flowEnding.js'
import type { Derivative } from '../numerics/odeStepper.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { canonicalDimension } from './canonicalDimension.js'
import type { RegulatorName } from './regulator.js'
import { logarithmicClock, requireOrderedFrom } from './flowClock.js'
import type { FlowScheme } from './flowScheme.js'
import { schemeEquation } from './schemeEquation.js'
import { thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'

/** What a passive flow starts from. */
export interface PassiveFlowParameters {
  /** d = d_in >= 0. */
  readonly dimension: number
  /**
   * (u_2, u_4, …, u_2n) at the scale `start`, any n >= 1, dimensionful: u_2j phi^(2j)/(2j)!, phi the canonical field, whose
   * kinetic term is p^2 (`Normalisation`).
   */
  readonly couplings: readonly number[]
  /** Absolute errors of the couplings, as measured or from another flow, carried along; default none. */
  readonly couplingErrors?: readonly number[]
  /** Scales k wanted, monotonic away from `start`, >= 0. */
  readonly scales: readonly number[]
  /** Where the couplings are given; default 0, the infrared, where the measured ones live. */
  readonly start?: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /**
   * Number M >= 0 of fields, as many as outputs of the network, not necessarily an integer; default 1. phi is then the length
   * of the field, so that u_4 is that of one output. Scheme `'wetterich'` only if not 1.
   */
  readonly components?: number
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

const parameterKeys: readonly (keyof PassiveFlowParameters)[] = [
  'dimension',
  'couplings',
  'couplingErrors',
  'scales',
  'start',
  'regulator',
  'components',
  'scheme',
  'referenceMass',
  'relativeTolerance'
]

/** Couplings along a flow, up to its end or to the scale where it blows up. */
export interface PassiveFlow {
  /** Dimension d of space. */
  readonly dimension: number
  /** Shape of the regulator. */
  readonly regulator: RegulatorName
  /** Number M of fields of the O(M) model. */
  readonly components: number
  /** Whose flow equation. */
  readonly scheme: FlowScheme
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** couplings[j][i] = u_(2j+2) at scales[i]. */
  readonly couplings: readonly Float64Array[]
  /**
   * Estimated absolute errors, same shape: twice the largest change so far against a run with a
   * tolerance 100 times looser, and ten times the tolerance; and what the `couplingErrors` have become, infinite where a
   * start within them has ended.
   */
  readonly errors: readonly Float64Array[]
  /** Couplings of the effective average action, same shape: in Wetterich's scheme the couplings themselves. */
  readonly effective: readonly Float64Array[]
  /** Estimated absolute errors of those, as `errors`. */
  readonly effectiveErrors: readonly Float64Array[]
  /** Standard deviation of the weights whose network has that mass, sqrt(d u2/2), u2 the effective one; 0 where u2 < 0. */
  readonly sigmaW: Float64Array
  /** `'end'`, or `'blow-up'` (or `'too many steps'`, close to one) with the last scale that was reached. */
  readonly ending: FlowEnding
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
 * @throws ParameterError naming the parameter: dimension, couplings, scales, start, regulator, components, scheme
 */
export function passiveFlow(parameters: PassiveFlowParameters): PassiveFlow {
  requireKeys('passiveFlow', 'parameters', parameters, parameterKeys)
  const { dimension, couplings, scales, start = 0, regulator = 'litim' } = parameters
  requireFinite('passiveFlow', 'dimension', dimension, 0)
  checkStart(couplings, scales, start)
  const { couplingErrors = couplings.map(() => 0) } = parameters
  checkErrors(couplingErrors, couplings.length)
  const { components = 1, scheme = 'wetterich', referenceMass = couplings[0] } = parameters
  requireFinite('passiveFlow', 'components', components, 0)
  if (scheme === 'polchinski') {
    const name = parameters.referenceMass === undefined ? 'couplings[0]' : 'referenceMass'
    requirePositive('passiveFlow', name, referenceMass)
  }
  const { relativeTolerance: tolerance = 1e-13 } = parameters
  requireTolerance('passiveFlow', tolerance)
  const { threshold, equation } = refusedUnder('passiveFlow', () => {
    const threshold = thresholdFunction(regulator, dimension)
    const equation = schemeEquation(scheme, threshold, { mass: referenceMass, components })
    equation.requireStart(couplings, start)
    return { threshold, equation }
  })
  const { flow } = equation
  const end = scales[scales.length - 1]
  requireRepresentableLoop(threshold, couplings, scales)
  const sizes = naturalSizes(dimension, couplings, Math.max(start, end))
  const clock = logarithmicClock(flowUnit(flow, couplings, sizes, start, dimension))
  const run = (relativeTolerance: number, from = couplings) =>
    integrateOde(
      (t, y) => clock.rescale(t, flow(clock.scale(t), y)),
      clock.time(start),
      from,
      clock.time(end),
      {
        outputs: scales.map(clock.time),
        relativeTolerance,
        // A flow that creeps into a pole needs ever more steps; a regular one takes a few thousand.
        maxSteps: 20_000,
        absoluteTolerance: sizes.map((size) => 1e-8 * size * relativeTolerance)
      }
    )
  const fine = run(tolerance)
  const coarse = run(Math.min(100 * tolerance, 1e-2))
  const reached = Float64Array.from(scales.slice(0, fine.outputs.y.length))
  const columns = (rows: readonly Float64Array[]) =>
    couplings.map((_, j) => Float64Array.from(rows, (row) => row[j]))
  const effectiveOf = ({ outputs }: ReturnType<typeof run>) =>
    outputs.y.map((y, i) => equation.effective(y, scales[i]))
  const shifted = couplingErrors.flatMap((error, j) =>
    error === 0 ? [] : [run(tolerance, couplings.with(j, couplings[j] + error))]
  )
  const errorsOf = (
    values: readonly Float64Array[],
    rowsOf: (solution: ReturnType<typeof run>) => readonly Float64Array[]
  ) =>
    values.map((row, j) => {
      const column = (solution: ReturnType<typeof run>) => rowsOf(solution).map((y) => y[j])
      return runningError(row, column(coarse), tolerance).map((error, i) =>
        shifted.reduce(
          (sum, other) => sum + Math.abs((column(other)[i] ?? Infinity) - row[i]),
          error
        )
      )
    })
  const values = columns(fine.outputs.y)
  const effective = columns(effectiveOf(fine))
  const flowed: PassiveFlow = {
    dimension,
    regulator,
    components,
    scheme,
    scales: reached,
    couplings: values,
    errors: errorsOf(values, ({ outputs }) => outputs.y),
    effective,
    effectiveErrors: errorsOf(effective, effectiveOf),
    sigmaW: effective[0].map((u2) => Math.sqrt(Math.max(0, (dimension * u2) / 2))),
    ending: flowEnding(fine.ending, clock.scale, end)
  }
  return withOrigin(flowed, 'passiveFlow', parameters)
}

function checkStart(couplings: readonly number[], scales: readonly number[], start: number): void {
  const source = 'passiveFlow'
  requireFiniteList(source, 'couplings', couplings, 'a list (u2, u4, …) of at least one')
  requireInteger(source, 'couplings.length', couplings.length, 1, 100)
  requireFinite(source, 'start', start, 0)
  requireFiniteList(source, 'scales', scales, 'a list of at least one scale', { minimum: 0 })
  requireOrderedFrom(source, 'scales', scales, start)
}

function checkErrors(errors: readonly number[], count: number): void {
  const rule = `a list of ${count}, one for each coupling`
  requireFiniteList('passiveFlow', 'couplingErrors', errors, rule, { minimum: 0 })
  if (errors.length === count) return
  throw new ParameterError('passiveFlow', 'couplingErrors', rule, errors)
}

/** Refuses scales at which the loop's powers of k leave the range of numbers. */
function requireRepresentableLoop(
  threshold: ThresholdFunction,
  couplings: readonly number[],
  scales: readonly number[]
): void {
  scales.forEach((k, i) => {
    const rate = threshold.rate(Float64Array.of(Math.abs(couplings[0]), 1), k)
    if (k === 0 || rate.every(Number.isFinite)) return
    const rule = 'a scale whose powers in the loop are within the range of numbers'
    throw new ParameterError('passiveFlow', `scales[${i}]`, rule, k)
  })
}

/** Beyond it 2^d is no number, so whatever the couplings are, the flow's powers of k leave the range of numbers. */
const largestDimension = 1023

/**
 * The scale up to which nothing has happened: the mass, or where rates from the start would change a coupling by its
 * own size, whichever is first.
 */
function flowUnit(
  flow: Derivative,
  couplings: readonly number[],
  sizes: readonly number[],
  start: number,
  dimension: number
): number {
  const state = Float64Array.from(couplings)
  let unit = Math.sqrt(Math.abs(couplings[0])) || start || 1
  while (unit > 1e-300) {
    const rate = flow(start + unit, state)
    const share = rate.reduce((most, r, j) => Math.max(most, Math.abs(r / sizes[j]) * unit), 0)
    if (share <= 1) return unit
    // Past a pole or the range of numbers nothing is known but that it is too far.
    unit *= share < Infinity ? Math.max(1e-3, 0.5 / share) : 1e-3
  }
  const rule = 'of a size whose powers in the flow are within the range of numbers'
  if (dimension > largestDimension) {
    throw new ParameterError('passiveFlow', 'dimension', rule, dimension)
  }
  const largest = couplings.reduce((m, u, j) => (Math.abs(u) > Math.abs(couplings[m]) ? j : m), 0)
  throw new ParameterError('passiveFlow', `couplings[${largest}]`, rule, couplings[largest])
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

/**
 * Twice the largest |fine - coarse| so far, so that a chance crossing of the two does not look exact, and ten steps'
 * tolerance: where both runs are lucky.
 */
export function runningError(
  fine: Float64Array,
  coarse: readonly number[],
  tolerance: number
): Float64Array {
  let largest = 0
  return fine.map((value, i) => {
    largest = Math.max(largest, i < coarse.length ? Math.abs(value - coarse[i]) : Infinity)
    return 2 * largest + 10 * tolerance * Math.abs(value)
  })
}
