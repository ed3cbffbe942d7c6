import { type Estimate, unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { tabulatedFunction } from '../tabulatedFunction.js'
import { stepOn, type AnalyticFunction } from './latticeMoment.js'

/** Beyond, the Gaussian weight times a power or an exponential of what is allowed is below rounding. */
const reach = 10.5
/** Nodes of a panel, and its greatest length in units of the deviation and of the strip. */
const panel = { nodes: 20, deviations: 1.8, strips: 2 }
/** Deviation in units of the strip from which on panels that grow away from 0 are cheaper than even nodes. */
const steep = 8

/** What a factor h is made of: copies of functions that behave like g, with kinks. */
interface SmoothableFactor extends AnalyticFunction {
  readonly kinks: readonly number[]
}

/**
 * The mean of a function over normal noise, m -> E[h(m + deviation u)], which is analytic whatever the kinks of h. It is kept
 * as polynomials, right to rounding of its typical size.
 *
 * @param copies how often g occurs in h, which says how steep h is
 * @param spread standard deviation of the whole argument, mean and noise
 */
export function smoothedFactor(
  g: SmoothableFactor,
  h: (z: number) => number,
  copies: number,
  deviation: number,
  spread: number
): (mean: number) => number {
  const bend = Math.min(1, g.strip)
  const mean =
    g.kinks.length > 0
      ? panelMean(h, deviation, g.kinks, (panel.strips * g.strip) / deviation)
      : g.known && deviation > steep * bend
        ? panelMean(h, deviation, placesAround(bend, reach * (deviation + spread)))
        : latticeMean(g, h, copies, deviation)
  // The noise makes h entire, on the scale of its deviation; where that is small, an analytic h has its own scale.
  const own = g.kinks.length > 0 ? 0 : ownLength(g, copies)
  const floor = (unitRoundoff / 4) * typicalSize(h, spread)
  return tabulatedFunction(
    (m) => {
      const { value, error } = mean(m)
      return { value, error: error + floor }
    },
    Math.max(deviation / 4, own < Infinity ? Math.min(own, spread / 2) : 0)
  )
}

/** The mean of |h(z)| over normal z, roughly. */
function typicalSize(h: (z: number) => number, spread: number): number {
  const places = [-3, -2, -1.2, -0.5, 0.5, 1.2, 2, 3]
  return places.reduce((sum, u) => sum + Math.exp((-u * u) / 2) * Math.abs(h(spread * u)), 0) / 4
}

/** Length over which polynomials follow a product of copies of g. */
function ownLength(g: AnalyticFunction, copies: number): number {
  const growth = g.imaginaryGrowth * copies
  return Math.min(g.strip / 8, growth > 0 ? 1 / (4 * Math.sqrt(growth)) : Infinity)
}

/** By the trapezoidal rule on one grid for all means, so that h is evaluated once at each of its nodes. */
function latticeMean(
  g: AnalyticFunction,
  h: (z: number) => number,
  copies: number,
  deviation: number
): (mean: number) => Estimate {
  const vectors = Array.from({ length: copies }, () => Float64Array.of(deviation))
  const ratio = stepOn(0, g, vectors)
  const step = deviation * ratio
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
    let size = Math.abs(sum)
    for (let i = 1; i <= nodes; i++) {
      up *= growth
      down /= growth
      const [above, below] = [up * at(middle + i), down * at(middle - i)]
      sum += weights[nodes + i] * (above + below)
      size += weights[nodes + i] * (Math.abs(above) + Math.abs(below))
    }
    const scale = Math.exp((-rest * rest) / 2)
    return { value: scale * sum, error: 4 * unitRoundoff * scale * size }
  }
}

/** Places from 0 outwards, at distances that grow: between them a function that bends at 0 alone is a polynomial. */
function placesAround(bend: number, farthest: number): number[] {
  const places = [0]
  for (let z = bend; z < farthest; z *= 3) places.push(z, -z)
  return places.sort((a, b) => a - b)
}

/** By Gauss-Legendre rules on panels that end at the kinks of h, or at other places given. */
function panelMean(
  h: (z: number) => number,
  deviation: number,
  kinks: readonly number[],
  most = Infinity
): (mean: number) => Estimate {
  const { nodes, weights } = gaussLegendre(panel.nodes)
  const longest = Math.min(panel.deviations, most)
  return (mean) => {
    const places = kinks.map((kink) => (kink - mean) / deviation)
    const ends = [-reach, ...places.filter((u) => Math.abs(u) < reach), reach]
    let [sum, size] = [0, 0]
    for (let i = 1; i < ends.length; i++) {
      const count = Math.ceil((ends[i] - ends[i - 1]) / longest)
      const length = (ends[i] - ends[i - 1]) / count
      for (let k = 0; k < count * panel.nodes; k++) {
        const u = ends[i - 1] + length * (Math.floor(k / panel.nodes) + nodes[k % panel.nodes])
        const weight = weights[k % panel.nodes] * length * Math.exp((-u * u) / 2)
        const term = weight * h(mean + deviation * u)
        sum += term
        size += Math.abs(term)
      }
    }
    const norm = 1 / Math.sqrt(2 * Math.PI)
    return { value: norm * sum, error: 4 * unitRoundoff * norm * size }
  }
}
