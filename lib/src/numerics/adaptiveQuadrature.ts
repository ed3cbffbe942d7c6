import { notFinite } from './outOfReach.js'
import { compensatedSum } from './compensatedSum.js'
import { type Estimate, unitRoundoff } from './estimate.js'
import { gaussLegendre } from './gaussLegendre.js'
import {
  requireFinite,
  requireFiniteList,
  requireFunction,
  requireInteger,
  requireKeys
} from './parameterError.js'

/** How far to refine an integral. */
export interface QuadratureOptions {
  /** Wanted relative error; default 1e-12. */
  readonly relativeTolerance?: number
  /** Wanted absolute error; default 0. */
  readonly absoluteTolerance?: number
  /** Largest number of subintervals; default 2000. */
  readonly maxIntervals?: number
}

const optionKeys: readonly (keyof QuadratureOptions)[] = [
  'relativeTolerance',
  'absoluteTolerance',
  'maxIntervals'
]

interface Piece {
  readonly from: number
  readonly to: number
  /** Made by bisection, not by the breaks alone. */
  readonly isHalf: boolean
  readonly value: number
  readonly size: number
  readonly error: number
}

const { nodes, weights } = gaussLegendre(15)

/**
 * Integral of f from breaks[0] to the last break, split at all breaks, by globally adaptive bisection
 * with a 15-point Gauss-Legendre rule; the error is three times what bisection changed, plus rounding. Pieces are at most
 * 64 times as long as neighbours that bisection has made. Put breaks where f has kinks. f may return an `Estimate` of its own (iterated integrals): its errors are added.
 *
 * The error holds the truth also if the wanted accuracy is not reached: look at it. One that is not far below the value says
 * that the intervals are too few to see what f does.
 *
 * @example adaptiveQuadrature((x) => x * x, [0, 3]).value // 9
 * @throws ParameterError for fewer than two or decreasing breaks, and if f is not finite
 */
export function adaptiveQuadrature(
  f: (x: number) => number | Estimate,
  breaks: readonly number[],
  options: QuadratureOptions = {}
): Estimate {
  const source = 'adaptiveQuadrature'
  requireFunction(source, 'f', f)
  requireKeys(source, 'options', options, optionKeys)
  const { relativeTolerance = 1e-12, absoluteTolerance = 0, maxIntervals = 2000 } = options
  requireFinite(source, 'relativeTolerance', relativeTolerance, 0)
  requireFinite(source, 'absoluteTolerance', absoluteTolerance, 0)
  requireInteger(source, 'maxIntervals', maxIntervals, 1)
  requireFiniteList(source, 'breaks', breaks, 'a list of at least two', { least: 2 })
  breaks.slice(1).forEach((x, i) => requireFinite(source, `breaks[${i + 1}]`, x, breaks[i]))
  let pieces: readonly Piece[] = breaks.slice(1).map((to, i) => piece(f, breaks[i], to))
  for (;;) {
    const value = compensatedSum(pieces.map((p) => p.value))
    const error = sum(pieces, (p) => p.error)
    const goal = Math.max(absoluteTolerance, relativeTolerance * Math.abs(value))
    const rounding = 8 * unitRoundoff * sum(pieces, (p) => p.size)
    const result = { value, error: error + rounding }
    if (pieces.length >= maxIntervals) return result
    const next =
      error <= goal
        ? levelled(f, pieces, maxIntervals)
        : refined(f, pieces, { error, goal, rounding })
    if (next.length === pieces.length) return result
    pieces = next
  }
}

/** Splits every piece above its share at once, which saves passes over the list; none where rounding hides the goal. */
function refined(
  f: (x: number) => number | Estimate,
  pieces: readonly Piece[],
  { error, goal, rounding }: { error: number; goal: number; rounding: number }
): readonly Piece[] {
  const share = Math.max(goal / pieces.length, 2 * unitRoundoff * sum(pieces, (p) => p.size))
  const worst = pieces.reduce((most, p) => Math.max(most, p.error), 0)
  if (worst <= share && error <= goal + rounding) return pieces
  const limit = Math.min(worst, Math.max(share, worst / 8))
  return pieces.flatMap((p) => (p.error >= limit ? halves(f, p) : [p]))
}

/** How much longer than a neighbour that bisection has made a piece may be. */
const steepest = 64

/**
 * Splits pieces that are far longer than such a neighbour: what was found on one side of a point, a narrow peak, may be on the
 * other side too, where a long piece does not see it. Breaks that lie close together, or are the same, say nothing of that.
 */
function levelled(
  f: (x: number) => number | Estimate,
  pieces: readonly Piece[],
  maxIntervals: number
): readonly Piece[] {
  const found = (p: Piece | undefined) => (p?.isHalf ? p.to - p.from : Infinity)
  const isLong = pieces.map(
    ({ from, to }, i) => to - from > steepest * Math.min(found(pieces[i - 1]), found(pieces[i + 1]))
  )
  let left = maxIntervals - pieces.length
  return pieces.flatMap((p, i) => (isLong[i] && left-- > 0 ? halves(f, p) : [p]))
}

function sum(pieces: readonly Piece[], of: (piece: Piece) => number): number {
  return pieces.reduce((total, p) => total + of(p), 0)
}

function halves(f: (x: number) => number | Estimate, p: Piece): Piece[] {
  const middle = (p.from + p.to) / 2
  if (!(middle > p.from && middle < p.to)) return [p]
  return [piece(f, p.from, middle, true), piece(f, middle, p.to, true)]
}

/** A piece with the error that its own bisection reveals; its value is the finer one. */
function piece(
  f: (x: number) => number | Estimate,
  from: number,
  to: number,
  isHalf = false
): Piece {
  const middle = (from + to) / 2
  const whole = rule(f, from, to)
  const left = rule(f, from, middle)
  const right = rule(f, middle, to)
  const value = left.value + right.value
  return {
    from,
    to,
    isHalf,
    value,
    size: left.size + right.size,
    // Three times the change: at an inverse square root a bisection gains only a factor 1.4.
    error: 3 * Math.abs(value - whole.value) + left.error + right.error
  }
}

function rule(f: (x: number) => number | Estimate, from: number, to: number) {
  let [size, error] = [0, 0]
  const terms = nodes.map((node, i) => {
    const x = from + node * (to - from)
    const result: unknown = f(x)
    const { value: y, error: own } =
      typeof result === 'object' && result !== null
        ? (result as Estimate)
        : { value: result as number, error: 0 }
    if (!Number.isFinite(y) || !Number.isFinite(own)) throw notFinite('adaptiveQuadrature', x, y)
    const w = weights[i] * (to - from)
    size += Math.abs(w * y)
    error += w * own
    return w * y
  })
  return { value: compensatedSum(terms), size, error }
}
