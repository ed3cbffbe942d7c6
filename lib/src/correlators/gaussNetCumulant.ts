import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  preactivationCovariance,
  preactivationRounding
} from '../networks/preactivationCovariance.js'
import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { partitionWeights } from './partitionWeights.js'

/**
 * Joint cumulant of w g(z(x_1)), …, w g(z(x_n)) for one neuron of GaussNet, w standard normal, n
 * even, without cancellation at small sigmas.
 *
 * With P = exp(-sum_a c_aa / 2), a feature moment is P times the product over pairs of exp(c_ab)
 * (both restricted to its points), so P factors out and what is left is a Mayer expansion in
 * u_ab = exp(c_ab) - 1: the sum over set partitions of an integer (`partitionWeights`) times the
 * cumulants of exp(z) on the blocks, which are sums over connected graphs. All terms are positive
 * where the c_ab are. Derived in docs/theory.md.
 */
export function gaussNetCumulant(
  parameters: NetworkParameters,
  points: readonly Point[]
): Estimate {
  const size = points.length
  const pairTable = (entry: (x: Point, y: Point) => number) =>
    points.map((x) => points.map((y) => entry(x, y)))
  const dimension = points[0].length
  const covariance = pairTable((x, y) => preactivationCovariance(parameters, x, y))
  // Bounds on the sum of absolute values of the terms of each c_ab.
  const bounds = pairTable((x, y) => preactivationRounding(parameters, x, y) / (dimension + 4))
  const diagonal = (table: number[][]) => table.reduce((sum, row, a) => sum + row[a], 0) / 2
  const prefactor = Math.exp(-diagonal(covariance))
  const value = prefactor * weightedSum(size, covariance)
  const magnitude = prefactor * weightedSum(size, bounds)
  const largest = Math.max(...bounds.flat())
  const roundings = (dimension + 8) * size * (size + size * largest) + 50
  return { value, error: unitRoundoff * roundings * magnitude }
}

function weightedSum(size: number, covariance: readonly (readonly number[])[]): number {
  const cumulants = lognormalCumulants(size, covariance)
  let sum = 0
  for (const { blocks, weight } of partitionWeights(size)) {
    let product = weight
    for (const block of blocks) product *= cumulants[block]
    sum += product
  }
  return sum
}

/**
 * Joint cumulants of exp(z_a - c_aa / 2) for every subset, indexed by bit mask; 1 for singletons.
 * Splitting off the highest variable v: the rest falls into connected blocks B, each tied to v by
 * at least one edge, a factor exp(sum_B c_vb) - 1. No subtraction occurs.
 */
function lognormalCumulants(
  size: number,
  covariance: readonly (readonly number[])[]
): Float64Array {
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
