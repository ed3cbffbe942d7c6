import type { LayerCovariances, LayerDerivative } from '../covariances/layerCovariances.js'
import type { SecondPairDerivatives } from '../networks/pairDerivatives.js'
import { isExactZero, type Estimate, unitRoundoff, withUnderflow } from '../numerics/estimate.js'
import { rememberedFromBelow } from '../numerics/remembered.js'

/** A pair of points: an entry of a covariance matrix. */
export type PointPair = readonly [number, number]

/**
 * How the covariance matrices S^(1), …, S^(L) of the layers are distributed over networks, at leading order in 1/N:
 * their mean K + m/N, covariances V/N and third cumulants U/N^2. Given all hidden layers the outputs are normal with
 * covariance S^(L), so these are the two-point function's correction, N Gc4 and N^2 Gc6 of the outputs, summed over pairings.
 *
 * V^(0) = 0, V^(l) = (N/n_l) sigmaW^4 (E[g_a g_b g_c g_d] - E[g_a g_b] E[g_c g_d]) + J V^(l-1) J, J the derivatives of
 * K^(l) by K^(l-1) (arXiv:2106.10165, without the inverse of K); the others likewise. Entries are computed when they are
 * asked for, and kept. Derived in docs/theory.md, "First orders in 1/N".
 */
export class LayerVertices {
  private readonly vertices = new Map<string, Estimate>()
  private readonly means = new Map<string, Estimate>()
  private readonly triples = new Map<string, Estimate>()

  constructor(readonly covariances: LayerCovariances) {}

  /** V of the outputs, or of the preactivations of another layer. */
  vertex(first: PointPair, second: PointPair, layer = this.covariances.depth): Estimate {
    return this.at(layer, first, second)
  }

  /** m of the outputs: N (E[f_a f_b] - K_ab) to first order; or of the preactivations of another layer. */
  mean(pair: PointPair, layer = this.covariances.depth): Estimate {
    return this.meanAt(layer, ordered(pair))
  }

  /** U of the outputs, N^2 times the joint third cumulant of three entries of S; or of the preactivations of another layer. */
  triple(pairs: readonly PointPair[], layer = this.covariances.depth): Estimate {
    return this.tripleAt(layer, pairs)
  }

  private at(layer: number, first: PointPair, second: PointPair): Estimate {
    const [low, high] = [ordered(first), ordered(second)].sort((p, q) => p[0] - q[0] || p[1] - q[1])
    const keyOf = (l: number) => `${l}:${low.join()};${high.join()}`
    return rememberedFromBelow(this.vertices, layer, keyOf, (layer) => {
      if (layer === 0) return { value: 0, error: 0 }
      const terms = [this.fresh(layer, low, high)]
      if (layer > 1) {
        const left = this.covariances.derivatives(layer, ...low)
        const right = this.covariances.derivatives(layer, ...high)
        for (const p of left) for (const q of right) terms.push(this.carried(layer, p, q))
      }
      return total(terms)
    })
  }

  /** m^(l) = J m^(l-1) + (1/2) sum of second derivatives times V^(l-1). */
  private meanAt(layer: number, [a, b]: PointPair): Estimate {
    const keyOf = (l: number) => `${l}:${a},${b}`
    return rememberedFromBelow(this.means, layer, keyOf, (layer) => {
      if (layer <= 1) return { value: 0, error: 0 }
      const slopes = this.covariances.derivatives(layer, a, b)
      const curvatures = this.covariances.secondDerivatives(layer, a, b)
      const terms = slopes.map((p) => product(p.slope, this.meanAt(layer - 1, [p.a, p.b])))
      const spread = slopes.map((p) =>
        slopes.map((q) => this.at(layer - 1, [p.a, p.b], [q.a, q.b]))
      )
      terms.push(product({ value: 0.5, error: 0 }, curvatureSum(curvatures, spread)))
      return total(terms)
    })
  }

  /**
   * U^(l): the third cumulant of fresh noise, the noise of two entries following a third, and what is carried from the layer
   * before, linearly and by the curvature of one of three.
   */
  private tripleAt(layer: number, pairs: readonly PointPair[]): Estimate {
    const sorted = pairs.map(ordered).sort((p, q) => p[0] - q[0] || p[1] - q[1])
    const keyOf = (l: number) => `${l}:${sorted.map((pair) => pair.join()).join(';')}`
    return rememberedFromBelow(this.triples, layer, keyOf, (layer) => {
      if (layer === 0) return { value: 0, error: 0 }
      const terms = [this.freshTriple(layer, sorted)]
      if (layer > 1) {
        for (let third = 0; third < 3; third++) {
          const others = sorted.filter((_, i) => i !== third)
          terms.push(this.noiseFollowing(layer, others, sorted[third]))
          terms.push(this.bent(layer, sorted[third], others))
        }
        const [left, middle, right] = sorted.map((pair) =>
          this.covariances.derivatives(layer, ...pair)
        )
        for (const p of left) {
          for (const q of middle) {
            for (const r of right) {
              const before = this.tripleAt(
                layer - 1,
                [p, q, r].map(({ a, b }) => [a, b] as const)
              )
              terms.push(product(product(p.slope, q.slope), product(r.slope, before)))
            }
          }
        }
      }
      return total(terms)
    })
  }

  private freshTriple(layer: number, pairs: readonly PointPair[]): Estimate {
    const { covariances } = this
    const [a, b, c] = pairs
    const moment = (...lists: readonly PointPair[]) => covariances.moment(layer, lists.flat())
    const negative = (one: Estimate, other: Estimate) =>
      product({ value: -1, error: 0 }, product(one, other))
    const cumulant = total([
      moment(a, b, c),
      negative(moment(a, b), moment(c)),
      negative(moment(a, c), moment(b)),
      negative(moment(b, c), moment(a)),
      product({ value: 2, error: 0 }, product(moment(a), product(moment(b), moment(c))))
    ])
    const scale = covariances.mapTo(layer).sigmaW ** 6 / covariances.widthOf(layer) ** 2
    return product({ value: scale, error: 0 }, cumulant)
  }

  /** How the covariance of the noise of two entries changes with the third one. */
  private noiseFollowing(layer: number, [p, q]: readonly PointPair[], third: PointPair): Estimate {
    const { covariances } = this
    const moving = (list: readonly PointPair[]) =>
      total(
        covariances
          .momentDerivatives(layer, list.flat())
          .map(({ a, b, slope }) => product(slope, this.towards(layer, [a, b], third)))
      )
    const still = (pair: PointPair) => covariances.moment(layer, pair)
    const change = total([
      moving([p, q]),
      product({ value: -1, error: 0 }, product(moving([p]), still(q))),
      product({ value: -1, error: 0 }, product(still(p), moving([q])))
    ])
    const scale = covariances.mapTo(layer).sigmaW ** 4 / covariances.widthOf(layer)
    return product({ value: scale, error: 0 }, change)
  }

  /** What the curvature of one entry makes of the covariances with two others. */
  private bent(layer: number, pair: PointPair, [p, q]: readonly PointPair[]): Estimate {
    const slopes = this.covariances.derivatives(layer, ...pair)
    const curvatures = this.covariances.secondDerivatives(layer, ...pair)
    const [left, right] = [p, q].map((other) =>
      slopes.map(({ a, b }) => this.towards(layer, [a, b], other))
    )
    return curvatureSum(
      curvatures,
      left.map((one) => right.map((other) => product(one, other)))
    )
  }

  /** V^(l-1) J: N times the covariance of an entry of one layer with an entry of the next. */
  private towards(layer: number, before: PointPair, after: PointPair): Estimate {
    return total(
      this.covariances
        .derivatives(layer, ...after)
        .map(({ a, b, slope }) => product(slope, this.at(layer - 1, before, [a, b])))
    )
  }

  /** What the finite width of one hidden layer adds. */
  private fresh(layer: number, [a, b]: PointPair, [c, d]: PointPair): Estimate {
    const { covariances } = this
    const scale = covariances.mapTo(layer).sigmaW ** 4 / covariances.widthOf(layer)
    const whole = covariances.moment(layer, [a, b, c, d])
    const apart = product(covariances.moment(layer, [a, b]), covariances.moment(layer, [c, d]))
    const value = scale * (whole.value - apart.value)
    const rounding = 4 * unitRoundoff * (Math.abs(whole.value) + Math.abs(apart.value))
    const noise = { value, error: scale * (whole.error + apart.error + rounding) }
    return isExactZero(whole) && isExactZero(apart) ? noise : withUnderflow(noise)
  }

  private carried(layer: number, p: LayerDerivative, q: LayerDerivative): Estimate {
    const before = this.at(layer - 1, [p.a, p.b], [q.a, q.b])
    return product(product(p.slope, before), q.slope)
  }
}

function ordered([a, b]: PointPair): PointPair {
  return a <= b ? [a, b] : [b, a]
}

/**
 * The sum of second derivatives times how entries vary together, from that form of the derivatives which knows it best.
 *
 * @param spread shape [entry][entry]
 */
export function curvatureSum(
  forms: readonly SecondPairDerivatives[],
  spread: readonly (readonly Estimate[])[]
): Estimate {
  /** |u . spread . v|, at most. */
  const between = (u: readonly number[], v: readonly number[]) => {
    const exactly = (value: number) => ({ value, error: 0 })
    const { value, error } = total(
      spread.flatMap((row, i) => row.map((entry, j) => product(exactly(u[i] * v[j]), entry)))
    )
    return Math.abs(value) + error
  }
  return forms
    .map(({ matrix, left }) => {
      const { value, error } = total(
        matrix.flatMap((row, i) => row.map((entry, j) => product(entry, spread[i][j])))
      )
      const unknown = left.reduce(
        (sum, { first, second, bound }) => sum + bound * between(first, second),
        0
      )
      return { value, error: error + unknown }
    })
    .reduce((best, other) => (other.error < best.error ? other : best))
}

/** The product of two estimates. */
export function product(a: Estimate, b: Estimate): Estimate {
  if (isExactZero(a) || isExactZero(b)) return { value: 0, error: 0 }
  const value = a.value * b.value
  const error = Math.abs(a.value) * b.error + a.error * (Math.abs(b.value) + b.error)
  return withUnderflow({ value, error: error + unitRoundoff * Math.abs(value) })
}

/** The sum of estimates. */
export function total(terms: readonly Estimate[]): Estimate {
  let [value, error, size] = [0, 0, 0]
  for (const term of terms) {
    value += term.value
    error += term.error
    size += Math.abs(term.value)
  }
  return { value, error: error + terms.length * unitRoundoff * size }
}
