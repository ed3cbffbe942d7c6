import { ParameterError } from './parameterError.js'

/**
 * Who is to blame for a result that can't be given: the largest number of the call (an overflow), the one that is farthest from 1
 * in orders of magnitude (an underflow, or either), the largest again where a method ends before numbers do (`steepest`), or the
 * list of points, of which there are too many.
 */
export type Blame = 'largest' | 'farthest' | 'steepest' | 'points'

/**
 * A result that no number holds, or no method reaches. Thrown where it is found, by functions that know vectors and covariances
 * alone; `refusedUnder` makes a `ParameterError` of it where the parameters are known.
 */
export class OutOfReach extends RangeError {
  /** @param reason what happened, such as "the moment of 4 points overflows" */
  constructor(
    source: string,
    readonly reason: string,
    readonly blame: Blame = 'largest'
  ) {
    super(`${source}: ${reason}`)
  }
}

/** What was given that can put a result out of reach: numbers, and lists of numbers or points, by the paths of their parameters. */
export type Sizes = Readonly<Record<string, unknown>>

/** The error that names who is to blame for a result out of reach; undefined if nothing of what was given is. */
export function blamed(
  source: string,
  error: OutOfReach,
  sizes: Sizes
): ParameterError | undefined {
  const { reason, blame } = error
  if (blame === 'points') {
    const list = Object.entries(sizes).find(([, value]) => isPointList(value))
    if (!list) return undefined
    const [path, points] = list
    const rule = `fewer different points, or of fewer components (${reason})`
    return new ParameterError(source, path, rule, points, { cause: error })
  }
  const numbers = Object.entries(sizes)
    .flatMap(([path, value]) => numbersOf(path, value))
    .map(({ path, value }) => {
      const magnitude = Math.log(Math.abs(value))
      return {
        path,
        value,
        magnitude,
        weight: blame === 'farthest' ? Math.abs(magnitude) : magnitude
      }
    })
  if (numbers.length === 0) return undefined
  const { path, value, magnitude } = numbers.reduce((a, b) => (b.weight > a.weight ? b : a))
  const wanted = magnitude > 0 || blame !== 'farthest' ? 'smaller' : 'larger'
  const end = blame === 'steepest' ? '' : ', for all values to be within the range of numbers'
  return new ParameterError(source, path, `${wanted}${end} (${reason})`, value, { cause: error })
}

/** What to throw where the parameters are known: the error that `blamed` finds, or that nobody is to blame. */
export function reachError(
  source: string,
  reason: string,
  sizes: Sizes,
  blame: Blame = 'largest'
): RangeError {
  const error = new OutOfReach(source, reason, blame)
  return blamed(source, error, sizes) ?? error
}

/** Refuses a function by its value: where its user's own, by that; inside of a computation, by what is out of reach there. */
export function notFinite(
  source: string,
  x: number,
  value: unknown,
  rule = 'a finite number'
): ParameterError {
  const cause = new OutOfReach(source, `f(${x}) = ${String(value)} is not finite`, 'farthest')
  return new ParameterError(source, `f(${x})`, rule, value, { cause })
}

function isPointList(value: unknown): boolean {
  return Array.isArray(value) && Array.isArray(value[0])
}

/** The numbers in a value with their paths; zeros have no magnitude. */
function numbersOf(path: string, value: unknown): { path: string; value: number }[] {
  if (typeof value === 'number') return value !== 0 ? [{ path, value }] : []
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return []
  return Array.from(value as ArrayLike<unknown>, (entry, i) =>
    numbersOf(`${path}[${i}]`, entry)
  ).flat()
}
