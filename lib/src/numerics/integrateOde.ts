import { dormandPrince } from './dormandPrince.js'
import { locateEvents, type OdeEvent } from './odeEvents.js'
import { odeSolution, type OdeEnding, type OdePath, type OdeSolution } from './odeSolution.js'
import type { Derivative, Jacobian, OdeStepper, Tolerance } from './odeStepper.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireFunction,
  requireInteger,
  requireKeys,
  requireObjects,
  requireOneOf,
  requirePositive,
  requireTolerance
} from './parameterError.js'
import { radau } from './radau.js'

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
  /** Events to locate. */
  readonly events?: readonly OdeEvent[]
  /** Analytic Jacobian for the stiff method. */
  readonly jacobian?: Jacobian
  /** Largest number of tried steps; default 100000. */
  readonly maxSteps?: number
}

const optionKeys: readonly (keyof OdeOptions)[] = [
  'method',
  'relativeTolerance',
  'absoluteTolerance',
  'outputs',
  'events',
  'jacobian',
  'maxSteps'
]

/**
 * Integrates y' = f(t, y) from t0 to t1 (either direction) with adaptive steps, dense output, event
 * location on the dense output and blow-up detection. A solution that leaves every bound at finite t
 * is not an error: the ending says `'blow-up'` with the last t that was reached, which lies within
 * about 1e-12 of the singularity, relative to the distance covered.
 *
 * @example integrateOde((t, y) => y, 0, [1], 1).at(1)[0] // e
 * @throws ParameterError for a non-finite start, options outside their range, or a derivative or Jacobian of another shape
 */
export function integrateOde(
  derivative: Derivative,
  t0: number,
  y0: ArrayLike<number>,
  t1: number,
  options: OdeOptions = {}
): OdeSolution {
  const run = prepare(derivative, t0, y0, t1, options)
  const path: OdePath = {
    t: [t0],
    y: [run.start],
    steps: [],
    events: [],
    tries: 0,
    h: run.firstStep
  }
  const reached = new Map<number, Float64Array>([[t0, run.start]])
  let ending: OdeEnding | undefined
  for (const target of run.targets) {
    ending = advance(run, path, target)
    if (ending) break
    reached.set(target, path.y[path.y.length - 1])
  }
  return odeSolution(
    ending ?? { kind: 'end', t: t1 },
    path,
    options.outputs ?? [],
    reached,
    run.direction
  )
}

/** Steps up to `target`, exactly; returns an ending if the integration stops before. */
function advance(run: Run, path: OdePath, target: number): OdeEnding | undefined {
  const { direction, stepper } = run
  let rejected = false
  for (;;) {
    const now = path.t[path.t.length - 1]
    const distance = (target - now) * direction
    if (distance <= 0) return undefined
    if (path.tries++ >= run.maxSteps) return { kind: 'too many steps', t: now }
    if (path.h < smallestStep(now, run)) return { kind: 'blow-up', t: now }
    const lands = path.h >= distance * 0.999
    // Two equal steps rather than one and a sliver.
    const size = lands ? distance : Math.min(path.h, distance / 2)
    const y = path.y[path.y.length - 1]
    const tried = stepper.step(now, y, direction * size)
    if (!tried || !(tried.error <= 1) || !tried.y.every(Number.isFinite)) {
      const finite = tried && Number.isFinite(tried.error)
      path.h = size * (finite ? Math.min(0.9, growth(tried.error, stepper)) : 0.25)
      rejected = true
      continue
    }
    const next = lands ? target : now + direction * size
    const stop = locateEvents(run.events, now, next, y, tried, path.events)
    path.steps.push(tried)
    path.t.push(next)
    path.y.push(tried.y)
    if (stop) return { kind: 'event', t: stop.t, name: stop.name }
    path.h = nextStep(tried.error, size, path.h, rejected, lands, stepper)
    rejected = false
  }
}

/** Size after an accepted step: no growth right after a rejection, no loss by a cut to land on an output. */
function nextStep(
  error: number,
  size: number,
  wished: number,
  rejected: boolean,
  lands: boolean,
  stepper: OdeStepper
): number {
  const grown = growth(error, stepper)
  if (rejected) return size * Math.min(1, grown)
  // A step that stays as it is lets an implicit method keep its factorisation.
  const factor = stepper.keepsFactors && grown > 1 && grown < 1.3 ? 1 : grown
  return Math.max(lands ? wished : 0, size * factor)
}

interface Run {
  readonly direction: 1 | -1
  readonly start: Float64Array
  readonly stepper: OdeStepper
  readonly targets: readonly number[]
  readonly events: readonly OdeEvent[]
  readonly span: readonly [number, number]
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
  requireFunction(source, 'derivative', derivative)
  requireFinite(source, 't0', t0)
  requireFinite(source, 't1', t1)
  requireFiniteList(source, 'y0', y0, 'a non-empty list of finite numbers', { typed: true })
  requireKeys(source, 'options', options, optionKeys)
  const { method = 'explicit', maxSteps = 100_000, outputs = [], events = [] } = options
  requireOneOf(source, 'method', method, ['explicit', 'stiff'])
  requireInteger(source, 'maxSteps', maxSteps, 1)
  requireObjects(source, 'events', events, 0)
  events.forEach(({ value }, i) => requireFunction(source, `events[${i}].value`, value))
  if (options.jacobian !== undefined) requireFunction(source, 'jacobian', options.jacobian)
  const start = Float64Array.from(y0)
  const tolerance = checkedTolerance(options, start.length)
  const direction = t1 < t0 ? -1 : 1
  const targets = checkedOutputs(outputs, t0, t1, direction)
  requireRow('derivative(t0, y0)', derivative(t0, start.slice()), start.length)
  if (options.jacobian && method === 'stiff') {
    requireJacobian(options.jacobian(t0, start.slice()), start.length)
  }
  const stepper =
    method === 'stiff'
      ? radau(derivative, tolerance, options.jacobian)
      : dormandPrince(derivative, tolerance)
  // A small first step costs a few tries: the controller multiplies it by up to ten each time.
  const span = Math.abs(t1 - t0)
  const share = Math.max(1e-12, tolerance.relative ** (1 / stepper.controlOrder) * 1e-3)
  // A share of the smallest numbers is none.
  const firstStep = Math.max(span * share, Math.min(span, 1e-300))
  return {
    direction,
    start,
    stepper,
    targets,
    events,
    span: [t0, t1],
    firstStep,
    maxSteps
  }
}

/** Refuses functions that yield something else than a number for each component. */
function requireRow(name: string, row: unknown, length: number): void {
  const list = Array.isArray(row) || ArrayBuffer.isView(row)
  if (list && (row as ArrayLike<unknown>).length === length) return
  throw new ParameterError('integrateOde', name, `a list of ${length} numbers, as y0 is`, row)
}

function requireJacobian(rows: unknown, length: number): void {
  requireRow('jacobian(t0, y0)', rows, length)
  Array.from(rows as ArrayLike<unknown>, (row, i) =>
    requireRow(`jacobian(t0, y0)[${i}]`, row, length)
  )
}

function checkedTolerance(options: OdeOptions, length: number): Tolerance {
  const source = 'integrateOde'
  const { relativeTolerance: relative = 1e-10 } = options
  requireTolerance(source, relative)
  const { absoluteTolerance: given = 1e-12 * relative } = options
  if (typeof given === 'number') {
    requirePositive(source, 'absoluteTolerance', given)
    return { relative, absolute: new Float64Array(length).fill(given) }
  }
  const rule = 'one number or one per component'
  requireFiniteList(source, 'absoluteTolerance', given, rule, { typed: true })
  if (given.length !== length) throw new ParameterError(source, 'absoluteTolerance', rule, given)
  given.forEach((value, i) => requirePositive(source, `absoluteTolerance[${i}]`, value))
  return { relative, absolute: Float64Array.from(given) }
}

function checkedOutputs(
  outputs: readonly number[],
  t0: number,
  t1: number,
  direction: number
): number[] {
  requireFiniteList('integrateOde', 'outputs', outputs, 'a list of times', { least: 0 })
  outputs.forEach((value, i) => {
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
function smallestStep(now: number, { span: [t0, t1] }: Run): number {
  const covered = Math.abs(now - t0)
  return Math.max(4 * Number.EPSILON * Math.abs(now), 1e-14 * covered, 1e-20 * Math.abs(t1 - t0))
}
