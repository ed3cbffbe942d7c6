import { OutOfReach } from '../outOfReach.js'
import { type Estimate, unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { kinkHyperplanes, type Hyperplane } from './kinkHyperplanes.js'

/** The distribution of one coordinate of u. */
export interface CoordinateDensity {
  readonly density: (u: number) => number
  /** Where the density has a kink, inside of its reach. */
  readonly kinks: readonly number[]
  /** |u| < reach is integrated over. */
  readonly reach: number
  /** Length over which the density is smooth. */
  readonly length: number
  /**
   * How it ends: at an edge; fast, so that a larger reach helps where what lies beyond matters; or like a power, where
   * panels grow with the distance and what lies beyond is less than the last panel times `beyond`.
   */
  readonly tail: 'edge' | 'fast' | { readonly beyond: number }
}

/** A factor g(offset + vector . u). */
export interface Factor {
  readonly vector: Float64Array
  readonly offset: number
  /** How far the offset may be off. */
  readonly slack: number
  /** How often it occurs. */
  readonly count: number
}

/** g, where it or a derivative jumps, and the length over which it bends elsewhere. */
export interface PanelFunction {
  readonly value: (z: number) => number
  readonly kinks: readonly number[]
  readonly bend: number
}

/** Nodes of a panel, and the longest panel: each row a good step finer than the one before. */
const resolutions = [
  { nodes: 4, longest: 4 },
  { nodes: 6, longest: 3 },
  { nodes: 9, longest: 2.6 },
  { nodes: 13, longest: 2.2 },
  { nodes: 17, longest: 1.8 },
  { nodes: 22, longest: 1.8 }
] as const

type Resolution = (typeof resolutions)[number]

/** Evaluations of the function: some tenths of a second to begin with, seconds where the error asks for them. */
const firstEvaluations = 2e6
const mostEvaluations = 1.5e7
/** Relative error that is good enough. */
const aim = 1e-12
/** Factors of the reach tried in turn: beyond, density times product has to be below rounding. */
const enlargements = [1, 1.4, 2, 3]
/** Ratio of the distances of a panel's ends from where the next finer ones are, in tails like powers. */
const ratio = 4

/**
 * E[product of the factors] for a u whose coordinates are independent, of the given densities: iterated Gauss-Legendre
 * rules on panels, as `panelMoment` for normal u. Two resolutions give the error.
 *
 * @throws OutOfReach if the product grows too fast for the densities, or the accuracy needs too many evaluations
 */
export function independentMoment(
  g: PanelFunction,
  factors: readonly Factor[],
  densities: readonly CoordinateDensity[]
): Estimate {
  // Along the last axis kinks move little with the other coordinates if no vector is nearly orthogonal to it.
  const leastComponent = (k: number) =>
    Math.min(...factors.map(({ vector }) => Math.abs(vector[k])))
  const order = densities.map((_, k) => k).sort((a, b) => leastComponent(a) - leastComponent(b))
  const turned = factors.map((factor) => ({
    ...factor,
    vector: Float64Array.from(order, (k) => factor.vector[k])
  }))
  for (const enlargement of enlargements) {
    const axes = order.map((k) => enlarged(densities[k], enlargement))
    const { estimate, beyond } = momentWithin(g, turned, axes)
    if (!Number.isFinite(estimate.error)) break
    if (beyond) return estimate
  }
  throw new OutOfReach('featureMoment', 'the product of activations grows too fast, or overflows')
}

function enlarged(axis: CoordinateDensity, factor: number): CoordinateDensity {
  return axis.tail === 'fast' ? { ...axis, reach: factor * axis.reach } : axis
}

function momentWithin(
  g: PanelFunction,
  factors: readonly Factor[],
  axes: readonly CoordinateDensity[]
): { readonly estimate: Estimate; readonly beyond: boolean } {
  const levels = kinkHyperplanes(
    [...kinksOf(g, factors), ...kinksOfDensities(axes)],
    axes.length,
    Math.hypot(...axes.map(({ reach }) => reach)),
    axes.map(marksOf)
  )
  const cost = (resolution: Resolution) =>
    evaluations(levels, axes, resolution, factors, g.bend) * factors.length
  const start = resolutions.findLastIndex((resolution) => cost(resolution) <= firstEvaluations)
  let chosen = Math.max(1, start)
  if (cost(resolutions[chosen]) > 10 * mostEvaluations) {
    const reason = `${axes.length} independent coordinates and ${factors.length} different points need too many evaluations`
    throw new OutOfReach('featureMoment', reason, 'points')
  }
  const sum = (i: number) => panelSum(g, factors, axes, levels, resolutions[i])
  let [coarse, fine] = [sum(chosen - 1), sum(chosen)]
  const refinable = () =>
    Math.abs(fine.value - coarse.value) > aim * fine.magnitude &&
    chosen + 1 < resolutions.length &&
    cost(resolutions[chosen + 1]) <= mostEvaluations
  while (refinable()) {
    chosen++
    ;[coarse, fine] = [fine, sum(chosen)]
  }
  const count = factors.reduce((sum, factor) => sum + factor.count, 0)
  const fraction = fine.magnitude > 0 ? Math.abs(fine.value - coarse.value) / fine.magnitude : 0
  const rounding = unitRoundoff * (24 + 8 * count)
  // Both rules converge geometrically, the finer one by at least a power 1.2 faster.
  const error =
    fine.magnitude * (Math.min(fraction, (10 * fraction) ** 1.2) + rounding) +
    fine.tail +
    fine.drift
  return {
    estimate: { value: fine.value, error },
    beyond: fine.boundary <= 1e-16 * fine.magnitude
  }
}

function kinksOf(g: PanelFunction, factors: readonly Factor[]): readonly Hyperplane[] {
  return factors.flatMap(({ vector, offset }) =>
    g.kinks.map((kink) => ({ normal: vector, offset: kink - offset }))
  )
}

function kinksOfDensities(axes: readonly CoordinateDensity[]): readonly Hyperplane[] {
  return axes.flatMap(({ kinks }, k) =>
    kinks.map((offset) => {
      const normal = new Float64Array(axes.length)
      normal[k] = 1
      return { normal, offset }
    })
  )
}

/** Where a density that has no edge has changed much, out to where it ends. */
function marksOf({ length, reach, tail }: CoordinateDensity): readonly number[] {
  if (tail === 'edge') return []
  const marks = [reach]
  const step = 2 * length
  for (let mark = step; mark < reach; mark = tail === 'fast' ? mark + step : ratio * mark) {
    marks.push(mark)
  }
  return marks.flatMap((mark) => [-mark, mark])
}

/** Longest panel on an axis: the density, or the steepest factor, may bend faster than normal ones. */
function longestPanel(
  axis: number,
  { length }: CoordinateDensity,
  { longest }: Resolution,
  factors: readonly Factor[],
  bend: number
): number {
  const steepest = factors.reduce((most, { vector }) => Math.max(most, Math.abs(vector[axis])), 0)
  return longest * Math.min(length, steepest > 0 ? bend / steepest : length)
}

function evaluations(
  levels: readonly (readonly Hyperplane[])[],
  axes: readonly CoordinateDensity[],
  resolution: Resolution,
  factors: readonly Factor[],
  bend: number
): number {
  return axes.reduce((product, axis, k) => {
    const longest = longestPanel(k, axis, resolution, factors, bend)
    const panels =
      typeof axis.tail === 'object'
        ? 2 + 2 * Math.max(0, Math.log(axis.reach / longest) / Math.log(ratio))
        : (2 * axis.reach) / longest
    return product * resolution.nodes * (panels + levels[k].length)
  }, 1)
}

function panelSum(
  { value: g, bend }: PanelFunction,
  factors: readonly Factor[],
  axes: readonly CoordinateDensity[],
  levels: readonly (readonly Hyperplane[])[],
  resolution: Resolution
) {
  const rule = gaussLegendre(resolution.nodes)
  const last = axes.length - 1
  const u = new Float64Array(axes.length)
  const longest = axes.map((axis, k) => longestPanel(k, axis, resolution, factors, bend))
  let [magnitude, boundary, tail, drift] = [0, 0, 0, 0]
  const drifts = factors.some(({ slack }) => slack > 0)
  const descend = (
    axis: number,
    base: Float64Array,
    weight: number,
    near: boolean,
    beyond: number
  ): number => {
    const { density, reach, tail: kind } = axes[axis]
    const graded = typeof kind === 'object'
    let total = 0
    for (const [from, to] of panels(levels[axis], u, axis, reach, longest[axis], graded)) {
      let sum = 0
      for (let i = 0; i < rule.nodes.length; i++) {
        const x = from + rule.nodes[i] * (to - from)
        const share = weight * rule.weights[i] * (to - from) * density(x)
        // What a term near the end of an axis says of those beyond.
        const isNear = near || (kind === 'fast' && Math.abs(x) > 0.95 * reach)
        const itsBeyond = beyond + (graded && Math.abs(x) > reach / ratio ? kind.beyond : 0)
        if (axis < last) {
          u[axis] = x
          const next = base.map((z, a) => z + x * factors[a].vector[axis])
          sum += descend(axis + 1, next, share, isNear, itsBeyond)
          continue
        }
        let term = share
        for (let a = 0; a < base.length; a++) {
          const factor = g(base[a] + x * factors[a].vector[axis])
          for (let power = factors[a].count; power > 0; power--) term *= factor
        }
        sum += term
        const size = Math.abs(term)
        magnitude += size
        if (drifts) drift += share * productDrift(g, factors, base, x)
        if (isNear) boundary += size
        tail += itsBeyond * size
      }
      total += sum
    }
    return total
  }
  const offsets = Float64Array.from(factors, ({ offset }) => offset)
  return { value: descend(0, offsets, 1, false, 0), magnitude, boundary, tail, drift }
}

/** How far off the product of the factors is where their offsets are as far off as they may be; x is the last coordinate. */
export function productDrift(
  g: (z: number) => number,
  factors: readonly Factor[],
  base: Float64Array,
  x = 0
): number {
  let [product, bound] = [1, 1]
  factors.forEach(({ vector, slack, count }, a) => {
    const z = base[a] + (x === 0 ? 0 : x * vector[vector.length - 1])
    const value = g(z)
    const change = Math.max(Math.abs(g(z + slack) - value), Math.abs(g(z - slack) - value))
    product *= Math.abs(value) ** count
    bound *= (Math.abs(value) + change) ** count
  })
  return bound - product
}

/** Panels from -reach to reach, cut at the hyperplanes given the coordinates before `axis`. */
function panels(
  planes: readonly Hyperplane[],
  u: Float64Array,
  axis: number,
  reach: number,
  longest: number,
  graded: boolean
): [number, number][] {
  const breaks = [-reach, reach]
  for (const { normal, offset } of planes) {
    let rest = offset
    for (let k = 0; k < axis; k++) rest -= normal[k] * u[k]
    const x = rest / normal[axis]
    if (Math.abs(x) < reach) breaks.push(x)
  }
  breaks.sort((a, b) => a - b)
  const ends = graded ? gradedEnds(breaks, longest) : evenEnds(breaks, longest)
  return ends.slice(1).map((to, i) => [ends[i], to])
}

function evenEnds(breaks: readonly number[], longest: number): number[] {
  const ends = [breaks[0]]
  for (let i = 1; i < breaks.length; i++) {
    const [from, to] = [breaks[i - 1], breaks[i]]
    const count = Math.ceil((to - from) / longest)
    for (let p = 1; p <= count; p++) ends.push(from + ((to - from) * p) / count)
  }
  return ends
}

/** Panels that grow with their distance from the next break, where all that bends is; the outermost breaks are mere ends. */
function gradedEnds(breaks: readonly number[], longest: number): number[] {
  const count = breaks.length
  const ends = [...breaks]
  for (let i = 1; i < count; i++) {
    const [from, to] = [breaks[i - 1], breaks[i]]
    const middle = i === 1 ? from : i === count - 1 ? to : (from + to) / 2
    for (let d = longest; from + d < middle; d *= ratio) ends.push(from + d)
    for (let d = longest; to - d > middle; d *= ratio) ends.push(to - d)
    if (middle > from && middle < to) ends.push(middle)
  }
  return ends.sort((a, b) => a - b)
}
