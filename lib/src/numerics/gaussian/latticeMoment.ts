import { OutOfReach } from '../outOfReach.js'
import { type Estimate, unitRoundoff } from '../estimate.js'
import { groupedVectors } from './groupedVectors.js'

/** A function of one real variable that is analytic around the real axis. */
export interface AnalyticFunction {
  readonly value: (z: number) => number
  readonly parity: 'even' | 'odd' | 'none'
  /** Distance of the nearest singularity from the real axis. */
  readonly strip: number
  /** g with |g(x + iy)| <= C exp(g y^2 / 2) inside of the strip, up to powers of x and y. */
  readonly imaginaryGrowth: number
  /** Whether the strip is known and not a guess: then the finer of two sums is known to be far better. */
  readonly known: boolean
}

/** The trapezoidal rule's relative error is about exp(-precision), that of every second node its square root. */
const precision = 44
/** Radii tried in turn: beyond, the Gaussian weight times the product has to be below rounding. */
const radii = [9.5, 11.5, 14, 18.5, 24.5, 32.5]
/** Shares of the volume of a cube that a ball has, by dimension. */
const ballShare = [1, 1, 0.79, 0.53, 0.31]
/** Most evaluations of the function: a second for simple ones. */
const mostEvaluations = 8e6
/** Times the step of a sum that has all digits: every second node then tells that it has. */
export const telling = 0.7
/** Relative error that is good enough. */
const aim = 2e-14
/**
 * Times the step that the strip asks for up to which a sum says that it knows two digits: it is told from every second node, off by
 * exp(-precision/6), a hundredth of which, squared, is what is left at least.
 */
const coarsest = 3

/**
 * E[product over a of g(v_a . u)] for a standard normal u in up to four dimensions: the trapezoidal rule, whose error
 * falls off exponentially for analytic functions. The Fourier transform of the integrand at k decays like
 * exp(-k y + y^2 (1 + sum of growth v_a^2)/2) for every shift y of u into the complex plane that stays inside of the
 * strip, which gives the step on each axis. The error comes from every second node.
 *
 * @param vectors shape [factor][dimension]
 * @param functions the factors where they differ: g says how all of them behave
 * The error says so where the accuracy needs more nodes than there may be, as for steep functions.
 * @throws OutOfReach if the product grows faster than the Gaussian weight falls
 */
export function latticeMoment(
  g: AnalyticFunction,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[] = vectors.map(() => g.value)
): LatticeSum {
  const steps = stepsOf(g, vectors)
  let refinement = 1
  const evaluations = () => evaluationsOf(vectors, steps, refinement)
  while (evaluations() > mostEvaluations) refinement *= 1.2
  let best: LatticeSum | undefined
  for (; ; refinement *= Math.SQRT1_2) {
    if (best && (refinement < 0.1 || evaluations() > mostEvaluations)) return best
    const refined = steps.map((step) => step * refinement)
    const estimate = refinedRadius(g, vectors, functions, refined)
    if (best === undefined || estimate.error < best.error) best = estimate
    if (estimate.error <= aim * estimate.magnitude * vectors.length) return estimate
  }
}

/** Whether an affordable lattice has all digits, and tells so. */
export function resolvedByLattice(g: AnalyticFunction, vectors: readonly Float64Array[]): boolean {
  return evaluationsOf(vectors, stepsOf(g, vectors), telling) <= mostEvaluations
}

/** Whether functions are so steep that no affordable lattice resolves them. */
export function tooSteepForLattice(g: AnalyticFunction, vectors: readonly Float64Array[]): boolean {
  return evaluationsOf(vectors, stepsOf(g, vectors), coarsest) > mostEvaluations
}

/** The longest vector that an affordable lattice resolves, of vectors with the same directions and ratios. */
export function mostAffordableLength(
  g: AnalyticFunction,
  vectors: readonly Float64Array[]
): number {
  let share = 1
  const evaluations = () => {
    const shrunk = vectors.map((v) => v.map((x) => share * x))
    return evaluationsOf(shrunk, stepsOf(g, shrunk), coarsest / 2)
  }
  while (evaluations() > mostEvaluations) share *= 0.95
  return share * Math.max(...vectors.map((v) => Math.hypot(...v)))
}

function stepsOf(g: AnalyticFunction, vectors: readonly Float64Array[]): number[] {
  return Array.from(vectors[0], (_, axis) => stepOn(axis, g, vectors))
}

/** Evaluations of the function on a lattice with so many times the steps. */
function evaluationsOf(
  vectors: readonly Float64Array[],
  steps: readonly number[],
  refinement: number
): number {
  const scaled = steps.map((step) => step * refinement)
  return vectors.length * nodesOf(scaled, radii[0])
}

/** Step of the trapezoidal rule on one axis, for a relative error far below rounding. */
export function stepOn(
  axis: number,
  g: AnalyticFunction,
  vectors: readonly Float64Array[]
): number {
  let [largest, growth] = [0, 1]
  for (const v of vectors) {
    largest = Math.max(largest, Math.abs(v[axis]))
    growth += g.imaginaryGrowth * v[axis] ** 2
  }
  const best = Math.sqrt((2 * precision) / growth)
  const shift = Math.min(best, (0.95 * g.strip) / largest)
  return (2 * Math.PI * shift) / (precision + (growth * shift * shift) / 2)
}

/** Nodes in a ball of a lattice. */
export function nodesOf(steps: readonly number[], radius: number): number {
  return steps.reduce((count, step) => count * (1 + (2 * radius) / step), ballShare[steps.length])
}

/** A sum over the lattice. */
export interface LatticeSum extends Estimate {
  /** Integral of the absolute value. */
  readonly magnitude: number
}

function refinedRadius(
  g: AnalyticFunction,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[],
  steps: readonly number[]
): LatticeSum {
  for (const radius of radii) {
    const { sum, coarse, magnitude, boundary } = latticeSum(g, vectors, functions, steps, radius)
    if (!Number.isFinite(magnitude)) break
    if (boundary > 1e-19 * magnitude) continue
    const cell = steps.reduce((product, h) => (product * h) / Math.sqrt(2 * Math.PI), 1)
    const difference = Math.abs(sum - coarse * 2 ** steps.length)
    const fraction = magnitude > 0 ? difference / magnitude : 0
    const rounding = unitRoundoff * (24 + 8 * vectors.length)
    const error =
      cell * magnitude * (Math.min(1, g.known ? (100 * fraction) ** 2 : fraction) + rounding)
    return { value: cell * sum, error, magnitude: cell * magnitude }
  }
  throw new OutOfReach('latticeMoment', 'the product grows too fast, or overflows')
}

/** Sums over all nodes, and over those with even indices alone, and the largest term near the radius. */
function latticeSum(
  g: AnalyticFunction,
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[],
  steps: readonly number[],
  radius: number
) {
  const axes = factorsByAxis(vectors, functions)
  const dimension = steps.length
  const last = dimension - 1
  const even = g.parity !== 'none' && (g.parity === 'even' || vectors.length % 2 === 0)
  const gaussian = steps.map((h) =>
    Float64Array.from({ length: 1 + Math.ceil(radius / h) }, (_, j) =>
      Math.exp(-((j * h) ** 2) / 2)
    )
  )
  const shell = (radius - 0.5) ** 2
  const u = new Float64Array(dimension)
  let [sum, coarse, magnitude, boundary, lost] = [0, 0, 0, 0, 0]
  /** Adds all nodes from `axis` on, given |u|^2, the weight and whether all indices are even of the coordinates before. */
  const descend = (axis: number, square: number, weight: number, allEven: boolean): void => {
    const h = steps[axis]
    const factors = axes[axis]
    const bases = factors.map(({ vector }) => partialDot(vector, u, axis))
    const reach = Math.floor(Math.sqrt(radius * radius - square) / h)
    const half = even && axis === 0
    let [onLine, coarseOnLine, lostOnLine] = [0, 0, 0]
    for (let j = half ? 0 : -reach; j <= reach; j++) {
      const x = j * h
      let term = weight * gaussian[axis][Math.abs(j)] * (half && j > 0 ? 2 : 1)
      for (let a = 0; a < bases.length; a++) {
        const { value, vector, count } = factors[a]
        const factor = value(bases[a] + x * vector[axis])
        for (let power = count; power > 0; power--) term *= factor
      }
      const [evenHere, squareHere] = [allEven && j % 2 === 0, square + x * x]
      if (axis < last) {
        u[axis] = x
        if (term !== 0) descend(axis + 1, squareHere, term, evenHere)
        continue
      }
      // Compensated: a line of a steep function has 1e5 nodes, whose roundings would add up.
      const added = term - lostOnLine
      const next = onLine + added
      lostOnLine = next - onLine - added
      onLine = next
      const size = Math.abs(term)
      magnitude += size
      if (evenHere) coarseOnLine += term
      if (squareHere > shell && size > boundary) boundary = size
    }
    const added = onLine - lost
    const next = sum + added
    lost = next - sum - added
    sum = next
    coarse += coarseOnLine
  }
  descend(0, 0, 1, true)
  return { sum, coarse, magnitude, boundary }
}

/** A factor with the vector of its argument. */
interface LatticeFactor {
  readonly value: (z: number) => number
  readonly vector: Float64Array
  readonly count: number
}

/** The factors by the last axis that they depend on; components of rounding size are none. */
function factorsByAxis(
  vectors: readonly Float64Array[],
  functions: readonly ((z: number) => number)[]
): readonly (readonly LatticeFactor[])[] {
  const { distinct, counts, first } = groupedVectors(vectors, functions)
  const axes: LatticeFactor[][] = Array.from(vectors[0], () => [])
  distinct.forEach((vector, a) => {
    const small = 2 * unitRoundoff * Math.hypot(...vector)
    const axis = Math.max(
      0,
      vector.findLastIndex((x) => Math.abs(x) > small)
    )
    axes[axis].push({ value: functions[first[a]], vector, count: counts[a] })
  })
  return axes
}

/** The inner product of the coordinates before `axis`. */
function partialDot(v: Float64Array, u: Float64Array, axis: number): number {
  let sum = 0
  for (let k = 0; k < axis; k++) sum += v[k] * u[k]
  return sum
}
