import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import type { NetworkParameters, Point } from './networkParameters.js'
import { preactivationVector } from './preactivationCovariance.js'

/** Most terms of the sum over signs: a few seconds. */
const mostTerms = 2 ** 22

/**
 * Cos-net's feature moment E[cos(z(x_1)) … cos(z(x_n))], of any order, odd ones too, in closed form: with
 * cos z = (e^{iz} + e^{-iz})/2 it is the mean over all signs s of exp(-|sum s_a v_a|^2/2), where
 * z(x_a) = v_a . u for a standard normal u. Points that occur m times need m + 1 numbers of plus signs,
 * weighted by binomial coefficients, instead of 2^m signs. The error is rounding alone. Derived in
 * docs/theory.md.
 *
 * @param points equal ones next to each other
 * @throws RangeError beyond 2^22 terms, for example for 24 different points
 */
export function cosNetMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  const [first, ...rest] = groupedVectors(parameters, points)
  // A change of all signs changes nothing: the first point's is +.
  const free = [{ vector: first.vector, count: first.count - 1 }, ...rest]
  const terms = free.reduce((product, { count }) => product * (count + 1), 1)
  if (terms > mostTerms) {
    throw new RangeError(`cosNetMoment: needs ${terms} terms, more than the limit of 2^22`)
  }
  const length = points.length * Math.max(...free.map(({ vector }) => Math.hypot(...vector)))
  // Components are rounded five times before the sum, and once for each group in it.
  const shift = (free.length + 5) * unitRoundoff * length
  let [value, error] = [0, 0]
  /** Adds all signs of the groups from `group` on; `weight` and `sum` stand for those before. */
  const visit = (group: number, weight: number, sum: Float64Array): void => {
    if (group === free.length) {
      const square = sum.reduce((total, component) => total + component * component, 0)
      const size = Math.sqrt(square)
      const slope = shift * (size + shift) + unitRoundoff * (4 + (sum.length + 3) * square)
      value += weight * Math.exp(-square / 2)
      error += weight * Math.exp(-(Math.max(0, size - shift) ** 2) / 2) * Math.min(1, slope)
      return
    }
    const { vector, count } = free[group]
    let share = weight * 2 ** -count
    for (let plus = 0; plus <= count; plus++) {
      const factor = 2 * plus - count
      const next = sum.map((component, k) => component + factor * vector[k])
      visit(group + 1, share, next)
      share *= (count - plus) / (plus + 1)
    }
  }
  visit(0, 1, first.vector)
  return { value, error: error + 2 * (points.length + Math.log2(terms)) * unitRoundoff * value }
}

/** The preactivation vectors of the different points, with their numbers. */
function groupedVectors(
  parameters: NetworkParameters,
  points: readonly Point[]
): { readonly vector: Float64Array; readonly count: number }[] {
  const groups: { vector: Float64Array; count: number }[] = []
  points.forEach((point, a) => {
    const repeated = a > 0 && point.every((component, k) => component === points[a - 1][k])
    if (repeated) groups[groups.length - 1].count++
    else groups.push({ vector: preactivationVector(parameters, point), count: 1 })
  })
  return groups
}
