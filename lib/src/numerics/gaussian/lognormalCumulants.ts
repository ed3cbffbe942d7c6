import { unitRoundoff } from '../estimate.js'
import { absoluteDot, dot } from './spanCoordinates.js'

/**
 * Joint cumulants of exp(v_a . u - |v_a|^2) for every subset of the vectors, u standard normal, indexed by bit mask,
 * with bounds on their errors: a Mayer expansion in exp(v_a . v_b) - 1, whose terms are all positive where the inner
 * products are. Nothing cancels at small ones. Derived in docs/theory.md, "GaussNet".
 */
export function lognormalCumulants(vectors: readonly Float64Array[]): {
  readonly values: Float64Array
  readonly errors: Float64Array
} {
  const size = vectors.length
  const dimension = vectors[0].length
  const covariance = vectors.map((u) => vectors.map((v) => dot(u, v)))
  // Bounds on the sum of absolute values of the terms of each inner product.
  const bounds = vectors.map((u) => vectors.map((v) => absoluteDot(u, v)))
  const largest = Math.max(...bounds.flat())
  const values = connectedGraphs(size, covariance)
  const magnitudes = connectedGraphs(size, bounds)
  const errors = new Float64Array(1 << size)
  for (let set = 1; set < 1 << size; set++) {
    let [exponent, count] = [0, 0]
    for (let a = 0; a < size; a++) {
      if (!(set & (1 << a))) continue
      exponent -= covariance[a][a] / 2
      count++
    }
    const mean = Math.exp(exponent)
    const roundings = (dimension + 8) * count * (1 + largest) + 10
    values[set] *= mean
    errors[set] = unitRoundoff * roundings * mean * magnitudes[set]
  }
  values[0] = 0
  return { values, errors }
}

/**
 * Joint cumulants of exp(z_a - c_aa / 2) for every subset, indexed by bit mask; 1 for singletons.
 * Splitting off the highest variable v: the rest falls into connected blocks B, each tied to v by
 * at least one edge, a factor exp(sum_B c_vb) - 1. No subtraction occurs.
 */
function connectedGraphs(size: number, covariance: readonly (readonly number[])[]): Float64Array {
  const cumulants = new Float64Array(1 << size)
  for (let v = 0; v < size; v++) {
    const top = 1 << v
    const tied = new Float64Array(top)
    const joined = new Float64Array(top)
    joined[0] = 1
    for (let set = 1; set < top; set++) {
      let exponent = 0
      for (let b = 0; b < v; b++) if (set & (1 << b)) exponent += covariance[v][b]
      tied[set] = cumulants[set] * Math.expm1(exponent)
      const lowest = set & -set
      const others = set ^ lowest
      // All subsets of `others`, from itself down to the empty one.
      for (let part = others; ; part = (part - 1) & others) {
        joined[set] += tied[part | lowest] * joined[others ^ part]
        if (part === 0) break
      }
    }
    cumulants.set(joined, top)
  }
  return cumulants
}
