import { unitRoundoff } from '../estimate.js'
import { absoluteDot, dot } from './spanCoordinates.js'

/** Joint cumulants of cos z_a and of sin z_a for every subset of the variables, indexed by bit mask. */
export interface WaveCumulants {
  readonly cosine: Bounded
  readonly sine: Bounded
}

interface Bounded {
  readonly values: Float64Array
  /** Bounds on the absolute errors. */
  readonly errors: Float64Array
}

/** Covariance of two different variables up to which all terms are of one size and the expansion loses no digits. */
const expansionRange = 0.5

/**
 * Joint cumulants of cosines and of sines of z_a = v_a . u, u standard normal, by graphs: those of exp(i s_a z_a), s_a = 1 or
 * -1, are sums over connected graphs with a factor exp(-s_a s_b c_ab) - 1 on each edge, that is (cosh c_ab - 1)
 * - s_a s_b sinh c_ab; averaging over signs keeps the graphs that have no point of odd degree in sinh (cosines), or only such
 * points (sines). No term is as large as what cancels in moments at small variances. Derived in docs/theory.md, "Cos-net".
 *
 * @returns undefined for covariances beyond the range where that pays
 */
export function waveCumulants(vectors: readonly Float64Array[]): WaveCumulants | undefined {
  const size = vectors.length
  const covariance = vectors.map((u) => vectors.map((v) => dot(u, v)))
  // Bounds on the sum of absolute values of the terms of each inner product.
  const bounds = vectors.map((u) => vectors.map((v) => absoluteDot(u, v)))
  let largest = 0
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) largest = Math.max(largest, bounds[a][b])
  }
  if (largest > expansionRange) return undefined
  const signed = connectedGraphs(covariance, -1)
  const magnitudes = connectedGraphs(bounds, 1)
  const cosine = { values: new Float64Array(1 << size), errors: new Float64Array(1 << size) }
  const sine = { values: new Float64Array(1 << size), errors: new Float64Array(1 << size) }
  for (let set = 1; set < 1 << size; set++) {
    let [exponent, count] = [0, 0]
    for (let a = 0; a < size; a++) {
      if (!(set & (1 << a))) continue
      exponent += bounds[a][a] / 2
      count++
    }
    const common = Math.exp(-exponent)
    // Roundings of covariances count once for each edge of a graph.
    const edges = count * (1 + (count * largest) / 2)
    const roundings = (vectors[0].length + 8) * (edges + exponent) + 10
    const error = unitRoundoff * roundings * common
    cosine.values[set] = common * signed[set][0]
    cosine.errors[set] = error * magnitudes[set][0] + Number.MIN_VALUE
    if (count % 2 === 1) continue
    // 1/i^n of sin z = (exp(iz) - exp(-iz))/(2i).
    sine.values[set] = (count % 4 === 0 ? 1 : -1) * common * signed[set][set]
    sine.errors[set] = error * magnitudes[set][set] + Number.MIN_VALUE
  }
  return { cosine, sine }
}

/**
 * graphs[set][odd]: the sum over connected graphs on a set of points whose points of odd degree in sinh are `odd`, edges cosh c
 * - 1 or `turn` sinh c. Splitting off the highest point v: the rest falls into connected blocks, each tied to v by at
 * least one edge.
 */
function connectedGraphs(
  covariance: readonly (readonly number[])[],
  turn: 1 | -1
): readonly Float64Array[] {
  const graphs: Float64Array[] = [new Float64Array(1)]
  covariance.forEach((row, v) => {
    const top = 1 << v
    const tied = Array.from({ length: top }, (_, set) =>
      tiedToPoint(graphs[set], edgeProducts(row, set, turn), set)
    )
    const joined: Float64Array[] = [Float64Array.of(1)]
    for (let set = 1; set < top; set++) {
      const lowest = set & -set
      const others = set ^ lowest
      const sum = new Float64Array(set + 1)
      forSubsets(others, (part) => {
        const [block, rest] = [tied[part | lowest], joined[others ^ part]]
        forSubsets(part | lowest, (oddInBlock) => {
          const factor = block[oddInBlock]
          if (factor === 0) return
          forSubsets(others ^ part, (oddInRest) => {
            sum[oddInBlock | oddInRest] += factor * rest[oddInRest]
          })
        })
      })
      joined.push(sum)
    }
    joined.forEach((sum, set) => {
      const graph = new Float64Array((set | top) + 1)
      // The number of points of odd degree is even: v is one of them where that of the others is odd.
      forSubsets(set, (odd) => (graph[isOdd(odd) ? odd | top : odd] = sum[odd]))
      graphs.push(graph)
    })
  })
  return graphs
}

/** products[odd]: edges from a point to a set, at least one of them, those to `odd` with sinh. */
function edgeProducts(row: readonly number[], set: number, turn: 1 | -1): Float64Array {
  const products = new Float64Array(set + 1)
  forSubsets(set, (odd) => {
    let [product, logarithm] = [1, 0]
    for (let w = 0; 1 << w <= set; w++) {
      const point = 1 << w
      if (odd & point) product *= turn * Math.sinh(row[w])
      else if (set & point) logarithm += Math.log1p(2 * Math.sinh(row[w] / 2) ** 2)
    }
    products[odd] = odd === 0 ? Math.expm1(logarithm) : product * Math.exp(logarithm)
  })
  return products
}

function tiedToPoint(graph: Float64Array, edges: Float64Array, set: number): Float64Array {
  const tied = new Float64Array(set + 1)
  if (set === 0) return tied
  forSubsets(set, (before) => {
    const factor = graph[before]
    if (factor === 0) return
    forSubsets(set, (turned) => (tied[before ^ turned] += factor * edges[turned]))
  })
  return tied
}

/** Calls back with all subsets of a set, from itself down to the empty one. */
function forSubsets(set: number, visit: (subset: number) => void): void {
  for (let subset = set; ; subset = (subset - 1) & set) {
    visit(subset)
    if (subset === 0) return
  }
}

function isOdd(set: number): boolean {
  let odd = false
  for (let rest = set; rest; rest &= rest - 1) odd = !odd
  return odd
}
