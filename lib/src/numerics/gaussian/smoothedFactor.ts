import { stepOn, type AnalyticFunction } from './latticeMoment.js'

/** Beyond, the Gaussian weight times a power or an exponential of what is allowed is below rounding. */
const reach = 10.5

/**
 * The mean of a function over normal noise, m -> E[h(m + deviation u)]: the trapezoidal rule on one grid for all m, so
 * that h is evaluated once at each of its nodes.
 *
 * @param copies how often the analytic g occurs in h, which says how steep h is
 */
export function smoothedFactor(
  g: AnalyticFunction,
  h: (z: number) => number,
  copies: number,
  deviation: number
): (mean: number) => number {
  const vectors = Array.from({ length: copies }, () => Float64Array.of(deviation))
  const step = deviation * stepOn(0, g, vectors)
  const ratio = step / deviation
  const nodes = Math.ceil(reach / ratio)
  const norm = ratio / Math.sqrt(2 * Math.PI)
  const values = new Map<number, number>()
  const weights = Float64Array.from({ length: 2 * nodes + 1 }, (_, i) => {
    return norm * Math.exp(-((ratio * (i - nodes)) ** 2) / 2)
  })
  const at = (j: number): number => {
    const kept = values.get(j)
    if (kept !== undefined) return kept
    const value = h(j * step)
    values.set(j, value)
    return value
  }
  return (mean) => {
    const middle = Math.round(mean / step)
    // exp(-(x + r)^2/2) = exp(-x^2/2) exp(-r^2/2) exp(-x r), x on the grid, r the rest of the mean.
    const rest = middle * ratio - mean / deviation
    const growth = Math.exp(-ratio * rest)
    let [up, down, sum] = [1, 1, weights[nodes] * at(middle)]
    for (let i = 1; i <= nodes; i++) {
      up *= growth
      down /= growth
      sum += weights[nodes + i] * (up * at(middle + i) + down * at(middle - i))
    }
    return Math.exp((-rest * rest) / 2) * sum
  }
}
