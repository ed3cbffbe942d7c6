import { OutOfReach } from '../outOfReach.js'
import { type Estimate, unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { groupedVectors } from './groupedVectors.js'
import { kinkHyperplanes, type Hyperplane } from './kinkHyperplanes.js'

/** Most evaluations of the function: seconds for simple ones. */
const mostEvaluations = 3e7

/** Nodes of a panel, and the longest panel: each row a good step finer than the one before. */
const resolutions = [
  { nodes: 5, longest: 3 },
  { nodes: 7, longest: 2.6 },
  { nodes: 10, longest: 2.2 },
  { nodes: 14, longest: 1.8 },
  { nodes: 20, longest: 1.8 }
] as const

/** Radii tried in turn: beyond, the Gaussian weight times the product has to be below rounding. */
const radii = [11, 14.5, 19, 25, 33]

/**
 * E[product over a of g_a(v_a . u)] for a standard normal u in up to four dimensions and g_a that are smooth between
 * the kinks: iterated Gauss-Legendre rules on panels that end where a v_a . u is at a kink, and, further out, where such
 * hyperplanes cross; so every panel sees an analytic function. Two resolutions give the error.
 *
 * @param functions g_a, one for each factor
 * @param vectors shape [factor][dimension]
 * @param kinks where each factor or a derivative of it jumps, or bends sharply, shape [factor][kink]
 * @param turned whether the axes may be turned to where they serve best, else the first is the outermost
 */
export function panelMoment(
  functions: readonly ((z: number) => number)[],
  vectors: readonly Float64Array[],
  kinks: readonly (readonly number[])[],
  turned = true
): Estimate {
  const axes = turned ? turnedVectors(vectors) : vectors
  for (const radius of radii) {
    const { estimate, beyond } = momentWithin(radius, functions, axes, kinks)
    if (!Number.isFinite(estimate.error)) break
    if (beyond) return estimate
  }
  throw new OutOfReach('panelMoment', 'the product grows too fast, or overflows')
}

/**
 * The vectors in axes of which no one is nearly orthogonal to the last, as far as can be: then the place of a kink on a
 * line along that axis changes slowly with the other coordinates. In the plane the axis lies in the middle of the
 * widest gap; in space along the first, largest one.
 */
function turnedVectors(vectors: readonly Float64Array[]): readonly Float64Array[] {
  if (vectors[0].length !== 2) return vectors.map((v) => v.toReversed())
  const angles = vectors
    .map(([x, y]) => (Math.atan2(y, x) + 2 * Math.PI) % Math.PI)
    .sort((a, b) => a - b)
  let [widest, middle] = [0, 0]
  angles.forEach((angle, i) => {
    const next = i + 1 < angles.length ? angles[i + 1] : angles[0] + Math.PI
    if (next - angle <= widest) return
    widest = next - angle
    middle = (angle + next) / 2
  })
  // The outer axis lies in the gap, the inner one at right angles to it.
  const [cosine, sine] = [Math.cos(middle), Math.sin(middle)]
  return vectors.map(([x, y]) => Float64Array.of(cosine * x + sine * y, cosine * y - sine * x))
}

/** The moment of |u| < radius, and whether what lies beyond is surely below rounding. */
function momentWithin(
  radius: number,
  functions: readonly ((z: number) => number)[],
  vectors: readonly Float64Array[],
  kinks: readonly (readonly number[])[]
): { readonly estimate: Estimate; readonly beyond: boolean } {
  const { distinct, counts, first } = groupedVectors(vectors, functions)
  const values = first.map((a) => functions[a])
  const planes = distinct.flatMap((normal, a) =>
    kinks[first[a]].map((offset) => ({ normal, offset }))
  )
  const levels = kinkHyperplanes(planes, vectors[0].length, radius)
  const affordable = resolutions.filter(
    (resolution) => cost(levels, resolution, radius) * distinct.length <= mostEvaluations
  )
  const chosen = Math.max(1, affordable.length - 1)
  const fine = panelSum(values, distinct, counts, levels, resolutions[chosen], radius)
  const coarse = panelSum(values, distinct, counts, levels, resolutions[chosen - 1], radius)
  const fraction = fine.magnitude > 0 ? Math.abs(fine.value - coarse.value) / fine.magnitude : 0
  const rounding = unitRoundoff * (24 + 8 * vectors.length)
  // Both rules converge geometrically, the finer one by at least a power 1.3 faster.
  const error = fine.magnitude * (Math.min(fraction, (10 * fraction) ** 1.3) + rounding)
  return { estimate: { value: fine.value, error }, beyond: fine.boundary <= 1e-17 * fine.magnitude }
}

type Resolution = (typeof resolutions)[number]

function cost(
  levels: readonly (readonly Hyperplane[])[],
  { nodes, longest }: Resolution,
  radius: number
): number {
  return levels.reduce((product, planes) => {
    return product * nodes * ((2 * radius) / longest + planes.length)
  }, 0.7)
}

function panelSum(
  values: readonly ((z: number) => number)[],
  distinct: readonly Float64Array[],
  counts: readonly number[],
  levels: readonly (readonly Hyperplane[])[],
  { nodes: order, longest }: Resolution,
  radius: number
): { readonly value: number; readonly magnitude: number; readonly boundary: number } {
  const rule = gaussLegendre(order)
  const dimension = levels.length
  const u = new Float64Array(dimension)
  let [magnitude, boundary] = [0, 0]
  const shell = (radius - 1) ** 2
  /** The integral over the coordinates from `axis` on: line by line, so that roundings of long sums do not add up. */
  const descend = (axis: number, base: Float64Array, square: number, weight: number): number => {
    const end = Math.sqrt(radius * radius - square)
    let total = 0
    for (const [from, to] of panels(levels[axis], u, axis, end, longest)) {
      let sum = 0
      for (let i = 0; i < order; i++) {
        const x = from + rule.nodes[i] * (to - from)
        const share = weight * rule.weights[i] * (to - from)
        if (axis < dimension - 1) {
          u[axis] = x
          const next = base.map((z, a) => z + x * distinct[a][axis])
          sum += descend(axis + 1, next, square + x * x, share)
          continue
        }
        let term = share * Math.exp(-(square + x * x) / 2)
        for (let a = 0; a < base.length; a++) {
          const factor = values[a](base[a] + x * distinct[a][axis])
          for (let power = counts[a]; power > 0; power--) term *= factor
        }
        sum += term
        magnitude += Math.abs(term)
        if (square + x * x > shell) boundary += Math.abs(term)
      }
      total += sum
    }
    return total
  }
  const norm = (2 * Math.PI) ** (-dimension / 2)
  const value = descend(0, new Float64Array(distinct.length), 0, norm)
  return { value, magnitude, boundary }
}

/** Panels of at most `longest` from -end to end, cut at the hyperplanes given the coordinates before `axis`. */
function panels(
  planes: readonly Hyperplane[],
  u: Float64Array,
  axis: number,
  end: number,
  longest: number
): [number, number][] {
  const breaks = [-end, end]
  for (const { normal, offset } of planes) {
    let rest = offset
    for (let k = 0; k < axis; k++) rest -= normal[k] * u[k]
    const x = rest / normal[axis]
    if (Math.abs(x) < end) breaks.push(x)
  }
  breaks.sort((a, b) => a - b)
  const list: [number, number][] = []
  for (let i = 1; i < breaks.length; i++) {
    const [from, to] = [breaks[i - 1], breaks[i]]
    const count = Math.ceil((to - from) / longest)
    for (let p = 0; p < count; p++) {
      list.push([from + ((to - from) * p) / count, from + ((to - from) * (p + 1)) / count])
    }
  }
  return list
}
