import { type Estimate, unitRoundoff } from '../estimate.js'
import { commonAxisMoment, commonAxisPlan } from './commonAxisMoment.js'
import { groupedVectors } from './groupedVectors.js'
import {
  latticeMoment,
  mostAffordableLength,
  resolvedByLattice,
  tooSteepForLattice,
  type AnalyticFunction
} from './latticeMoment.js'
import { panelMoment } from './panelMoment.js'
import { polarMoment } from './polarMoment.js'
import { smoothedFactor } from './smoothedFactor.js'
import { QuadratureLimit } from './quadratureLimit.js'
import { aloneOnLastAxis, spanCoordinates } from './spanCoordinates.js'

/** A function of one real variable that is analytic between its kinks. */
export interface PiecewiseAnalytic extends AnalyticFunction {
  /** Where it or a derivative jumps, increasing. */
  readonly kinks: readonly number[]
  /** Power of |z| that bounds it; Infinity for exponentials. */
  readonly growth: number
}

const highestRank = 4
/** Error, relative to the integral of the absolute value, up to which the trapezoidal rule needs no second method. */
const accuracy = 1e-13

/** Shares of a length that is at right angles to others: below, kinks do not follow axes; below, noise smooths too little. */
const [oblique, flat] = [0.2, 0.03]

/** Standard deviation of a preactivation from which on bends between kinks need panels of their own. */
const steep = 4

/** Error, relative to the integral of the absolute value, from which on a sum says nothing. */
const useless = 1e-2

/**
 * Where a function that bends over one unit has become a straight line, in steps that its strip resolves. What is left of exp(-z) is below
 * rounding only at the last of them: a tail beyond it, narrower than any panel there, two rules would miss alike.
 */
const bends = [0, 1, -1, 3, -3, 8, -8, 20, -20, 50, -50]

/**
 * E[product over a of g(v_a . u)], u standard normal, by quadrature in the space that the vectors span, of dimension at
 * most 4: `latticeMoment` where g is analytic and not too steep, `panelMoment` else. The error bounds quadrature and
 * rounding.
 *
 * @throws QuadratureLimit for vectors that span more than four dimensions or are too steep; OutOfReach for a product that
 *   grows too fast
 */
export function productMoment(g: PiecewiseAnalytic, vectors: readonly Float64Array[]): Estimate {
  return mixedMoment(
    vectors.map(() => g),
    vectors
  )
}

/**
 * Refuses a `productMoment` that is known to be out of reach before any of it is computed. Others may turn out to be.
 *
 * @throws QuadratureLimit
 */
export function requireReach(g: PiecewiseAnalytic, vectors: readonly Float64Array[]): void {
  if (g.parity === 'odd' && vectors.length % 2 === 1) return
  const lengths = vectors.map((v) => Math.hypot(...v))
  const others = vectors.filter((_, a) => lengths[a] > 0)
  const isZero = others.length < vectors.length && g.value(0) === 0
  if (others.length === 0 || isZero) return
  const found = lengths.filter((length) => length > 0)
  const { coordinates } = coordinatesOf(others.map((v, a) => v.map((x) => x / found[a])))
  requireAffordable(
    g,
    coordinates.map((v, a) => v.map((x) => x * found[a]))
  )
}

/** Coordinates in the space that unit vectors span. @throws QuadratureLimit for more than four dimensions */
function coordinatesOf(units: readonly Float64Array[]) {
  const span = spanCoordinates(units)
  if (span.rank <= highestRank) return span
  throw new QuadratureLimit(
    `preactivations of rank ${span.rank}; quadrature needs rank <= ${highestRank}`,
    { rank: highestRank }
  )
}

/** `productMoment` with a function of its own for every factor. */
export function mixedMoment(
  factors: readonly PiecewiseAnalytic[],
  vectors: readonly Float64Array[]
): Estimate {
  const g = commonBehaviour(factors)
  if (g.parity === 'odd') return { value: 0, error: 0 }
  const lengths = vectors.map((v) => Math.hypot(...v))
  const constant = factors.reduce((p, { value }, a) => (lengths[a] > 0 ? p : p * value(0)), 1)
  const others = vectors.flatMap((v, a) =>
    lengths[a] > 0
      ? [{ unit: v.map((x) => x / lengths[a]), length: lengths[a], value: factors[a].value }]
      : []
  )
  const rounding = unitRoundoff * (2 + vectors.length) * Math.abs(constant)
  if (others.length === 0) return { value: constant, error: rounding }
  if (constant === 0) return { value: 0, error: 0 }
  const span = coordinatesOf(others.map(({ unit }) => unit))
  const coordinates = others.map(({ length }, a) => span.coordinates[a].map((x) => x * length))
  const functions = others.map(({ value }) => value)
  const { value, error } = quadrature(g, coordinates, functions)
  const longest = Math.max(1, ...others.map(({ length }) => length))
  // Relative changes of a vector change a power by so much, and an exponential by its exponent.
  const sensitivity =
    others.length * (2 + Math.min(Math.max(0, g.growth), others.length * longest ** 2))
  const leftOut = (span.residual + 4 * unitRoundoff) * sensitivity * Math.abs(value)
  return {
    value: constant * value,
    error: Math.abs(constant) * (error + leftOut) + rounding * Math.abs(value)
  }
}

/** What holds for all factors, and the parity of their product. */
function commonBehaviour(factors: readonly PiecewiseAnalytic[]): PiecewiseAnalytic {
  const [first] = factors
  const odd = factors.filter(({ parity }) => parity === 'odd').length % 2 === 1
  const mixed = factors.some(({ parity }) => parity === 'none')
  const parity = mixed ? 'none' : odd ? 'odd' : 'even'
  if (factors.every((factor) => factor === first)) return { ...first, parity }
  return {
    value: first.value,
    parity,
    kinks: [...new Set(factors.flatMap(({ kinks }) => kinks))].sort((a, b) => a - b),
    growth: Math.max(...factors.map(({ growth }) => growth)),
    strip: Math.min(...factors.map(({ strip }) => strip)),
    imaginaryGrowth: Math.max(...factors.map(({ imaginaryGrowth }) => imaginaryGrowth)),
    known: factors.every(({ known }) => known)
  }
}

/** How to leave out the last axis: see `smoothedMoment`. Undefined where that can't be, or does not help. */
function smoothing(g: PiecewiseAnalytic, vectors: readonly Float64Array[]) {
  const { distinct, counts, first } = groupedVectors(vectors)
  const last = vectors[0].length - 1
  if (last < 2 || distinct.length !== last + 1 || g.growth === Infinity) return undefined
  const { alone, coordinates, shares } = aloneOnLastAxis(distinct)
  if (g.kinks.length > 0 && shares[last] < flat) return undefined
  const isAlone = (v: Float64Array) => v.join() === distinct[alone].join()
  const place = first[alone]
  const rest = vectors.flatMap((v, a) => (isAlone(v) && a !== place ? [] : [a]))
  const kept = vectors.map((v) => coordinates[distinct.findIndex((d) => d.join() === v.join())])
  return {
    shares,
    place,
    rest,
    isAlone,
    count: counts[alone],
    deviation: Math.abs(coordinates[alone][last]),
    spread: Math.hypot(...distinct[alone]),
    lines: rest.map((a) => kept[a].slice(0, last)),
    steeper: { ...g, imaginaryGrowth: g.imaginaryGrowth * counts[alone] }
  }
}

/**
 * The moment in space of vectors that are linearly independent, by a sum in one dimension less: one factor alone depends on
 * the last coordinate, over which its mean is an analytic function of the others.
 */
function smoothedMoment(
  g: PiecewiseAnalytic,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): Estimate | undefined {
  const how = smoothing(g, vectors)
  if (!how) return undefined
  const { shares, place, rest, isAlone, lines, steeper } = how
  const own = vectors.flatMap((v, a) => (isAlone(v) ? [functions[a]] : []))
  const product = (z: number) => own.reduce((total, f) => total * f(z), 1)
  const smoothed = smoothedFactor(g, product, how.count, how.deviation, how.spread)
  const factors = rest.map((a) => (a === place ? smoothed : functions[a]))
  const { value, error } =
    g.kinks.length > 0
      ? panelMoment(
          factors,
          lines,
          rest.map((a) => (a === place ? [] : g.kinks)),
          // Each kink is a place on an axis of its own then, unless the others make it nearly one of theirs.
          shares.some((share) => share < oblique)
        )
      : analyticMoment(steeper, lines, factors)
  const rounding = 8 * unitRoundoff * Math.abs(value)
  return { value, error: error + rounding }
}

/** Refuses vectors in space that are too steep: kinks and bends, other than on lines and in planes, are too many then. */
function requireAffordable(g: PiecewiseAnalytic, vectors: readonly Float64Array[]): void {
  const dimension = vectors[0].length
  if (dimension <= 2) return
  const steepest = longestOf(vectors)
  if (g.kinks.length > 0) {
    if (steepest >= steep) throw tooSteep(dimension, steepest, steep)
    return
  }
  if (!tooSteepForLattice(g, vectors) || commonAxisPlan(g, bendOf(g), vectors)) return
  const how = smoothing(g, vectors)
  if (!how) throw tooSteep(dimension, steepest, mostAffordableLength(g, vectors))
  requireAffordable(how.steeper, how.lines)
}

function quadrature(
  g: PiecewiseAnalytic,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): Estimate {
  requireAffordable(g, vectors)
  const dimension = vectors[0].length
  const onPanels = (kinks: readonly number[]) =>
    panelMoment(
      functions,
      vectors,
      vectors.map(() => kinks)
    )
  if (g.kinks.length === 0) {
    return (
      commonMoment(g, vectors, functions) ??
      smoothedMoment(g, vectors, functions) ??
      analyticMoment(g, vectors, functions)
    )
  }
  const steepest = longestOf(vectors)
  if (steepest < steep) return smoothedMoment(g, vectors, functions) ?? onPanels(g.kinks)
  if (dimension === 2 && g.kinks.every((kink) => kink === 0)) return onRays(g, vectors, functions)
  // What is a straight line between its kinks, however far, bends nowhere else.
  const isStraight = g.strip === Infinity && g.imaginaryGrowth === 0 && g.growth <= 1
  return onPanels(isStraight ? g.kinks : [...new Set([...g.kinks, ...bendsOf(g)])])
}

/** The moment of functions without kinks: by a lattice, and where that does not resolve them by panels. */
function analyticMoment(
  g: PiecewiseAnalytic,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): Estimate {
  const dimension = vectors[0].length
  const steepest = longestOf(vectors)
  if (dimension === 2 && steepest >= steep) {
    const rays = onRays(g, vectors, functions)
    if (rays.error <= accuracy * rays.magnitude || tooSteepForLattice(g, vectors)) return rays
    const lattice = latticeMoment(g, vectors, functions)
    return lattice.error < rays.error ? lattice : rays
  }
  const onPanels = () =>
    panelMoment(
      functions,
      vectors,
      vectors.map(() => bendsOf(g))
    )
  if (dimension === 1 && steepest >= steep) return onPanels()
  const along = commonMoment(g, vectors, functions)
  if (along) return along
  if (tooSteepForLattice(g, vectors)) {
    if (dimension === 2) return onPanels()
    throw tooSteep(dimension, steepest, mostAffordableLength(g, vectors))
  }
  const { value, error, magnitude } = latticeMoment(g, vectors, functions)
  if (dimension > 2 && error > useless * magnitude) {
    throw tooSteep(dimension, steepest, mostAffordableLength(g, vectors))
  }
  // Where the terms cancel, no other rule has a smaller rounding; in space all crossings of all bends are too many.
  if (dimension > 2 || error <= accuracy * magnitude) return { value, error }
  const panels = onPanels()
  return panels.error < error ? panels : { value, error }
}

/** The moment in space of functions that a lattice does not resolve, where they are steep along one axis alone. */
function commonMoment(
  g: PiecewiseAnalytic,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): Estimate | undefined {
  if (vectors[0].length < 3 || resolvedByLattice(g, vectors)) return undefined
  const plan = commonAxisPlan(g, bendOf(g), vectors)
  if (!plan) return undefined
  const along = commonAxisMoment(g, plan, vectors, functions)
  return along.error <= useless * along.magnitude ? along : undefined
}

function onRays(
  g: PiecewiseAnalytic,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
) {
  const even = g.parity !== 'none' && (g.parity === 'even' || vectors.length % 2 === 0)
  return polarMoment(functions, vectors, bendOf(g), even)
}

/** Length over which g bends near 0, at most 1. */
function bendOf({ strip }: PiecewiseAnalytic): number {
  return Math.min(1, (2 * strip) / Math.PI)
}

function bendsOf(g: PiecewiseAnalytic): readonly number[] {
  return bends.map((z) => z * bendOf(g))
}

function longestOf(vectors: readonly Float64Array[]): number {
  return Math.max(...vectors.map((v) => Math.hypot(...v)))
}

function tooSteep(rank: number, steepest: number, most: number): QuadratureLimit {
  const standard = (deviation: number) => deviation.toPrecision(2)
  return new QuadratureLimit(
    `preactivations of rank ${rank} and standard deviations up to ${standard(steepest)} ` +
      `are too steep for quadrature, which goes up to standard deviations of about ${standard(most)}`,
    { deviation: most }
  )
}
