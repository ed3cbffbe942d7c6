import { OutOfReach } from '../outOfReach.js'
import { unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { groupedVectors } from './groupedVectors.js'
import type { LatticeSum } from './latticeMoment.js'

/** Panels grow by this factor away from a bend, so that each sees it from the same relative distance. */
const growth = 3
/** Longest panel of the radius: the Gaussian weight is a polynomial there. */
const longest = 1.8
/**
 * Where the panels of the radius begin for functions that bend nearer to the origin. What is within is of the order of its square, as
 * long as the functions do not fall off: then all panels are needed.
 */
const innermost = 1e-10
/** Least panel of the angle: smaller ones are below the rounding of angles. */
const leastAngle = 1e-17
/** Share of a sum that is left out. */
const negligible = 1e-17
/** Nodes of a panel: two rules, whose difference is the error of the coarser one. */
const [fineOrder, coarseOrder] = [20, 15]
/** Radii tried in turn: beyond, the Gaussian weight times the product has to be below rounding. */
const radii = [11, 14.5, 19, 25, 33]

/**
 * E[product over a of g_a(v_a . u)] for a standard normal u in the plane and g_a that bend near 0 alone, however steep: in
 * polar coordinates each bends in two directions and near the origin, and panels that shrink towards those need as many
 * as the logarithm of the steepness. Kinks at 0 lie between panels.
 *
 * @param bend length over which the functions bend
 * @param even whether the product is an even function of u
 * @throws OutOfReach if the product grows too fast
 */
export function polarMoment(
  functions: readonly ((z: number) => number)[],
  vectors: readonly Float64Array[],
  bend: number,
  even: boolean
): LatticeSum {
  const { distinct, counts, first } = groupedVectors(vectors, functions)
  const factors = distinct.map((vector, a) => ({
    value: functions[first[a]],
    count: counts[a],
    length: Math.hypot(...vector),
    angle: Math.atan2(vector[1], vector[0])
  }))
  const steepest = factors.reduce((most, { length }) => Math.max(most, length), 0)
  let least = Math.max(bend / steepest, innermost)
  for (let i = 0; i < radii.length;) {
    const radius = radii[i]
    const [fine, coarse] = [fineOrder, coarseOrder].map((order) =>
      polarSum(factors, { bend, even, least, radius, order })
    )
    if (!Number.isFinite(fine.magnitude)) break
    if (fine.boundary > negligible * fine.magnitude) {
      i++
      continue
    }
    if (least > bend / steepest && !(fine.centre < negligible * fine.magnitude)) {
      least = bend / steepest
      continue
    }
    const { value, magnitude } = fine
    const fraction = magnitude > 0 ? Math.abs(value - coarse.value) / magnitude : 0
    const rounding = unitRoundoff * (24 + 8 * vectors.length)
    // Both rules converge geometrically, the finer one by a power of 4/3.
    return {
      value,
      magnitude,
      error: magnitude * (Math.min(fraction, (10 * fraction) ** 1.3) + rounding)
    }
  }
  throw new OutOfReach('polarMoment', 'the product grows too fast, or overflows')
}

interface Factor {
  readonly value: (z: number) => number
  /** How often it occurs. */
  readonly count: number
  /** Length and direction of its vector. */
  readonly length: number
  readonly angle: number
}

interface Resolution {
  readonly bend: number
  readonly even: boolean
  /** First panel of the radius. */
  readonly least: number
  readonly radius: number
  readonly order: number
}

function polarSum(factors: readonly Factor[], { bend, even, least, radius, order }: Resolution) {
  const line = nodesOn(radialBreaks(least, radius), order)
  const weights = line.weights.map(
    (w, i) => w * line.nodes[i] * Math.exp(-(line.nodes[i] ** 2) / 2)
  )
  const shell = line.nodes.findIndex((r) => r > radius - 1)
  const around = nodesOn(angularBreaks(factors, bend / radius), order)
  const slopes = new Float64Array(factors.length)
  let [value, magnitude, boundary, centre] = [0, 0, 0, 0]
  for (const side of even ? [2] : [1, -1]) {
    around.nodes.forEach((angle, q) => {
      factors.forEach((factor, a) => {
        slopes[a] = Math.sign(side) * factor.length * Math.cos(angle - factor.angle)
      })
      let [sum, size, outer, inner] = [0, 0, 0, 0]
      for (let i = 0; i < weights.length; i++) {
        let term = weights[i]
        for (let a = 0; a < slopes.length; a++) {
          const value = factors[a].value(slopes[a] * line.nodes[i])
          for (let power = factors[a].count; power > 0; power--) term *= value
        }
        sum += term
        size += Math.abs(term)
        if (i >= shell) outer += Math.abs(term)
        if (line.nodes[i] < least) inner += Math.abs(term)
      }
      const share = (around.weights[q] * Math.abs(side)) / (2 * Math.PI)
      value += share * sum
      magnitude += share * size
      boundary += share * outer
      centre += share * inner
    })
  }
  return { value, magnitude, boundary, centre }
}

/** From 0 to the radius: growing panels, and beyond `longest` even ones. */
function radialBreaks(least: number, radius: number): number[] {
  const breaks = [0]
  for (let r = Math.min(least, longest); r < radius; r += Math.min(longest, (growth - 1) * r)) {
    breaks.push(r)
  }
  return [...breaks, radius]
}

/** Half of a turn, from where one factor vanishes to where it does again, with panels that grow away from such angles. */
function angularBreaks(factors: readonly Factor[], bend: number): number[] {
  const zeros = factors.map(({ angle }) => angle + Math.PI / 2)
  const [start] = zeros
  const breaks = new Set([0, Math.PI])
  factors.forEach(({ length }, a) => {
    const centre = zeros[a] - start
    breaks.add(halfTurn(centre))
    for (
      let reach = Math.min(Math.max(bend / length, leastAngle), 0.5);
      reach < Math.PI / 2;
      reach *= growth
    ) {
      breaks.add(halfTurn(centre + reach))
      breaks.add(halfTurn(centre - reach))
    }
  })
  return [...breaks].sort((a, b) => a - b).map((angle) => start + angle)
}

/** The angle, less half turns. */
function halfTurn(angle: number): number {
  return angle - Math.PI * Math.floor(angle / Math.PI)
}

function nodesOn(breaks: readonly number[], order: number) {
  const rule = gaussLegendre(order)
  const panels = breaks.slice(1).map((end, i) => ({ from: breaks[i], length: end - breaks[i] }))
  return {
    nodes: panels.flatMap(({ from, length }) => Array.from(rule.nodes, (x) => from + x * length)),
    weights: panels.flatMap(({ length }) => Array.from(rule.weights, (w) => w * length))
  }
}
