import { type Estimate, unitRoundoff } from '../../numerics/estimate.js'
import {
  cumulantsFromMoments,
  type SubsetEstimates
} from '../../numerics/gaussian/jointCumulants.js'
import { dot } from '../../numerics/gaussian/spanCoordinates.js'

/** Highest rank of preactivations at which the moments of a general h are computed. */
const highestRank = 4
/** Variance of a preactivation up to which moments of g cancel in cumulants, and those of g - g(0) are better. */
const expansionRange = 0.25

/**
 * Joint cumulants of g(z_a) from the moments of h = g - g(0), for small preactivations: cumulants of order two and
 * more do not know a constant, and the moments of h are as small as what is left when those of g cancel.
 *
 * @param constant g(0)
 * @param momentOf E[h(z_1) … h(z_n)] for preactivation vectors
 * @returns undefined beyond the range where that pays, and of vectors in more than four dimensions
 */
export function incrementCumulants(
  constant: number,
  momentOf: (vectors: readonly Float64Array[]) => Estimate
): (vectors: readonly Float64Array[]) => SubsetEstimates | undefined {
  return (vectors) => {
    if (vectors.some((v) => dot(v, v) > expansionRange)) return undefined
    const names = vectors.map((v) => v.join())
    if (Math.min(new Set(names).size, vectors[0].length) > highestRank) return undefined
    const count = 1 << vectors.length
    const moments = { values: new Float64Array(count), errors: new Float64Array(count) }
    moments.values[0] = 1
    const known = new Map<string, Estimate>()
    for (let set = 1; set < count; set++) {
      const chosen = vectors.flatMap((_, a) => (set & (1 << a) ? [a] : []))
      const key = chosen.map((a) => names[a]).join(';')
      const moment = known.get(key) ?? momentOf(chosen.map((a) => vectors[a]))
      known.set(key, moment)
      moments.values[set] = moment.value
      moments.errors[set] = moment.error + Number.MIN_VALUE
    }
    const cumulants = cumulantsFromMoments(moments)
    for (let a = 0; a < vectors.length; a++) {
      cumulants.values[1 << a] += constant
      cumulants.errors[1 << a] += 2 * unitRoundoff * Math.abs(constant)
    }
    return cumulants
  }
}
