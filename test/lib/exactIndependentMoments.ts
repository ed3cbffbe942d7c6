import type { Point } from '../../lib/src/networks/networkParameters.js'
import type { WeightDistribution } from '../../lib/src/networks/weights/weightDistribution.js'
import { decimal, Decimal, total } from './exactMoments.js'
import { exactWeightMoment } from './exactNeurons.js'

const [zero, one] = [decimal(0), decimal(1)]
const small = new Decimal('1e-32')
const root = (n: number | Decimal) => new Decimal(n).sqrt()

/** Components of a preactivation on the bias and the weights, each of unit variance. */
export function componentsOf(
  { sigmaW, sigmaB }: { readonly sigmaW: number; readonly sigmaB: number },
  point: Point
): Decimal[] {
  const slope = decimal(sigmaW).div(root(point.length))
  return [decimal(sigmaB), ...point.map((x) => slope.times(decimal(x)))]
}

/** E[exp(t w)] of a weight of unit variance, or nothing where it does not exist. */
function exponentialMean(distribution: WeightDistribution, t: Decimal): Decimal | undefined {
  if (t.isZero()) return one
  if (typeof distribution === 'object') return undefined
  const square = t.pow(2).div(2)
  if (distribution === 'normal') return square.exp()
  if (distribution === 'sign') return t.exp().plus(t.neg().exp()).div(2)
  if (distribution === 'laplace') return square.lt(1) ? one.div(one.minus(square)) : undefined
  const s = root(3).times(t)
  // Two terms of the series hold all digits there.
  return s.abs().lt(small) ? s.pow(2).div(6).plus(1) : s.exp().minus(s.neg().exp()).div(s.times(2))
}

/** E[cos(t w)]; Student's t for an odd number of degrees of freedom, of which its transform is a polynomial times an exponential. */
function cosineMean(distribution: WeightDistribution, t: Decimal): Decimal {
  if (t.isZero()) return one
  if (distribution === 'normal') return t.pow(2).div(-2).exp()
  if (distribution === 'sign') return Decimal.cos(t)
  if (distribution === 'laplace') return one.div(one.plus(t.pow(2).div(2)))
  if (distribution === 'uniform') {
    const s = root(3).times(t)
    return s.abs().lt(small) ? one.minus(s.pow(2).div(6)) : Decimal.sin(s).div(s)
  }
  // x^p K_p(x) 2^(1 - p)/Gamma(p), p = n + 1/2: a reverse Bessel polynomial, theta_n = (2n - 1) theta_(n-1) + x^2 theta_(n-2).
  const n = (distribution.student - 1) / 2
  const x = root(decimal(distribution.student).minus(2)).times(t.abs())
  let [before, theta, norm] = [one, x.plus(1), one]
  for (let k = 2; k <= n; k++) {
    ;[before, theta] = [theta, theta.times(2 * k - 1).plus(before.times(x.pow(2)))]
    norm = norm.times(2 * k - 1)
  }
  return theta.div(norm).times(x.neg().exp())
}

/** E[prod (sum_k v_ak u_k)] of independent u: subsets of the factors take one coordinate after another. */
function productMean(
  vectors: readonly (readonly Decimal[])[],
  distributions: readonly WeightDistribution[]
): Decimal {
  const count = vectors.length
  let means: Decimal[] = [one, ...new Array<Decimal>((1 << count) - 1).fill(zero)]
  distributions.forEach((distribution, k) => {
    if (vectors.every((v) => v[k].isZero())) return
    const share = Array.from({ length: 1 << count }, (_, subset) => {
      const chosen = vectors.filter((__, a) => (subset >> a) & 1)
      if (chosen.length % 2) return zero
      return chosen.reduce(
        (product, v) => product.times(v[k]),
        chosen.length ? exactWeightMoment(distribution, chosen.length) : one
      )
    })
    means = means.map((_, all) => {
      const terms: Decimal[] = []
      for (let subset = all; ; subset = (subset - 1) & all) {
        if (!share[subset].isZero() && !means[all ^ subset].isZero()) {
          terms.push(share[subset].times(means[all ^ subset]))
        }
        if (subset === 0) break
      }
      return total(terms)
    })
  })
  return means[(1 << count) - 1]
}

function polynomialMean(coefficients: readonly number[]): IndependentMoment {
  return (vectors, distributions) => {
    const expand = (
      rest: readonly (readonly Decimal[])[],
      factors: readonly (readonly Decimal[])[]
    ): Decimal => {
      if (rest.length === 0) return productMean(factors, distributions)
      const [v, ...others] = rest
      return total(
        coefficients.flatMap((coefficient, power) =>
          coefficient === 0
            ? []
            : [
                expand(others, [...factors, ...new Array<readonly Decimal[]>(power).fill(v)]).times(
                  coefficient
                )
              ]
        )
      )
    }
    return expand(vectors, [])
  }
}

const sumOf = (vectors: readonly (readonly Decimal[])[], sign: (a: number) => number) =>
  vectors[0].map((_, k) => total(vectors.map((v, a) => v[k].times(sign(a)))))

function waveMean(minus: 1 | -1): IndependentMoment {
  return (vectors, distributions) => {
    const count = vectors.length
    if (minus < 0 && count % 2) return zero
    const terms: Decimal[] = []
    for (let bits = 0; bits < 1 << (count - 1); bits++) {
      const sign = (a: number) => ((bits >> a) & 1 ? -1 : 1)
      const weight = vectors.reduce((product, _, a) => (sign(a) < 0 ? product * minus : product), 1)
      const sum = sumOf(vectors, sign)
      terms.push(
        distributions.reduce(
          (product, distribution, k) => product.times(cosineMean(distribution, sum[k])),
          decimal(weight)
        )
      )
    }
    const mean = total(terms).div(2 ** (count - 1))
    return minus < 0 && count % 4 ? mean.neg() : mean
  }
}

const exponential: IndependentMoment = (vectors, distributions) => {
  const sum = sumOf(vectors, () => 1)
  return distributions.reduce<Decimal | undefined>((product, distribution, k) => {
    const mean = exponentialMean(distribution, sum[k])
    return mean && product?.times(mean)
  }, one)
}

/**
 * E[product of g(v_a . u)] for a u of independent coordinates of unit variance, in arbitrary precision; nothing where it does not
 * exist.
 */
export type IndependentMoment = (
  vectors: readonly (readonly Decimal[])[],
  distributions: readonly WeightDistribution[]
) => Decimal | undefined

/** Moments in closed form. */
export const independentMoments: Readonly<Record<string, IndependentMoment>> = {
  exp: exponential,
  gauss: (vectors, distributions) => {
    const squares = total(vectors.flatMap((v) => v.map((x) => x.pow(2))))
    return exponential(vectors, distributions)?.times(squares.neg().exp())
  },
  cos: waveMean(1),
  sin: waveMean(-1),
  identity: polynomialMean([0, 1]),
  square: polynomialMean([0, 0, 1]),
  hermite2: polynomialMean([-1, 0, 1])
}

/** tanh, of which numbers below 1e-32 have two terms. */
export function tanhOf(z: Decimal): Decimal {
  if (z.abs().lt(small)) return z.minus(z.pow(3).div(3))
  const falling = z.abs().times(-2).exp()
  return one.minus(falling).div(falling.plus(1)).times(z.s)
}

/** Those of signs alone, of any g: the mean over all of them. */
export function signMeanOf(g: (z: Decimal) => Decimal): IndependentMoment {
  return (vectors) => {
    const count = vectors[0].length
    const terms = Array.from({ length: 1 << count }, (_, bits) =>
      vectors.reduce((product, v) => {
        const z = total(v.map((x, k) => x.times((bits >> k) & 1 ? -1 : 1)))
        return product.times(g(z))
      }, one)
    )
    return total(terms).div(1 << count)
  }
}
