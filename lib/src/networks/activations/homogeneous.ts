import { type Estimate, unitRoundoff } from '../../numerics/estimate.js'
import { groupedVectors } from '../../numerics/gaussian/groupedVectors.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { Activation, PairDerivatives } from './activation.js'
import { relu, reluSlopes } from './relu.js'

/**
 * Moments of g(z) = positive z for z > 0 and negative |z| below, from those of ReLU-net: every factor is
 * positive max(z, 0) + negative max(-z, 0), and equal vectors are on the same side.
 */
export function homogeneousMoments(
  positive: number,
  negative: number
): Pick<Activation, 'moment' | 'pairMoment' | 'pairSlopes'> {
  const moment = (vectors: readonly Float64Array[]): Estimate => {
    const { distinct, counts } = groupedVectors(vectors)
    let [value, error] = [0, 0]
    for (let sides = 0; sides < 1 << distinct.length; sides++) {
      let weight = 1
      const turned = distinct.flatMap((v, a) => {
        const below = (sides >> a) & 1
        weight *= (below ? negative : positive) ** counts[a]
        const side = below ? v.map((x) => -x) : v
        return new Array<Float64Array>(counts[a]).fill(side)
      })
      if (weight === 0) continue
      const one = relu.moment(turned)
      value += weight * one.value
      error += Math.abs(weight) * (one.error + 2 * vectors.length * unitRoundoff * one.value)
    }
    return { value, error }
  }
  const same = positive * positive + negative * negative
  const pairMoment = (pair: PreactivationPair) => {
    const turned = turnedPair(pair)
    return same * relu.pairMoment(pair) + 2 * positive * negative * relu.pairMoment(turned)
  }
  const crossed = 2 * positive * negative
  const pairSlopes = (pair: PreactivationPair): PairDerivatives => {
    const [direct, turned] = [reluSlopes(pair), reluSlopes(turnedPair(pair))]
    return {
      varianceX: combined(direct.varianceX, same, turned.varianceX, crossed),
      // The covariance of the turned pair has the other sign.
      covariance: combined(direct.covariance, same, turned.covariance, -crossed),
      varianceY: combined(direct.varianceY, same, turned.varianceY, crossed)
    }
  }
  return { moment, pairMoment, pairSlopes }
}

/** factor a + other b. */
function combined(a: Estimate, factor: number, b: Estimate, other: number): Estimate {
  const [first, second] = [factor * a.value, other * b.value]
  const rounding = 2 * unitRoundoff * (Math.abs(first) + Math.abs(second))
  const error = Math.abs(factor) * a.error + Math.abs(other) * b.error
  return { value: first + second, error: error + rounding }
}

/** The preactivations z(x) and -z(y). */
function turnedPair(pair: PreactivationPair): PreactivationPair {
  return {
    varianceX: pair.varianceX,
    varianceY: pair.varianceY,
    covariance: -pair.covariance,
    apart: pair.together,
    together: pair.apart,
    sine: () => pair.sine()
  }
}
