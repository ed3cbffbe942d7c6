import { bracketedRoot } from './bracketedRoot.js'
import { dormandPrince } from './dormandPrince.js'
import type { Derivative, Jacobian, OdeStep, OdeStepper } from './odeStepper.js'
import { ParameterError, requireFinite, requireInteger, requirePositive } from './parameterError.js'
import { radau } from './radau.js'

/** A function of the solution whose sign change is located: where a flow crosses, turns or ends. */
export interface OdeEvent {
  readonly name: string
  readonly value: (t: number, y: Float64Array) => number
  /** Stop there; default true. */
  readonly terminal?: boolean
}

/** How to integrate; the tolerances bound the local error per step, not the global one. */
export interface OdeOptions {
  /** `'explicit'` (default): Dormand-Prince 5(4). `'stiff'`: Radau IIA, order 5, L-stable. */
  readonly method?: 'explicit' | 'stiff'
  /** Relative tolerance, in [1e-15, 1); default 1e-10. */
  readonly relativeTolerance?: number
  /** Absolute tolerance, one for all components or one each, > 0; default 1e-12 times the relative one. */
  readonly absoluteTolerance?: number | readonly number[]
  /** Times at which the solution is wanted, ordered from start to end; steps land on them exactly. */
  readonly outputs?: readonly number[]
  readonly events?: readonly OdeEvent[]
  /** Analytic Jacobian for the stiff method. */
  readonly jacobian?: Jacobian
  /** Largest number of tried steps; default 100000. */
  readonly maxSteps?: number
}

/** Why an integration ended: at the end, at a terminal event, or where no step is small enough. */
export type OdeEnding =
  | { readonly kind: 'end'; readonly t: number }
  | { readonly kind: 'event'; readonly t: number; readonly name: string }
  | { readonly kind: 'blow-up'; readonly t: number }
  | { readonly kind: 'too many steps'; readonly t: number }

/** Solution of an initial value problem, up to its ending. */
export interface OdeSolution {
  readonly ending: OdeEnding
  /** Accepted times, from the start to the ending. */
  readonly t: Float64Array
  /** Solution at the accepted times. */
  readonly y: readonly Float64Array[]
  /** The requested outputs that were reached, and the solution there. */
  readonly outputs: { readonly t: Float64Array; readonly y: readonly Float64Array[] }
  /** Every event that happened. */
  readonly events: readonly {
    readonly name: string
    readonly t: number
    readonly y: Float64Array
  }[]
  /** Dense solution at any time between start and ending. @throws ParameterError outside */
  at(t: number): Float64Array
}

const zeroNorm = (y: Float64Array) => y.every(Number.isFinite)

/**
 * Integrates y' = f(t, y) from t0 to t1 (either direction) with adaptive steps, dense output, event
 * location on the dense output and blow-up detection. A solution that leaves every bound at finite t
 * is not an error: the ending says `'blow-up'` with the last t that was reached, which lies within
 * about 1e-12 of the singularity, relative to the distance covered.
 *
 * @throws ParameterError for a non-finite start or options outside their range
 */
export function integrateOde(
  derivative: Derivative,
  t0: number,
  y0: ArrayLike<number>,
  t1: number,
  options: OdeOptions = {}
): OdeSolution {
  const run = prepare(derivative, t0, y0, t1, options)
  const { direction, stepper, targets } = run
  const t = [t0]
  const y = [run.start]
  const steps: OdeStep[] = []
  const events: { name: string; t: number; y: Float64Array }[] = []
  const reached = new Map<number, Float64Array>([[t0, run.start]])
  let ending: OdeEnding | undefined
  let target = 0
  let h = run.firstStep
  let tries = 0
  let rejected = false
  while (!ending) {
    const now = t[t.length - 1]
    while (target < targets.length && (targets[target] - now) * direction <= 0) target++
    if (target === targets.length) {
      ending = { kind: 'end', t: now }
      break
    }
    if (tries++ >= run.maxSteps) {
      ending = { kind: 'too many steps', t: now }
      break
    }
    if (h < smallestStep(now, t0, t1)) {
      ending = { kind: 'blow-up', t: now }
      break
    }
    const distance = Math.abs(targets[target] - now)
    // A remainder below half a step is merged, so that no sliver of a step is left over.
    const lands = h >= distance * 0.999
    const size = lands ? distance : h > distance / 2 ? distance / 2 : h
    const tried = stepper.step(now, y[y.length - 1], direction * size)
    if (!tried || !(tried.error <= 1) || !zeroNorm(tried.y)) {
      const factor = tried && Number.isFinite(tried.error) ? growth(tried.error, stepper) : 0.25
      h = size * Math.min(0.9, factor)
      rejected = true
      continue
    }
    const grown = growth(tried.error, stepper)
    // A step that stays as it is lets an implicit method keep its factorisation.
    const factor = stepper.keepsFactors && grown > 1 && grown < 1.3 ? 1 : grown
    const next = lands ? targets[target] : now + direction * size
    const stop = locateEvents(options.events ?? [], now, next, y[y.length - 1], tried, events)
    steps.push(tried)
    t.push(next)
    y.push(tried.y)
    if (stop) {
      ending = { kind: 'event', t: stop.t, name: stop.name }
      break
    }
    if (lands) reached.set(next, tried.y)
    // The step that was cut to land does not hold back the next one.
    h = Math.max(lands && !rejected ? h : 0, size * (rejected ? Math.min(1, factor) : factor))
    rejected = false
  }
  return solution(ending, t, y, steps, events, options.outputs ?? [], reached, direction)
}

interface Run {
  readonly direction: 1 | -1
  readonly start: Float64Array
  readonly stepper: OdeStepper
  readonly targets: readonly number[]
  readonly firstStep: number
  readonly maxSteps: number
}

function prepare(
  derivative: Derivative,
  t0: number,
  y0: ArrayLike<number>,
  t1: number,
  options: OdeOptions
): Run {
  const source = 'integrateOde'
  requireFinite(source, 't0', t0)
  requireFinite(source, 't1', t1)
  const start = Float64Array.from(y0)
  if (start.length === 0 || !zeroNorm(start)) {
    throw new ParameterError(source, 'y0', 'a non-empty list of finite numbers', y0)
  }
  const relative = options.relativeTolerance ?? 1e-10
  requireFinite(source, 'relativeTolerance', relative, 1e-15)
  const given = options.absoluteTolerance ?? 1e-12 * relative
  const absolute = typeof given === 'number' ? start.map(() => given) : Float64Array.from(given)
  if (absolute.length !== start.length) {
    throw new ParameterError(source, 'absoluteTolerance', 'one number or one per component', given)
  }
  absolute.forEach((value) => requirePositive(source, 'absoluteTolerance', value))
  const maxSteps = options.maxSteps ?? 100_000
  requireInteger(source, 'maxSteps', maxSteps, 1)
  const direction = t1 < t0 ? -1 : 1
  const targets = checkedOutputs(options.outputs ?? [], t0, t1, direction)
  const tolerance = { relative, absolute }
  const stepper =
    options.method === 'stiff'
      ? radau(derivative, tolerance, options.jacobian)
      : dormandPrince(derivative, tolerance)
  // A small first step costs a few tries: the controller multiplies it by up to ten each time.
  const firstStep =
    Math.abs(t1 - t0) * Math.max(1e-12, relative ** (1 / stepper.controlOrder) * 1e-3)
  return { direction, start, stepper, targets, firstStep, maxSteps }
}

function checkedOutputs(
  outputs: readonly number[],
  t0: number,
  t1: number,
  direction: number
): number[] {
  outputs.forEach((value, i) => {
    requireFinite('integrateOde', `outputs[${i}]`, value)
    const before = i === 0 ? t0 : outputs[i - 1]
    if ((value - before) * direction < 0 || (t1 - value) * direction < 0) {
      throw new ParameterError(
        'integrateOde',
        `outputs[${i}]`,
        `between ${before} and ${t1}`,
        value
      )
    }
  })
  return [...outputs, t1]
}

/** Factor of the step size for an error in units of the tolerance, between 0.2 and 10. */
function growth(error: number, stepper: OdeStepper): number {
  return Math.min(10, Math.max(0.2, 0.9 * error ** (-1 / stepper.controlOrder)))
}

/** Below this a step no longer moves t, or the solution is singular. */
function smallestStep(now: number, t0: number, t1: number): number {
  const covered = Math.abs(now - t0)
  return Math.max(4 * Number.EPSILON * Math.abs(now), 1e-14 * covered, 1e-20 * Math.abs(t1 - t0))
}

/** Records the events of a step, in order of time, up to and including the first terminal one, which is returned. */
function locateEvents(
  events: readonly OdeEvent[],
  from: number,
  to: number,
  y: Float64Array,
  step: OdeStep,
  found: { name: string; t: number; y: Float64Array }[]
): { name: string; t: number } | undefined {
  const crossings = events.flatMap((event) => {
    const before = event.value(from, y)
    const after = event.value(to, step.y)
    if (before === 0 || !(before * after <= 0)) return []
    const value = (theta: number) =>
      event.value(from + theta * (to - from), step.interpolate(theta))
    const theta = after === 0 ? 1 : bracketedRoot(value, 0, 1)
    return [{ event, theta }]
  })
  crossings.sort((a, b) => a.theta - b.theta)
  for (const { event, theta } of crossings) {
    const t = from + theta * (to - from)
    found.push({ name: event.name, t, y: step.interpolate(theta) })
    if (event.terminal ?? true) return { name: event.name, t }
  }
  return undefined
}

function solution(
  ending: OdeEnding,
  t: readonly number[],
  y: readonly Float64Array[],
  steps: readonly OdeStep[],
  events: OdeSolution['events'],
  outputs: readonly number[],
  reached: ReadonlyMap<number, Float64Array>,
  direction: number
): OdeSolution {
  const at = (time: number) => {
    if (!((time - t[0]) * direction >= 0 && (ending.t - time) * direction >= 0)) {
      throw new ParameterError('OdeSolution.at', 't', `between ${t[0]} and ${ending.t}`, time)
    }
    let [low, high] = [0, t.length - 1]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((time - t[middle]) * direction >= 0) low = middle
      else high = middle
    }
    if (steps.length === 0 || time === t[low]) return Float64Array.from(y[low])
    return steps[low].interpolate((time - t[low]) / (t[high] - t[low]))
  }
  // The accepted times end where the solution ends, also when an event cut the last step.
  const times = Float64Array.from(t)
  const values = y.slice()
  if (ending.kind === 'event') {
    values[values.length - 1] = at(ending.t)
    times[times.length - 1] = ending.t
  }
  const shown = outputs.filter((time) => (ending.t - time) * direction >= 0)
  return {
    ending,
    t: times,
    y: values,
    outputs: { t: Float64Array.from(shown), y: shown.map((time) => reached.get(time) ?? at(time)) },
    events,
    at
  }
}
