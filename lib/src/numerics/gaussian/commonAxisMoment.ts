import { unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import {
  nodesOf,
  stepOn,
  telling,
  type AnalyticFunction,
  type LatticeSum
} from './latticeMoment.js'

/** Beyond this radius the Gaussian weight times any power is below rounding. */
const radius = 9.5
/** Bends of g beyond which it is a straight line, to rounding. */
const straight = 40
/** Most evaluations of the function: two seconds for simple ones. */
const mostEvaluations = 1.6e7
/** Points on a panel: of the rule, and of the one that tells its error. */
const [fine, coarse] = [14, 10].map(gaussLegendre)

/** Nodes on the common axis, with the Gaussian weight. */
interface AxisRule {
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

/** How the moment is computed: panels on the common axis, steps across it. */
export interface CommonAxisPlan {
  readonly panels: readonly (readonly [number, number])[]
  readonly steps: readonly number[]
}

/**
 * Undefined where there is no axis along which alone vectors are long, or the work is more than can be afforded.
 *
 * @param bend length over which g bends
 */
export function commonAxisPlan(
  g: AnalyticFunction & { readonly growth: number },
  bend: number,
  vectors: readonly Float64Array[]
): CommonAxisPlan | undefined {
  if (g.growth === Infinity) return undefined
  const along = vectors.map(([first]) => first)
  const across = vectors.map((v) => v.slice(1))
  const steps = Array.from(across[0], (_, axis) => telling * stepOn(axis, g, across))
  const nodes = nodesOf(steps, radius) * (isEven(g, vectors) ? 0.5 : 1)
  const most = mostEvaluations / (nodes * fine.nodes.length * vectors.length)
  const panels = panelsAlong(bend, along, across, most)
  return panels && panels.length <= most ? { panels, steps } : undefined
}

/** Whether the integrand at u and -u is the same. */
function isEven({ parity }: AnalyticFunction, vectors: readonly Float64Array[]): boolean {
  return parity !== 'none' && (parity === 'even' || vectors.length % 2 === 0)
}

/**
 * E[product over a of f_a(v_a . u)], u standard normal, of steep functions that one axis, the first, makes so: a large bias that all
 * preactivations share. Along it Gauss-Legendre rules on panels of the size of a bend, which grow where all functions are straight;
 * across it the trapezoidal rule, which has little to resolve.
 *
 * @param vectors shape [factor][dimension], dimension at least 2
 */
export function commonAxisMoment(
  g: AnalyticFunction,
  { panels, steps }: CommonAxisPlan,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): LatticeSum {
  const along = vectors.map(([first]) => first)
  const across = vectors.map((v) => v.slice(1))
  const even = isEven(g, vectors)
  const [rule, check] = [axisRule(panels, fine), axisRule(panels, coarse)]
  const line = ({ nodes, weights }: AxisRule, shifts: readonly number[]) => {
    let [value, magnitude] = [0, 0]
    for (let k = 0; k < nodes.length; k++) {
      let term = weights[k]
      for (let a = 0; a < along.length; a++) term *= functions[a](along[a] * nodes[k] + shifts[a])
      value += term
      magnitude += Math.abs(term)
    }
    return { value, magnitude }
  }
  let [sum, coarseSum, magnitude, inner] = [0, 0, 0, 0]
  const u = new Float64Array(steps.length)
  const descend = (axis: number, square: number, weight: number, allEven: boolean): void => {
    if (axis < steps.length) {
      const step = steps[axis]
      const reach = Math.floor(Math.sqrt(radius * radius - square) / step)
      const half = even && axis === 0
      for (let j = half ? 0 : -reach; j <= reach; j++) {
        u[axis] = j * step
        const density = Math.exp(-(u[axis] ** 2) / 2) / Math.sqrt(2 * Math.PI)
        const factor = step * density * (half && j > 0 ? 2 : 1)
        descend(axis + 1, square + u[axis] ** 2, weight * factor, allEven && j % 2 === 0)
      }
      return
    }
    const shifts = across.map((v) => v.reduce((dot, x, k) => dot + x * u[k], 0))
    const found = line(rule, shifts)
    sum += weight * found.value
    magnitude += weight * found.magnitude
    if (!allEven) return
    const share = weight * 2 ** steps.length
    coarseSum += share * found.value
    inner += share * Math.abs(found.value - line(check, shifts).value)
  }
  descend(0, 0, 1, true)
  const fraction = magnitude > 0 ? Math.abs(sum - coarseSum) / magnitude : 0
  const outer = Math.min(1, g.known ? (100 * fraction) ** 2 : fraction)
  const rounding = unitRoundoff * (24 + 8 * vectors.length)
  return { value: sum, error: inner + magnitude * (outer + rounding), magnitude }
}

/** Ends of the panels on the axis; undefined if a function does not depend on it, or they are more than `most`. */
function panelsAlong(
  bend: number,
  along: readonly number[],
  across: readonly Float64Array[],
  most: number
): readonly (readonly [number, number])[] | undefined {
  const longest = Math.max(...along.map(Math.abs))
  const width = (2 * bend) / longest
  const reach = Math.max(
    ...along.map((x, a) => (straight * bend + radius * Math.hypot(...across[a])) / Math.abs(x))
  )
  if (!(reach < radius)) return undefined
  const count = 2 * Math.ceil(reach / width)
  if (!(count <= most)) return undefined
  const ends = Array.from({ length: count + 1 }, (_, i) => (i - count / 2) * width)
  for (let end = (count / 2) * width; end < radius;) {
    end += Math.min(2 * end, 1)
    ends.push(end)
    ends.unshift(-end)
  }
  return ends.slice(1).map((end, i) => [ends[i], end])
}

function axisRule(
  panels: readonly (readonly [number, number])[],
  { nodes, weights }: ReturnType<typeof gaussLegendre>
): AxisRule {
  const places = panels.flatMap(([from, to]) =>
    Array.from(nodes, (node, q) => [from + node * (to - from), weights[q] * (to - from)])
  )
  return {
    nodes: Float64Array.from(places, ([u]) => u),
    weights: Float64Array.from(
      places,
      ([u, weight]) => (weight * Math.exp(-(u * u) / 2)) / Math.sqrt(2 * Math.PI)
    )
  }
}
