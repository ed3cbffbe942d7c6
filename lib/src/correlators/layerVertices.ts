import type { LayerCovariances, LayerDerivative } from '../covariances/layerCovariances.js'
import { type Estimate, unitRoundoff } from '../numerics/estimate.js'

/** A pair of points: an entry of a covariance matrix. */
export type PointPair = readonly [number, number]

/**
 * How the covariance matrices S^(1), …, S^(L) of the layers fluctuate from network to network, to first order in 1/N: the
 * vertex V^(l)_(ab)(cd) = lim N Cov(S^(l)_ab, S^(l)_cd). Given all hidden layers the outputs are normal with covariance
 * S^(L), so N Gc4 is the sum of V over the three pairings of four points.
 *
 * V^(0) = 0, V^(l) = (N/n_l) sigmaW^4 (E[g_a g_b g_c g_d] - E[g_a g_b] E[g_c g_d]) + J V^(l-1) J, J the derivatives of
 * K^(l) by K^(l-1) (arXiv:2106.10165, without the inverse of K). Entries are computed when they are asked for, and kept.
 * Derived in docs/theory.md.
 */
export class LayerVertices {
  private readonly vertices = new Map<string, Estimate>()

  constructor(readonly covariances: LayerCovariances) {}

  /** V of the outputs. */
  vertex(first: PointPair, second: PointPair): Estimate {
    return this.at(this.covariances.depth, first, second)
  }

  /** The sum of V over the three pairings of four points: N Gc4 to first order in 1/N. */
  quartic([a, b, c, d]: readonly number[]): Estimate {
    return total([
      this.vertex([a, b], [c, d]),
      this.vertex([a, c], [b, d]),
      this.vertex([a, d], [b, c])
    ])
  }

  private at(layer: number, first: PointPair, second: PointPair): Estimate {
    if (layer === 0) return { value: 0, error: 0 }
    const [low, high] = [ordered(first), ordered(second)].sort((p, q) => p[0] - q[0] || p[1] - q[1])
    const key = `${layer}:${low.join()};${high.join()}`
    const known = this.vertices.get(key)
    if (known) return known
    const terms = [this.fresh(layer, low, high)]
    if (layer > 1) {
      const left = this.covariances.derivatives(layer, ...low)
      const right = this.covariances.derivatives(layer, ...high)
      for (const p of left) for (const q of right) terms.push(this.carried(layer, p, q))
    }
    const vertex = total(terms)
    this.vertices.set(key, vertex)
    return vertex
  }

  /** What the finite width of one hidden layer adds. */
  private fresh(layer: number, [a, b]: PointPair, [c, d]: PointPair): Estimate {
    const { covariances } = this
    const scale = covariances.mapTo(layer).sigmaW ** 4 / covariances.widthOf(layer)
    const whole = covariances.moment(layer, [a, b, c, d])
    const apart = product(covariances.moment(layer, [a, b]), covariances.moment(layer, [c, d]))
    const value = scale * (whole.value - apart.value)
    const rounding = 4 * unitRoundoff * (Math.abs(whole.value) + Math.abs(apart.value))
    return { value, error: scale * (whole.error + apart.error + rounding) }
  }

  private carried(layer: number, p: LayerDerivative, q: LayerDerivative): Estimate {
    const before = this.at(layer - 1, [p.a, p.b], [q.a, q.b])
    return product(product(p.slope, before), q.slope)
  }
}

function ordered([a, b]: PointPair): PointPair {
  return a <= b ? [a, b] : [b, a]
}

/** The product of two estimates. */
export function product(a: Estimate, b: Estimate): Estimate {
  const value = a.value * b.value
  const error = Math.abs(a.value) * b.error + a.error * (Math.abs(b.value) + b.error)
  return { value, error: error + unitRoundoff * Math.abs(value) }
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
