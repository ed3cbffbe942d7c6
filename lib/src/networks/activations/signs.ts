import { OutOfReach } from '../../numerics/outOfReach.js'
import { type Estimate, unitRoundoff, withUnderflow } from '../../numerics/estimate.js'
import { characteristicFunction } from '../weights/distributionTransforms.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { WeightDistribution } from '../weights/weightDistribution.js'
import type { PairDerivatives } from './activation.js'

/** Most terms of the sum over signs: a few seconds. */
const mostTerms = 2 ** 22

/**
 * The mean over all signs s_a of `minus`^(number of minus signs) E[exp(i sum s_a v_a . u)], minus = 1 or -1, for a normal u
 * exp(-|sum s_a v_a|^2/2): with
 * cos z = (e^{iz} + e^{-iz})/2 it is E[cos z_1 … cos z_n], and with -1 the same of sines but for i^n. Vectors that occur
 * m times need m + 1 numbers of plus signs, weighted by binomial coefficients, instead of 2^m signs. The error is
 * rounding alone. Derived in docs/theory.md, "Weights and biases that are not normal".
 *
 * @param distributions those of the coordinates of u, where they are not all normal
 * @throws OutOfReach beyond 2^22 terms, for example for 24 different points
 */
export function meanOverSigns(
  vectors: readonly Float64Array[],
  minus: 1 | -1,
  distributions?: readonly WeightDistribution[]
): Estimate {
  const transform = distributions ? productTransform(distributions) : normalTransform
  const [first, ...rest] = grouped(vectors)
  // A change of all signs changes nothing: the first point's is +.
  const free = [{ vector: first.vector, count: first.count - 1 }, ...rest]
  const terms = free.reduce((product, { count }) => product * (count + 1), 1)
  if (terms > mostTerms) {
    const reason = `a sum over signs has ${terms} terms, more than the limit of 2^22`
    throw new OutOfReach('featureMoment', reason, 'points')
  }
  const length = vectors.length * Math.max(...free.map(({ vector }) => Math.hypot(...vector)))
  // Components are rounded five times before the sum, and once for each group in it.
  const shift = (free.length + 5) * unitRoundoff * length
  let [value, error, magnitude] = [0, 0, 0]
  /** Adds all signs of the groups from `group` on; `weight` and `sum` stand for those before. */
  const visit = (group: number, weight: number, sum: Float64Array): void => {
    if (group === free.length) {
      const term = transform(sum, shift)
      value += weight * term.value
      magnitude += Math.abs(weight * term.value)
      error += Math.abs(weight) * term.error
      return
    }
    const { vector, count } = free[group]
    let share = weight * minus ** count * 2 ** -count
    for (let plus = 0; plus <= count; plus++) {
      const factor = 2 * plus - count
      const next = sum.map((component, k) => component + factor * vector[k])
      visit(group + 1, share, next)
      share *= (minus * (count - plus)) / (plus + 1)
    }
  }
  visit(0, 1, first.vector)
  const rounding = 2 * (vectors.length + Math.log2(terms)) * unitRoundoff
  return withUnderflow({ value, error: error + rounding * magnitude })
}

/** E[cos z cos z'] */
export function cosinePair({ apart, together }: PreactivationPair): number {
  return (Math.exp(-apart / 2) + Math.exp(-together / 2)) / 2
}

/** E[sin z sin z']: half of exp(-apart/2) - exp(-together/2), by exp(-together/2) = exp(-apart/2 - 2 covariance). */
export function sinePair({ apart, together, covariance }: PreactivationPair): number {
  return covariance >= 0
    ? (-Math.exp(-apart / 2) * Math.expm1(-2 * covariance)) / 2
    : (Math.exp(-together / 2) * Math.expm1(2 * covariance)) / 2
}

/** The derivatives of `own`, one of the two above, the covariance of whose derivatives is the other one: g'' = -g. */
export function waveSlopes(
  own: (pair: PreactivationPair) => number,
  other: (pair: PreactivationPair) => number
): (pair: PreactivationPair) => PairDerivatives {
  return (pair) => {
    const roundings = 6 + pair.apart + pair.together
    const estimate = (value: number) =>
      withUnderflow({ value, error: roundings * unitRoundoff * Math.abs(value) })
    const variance = estimate(-own(pair) / 2)
    return { varianceX: variance, covariance: estimate(other(pair)), varianceY: variance }
  }
}

/** E[exp(i t . u)] for a t whose length is right to `shift`. */
type Transform = (t: Float64Array, shift: number) => Estimate

const normalTransform: Transform = (t, shift) => {
  const square = t.reduce((total, component) => total + component * component, 0)
  const size = Math.sqrt(square)
  const slope = shift * (size + shift) + unitRoundoff * (4 + (t.length + 3) * square)
  const bound = Math.exp(-(Math.max(0, size - shift) ** 2) / 2)
  return { value: Math.exp(-square / 2), error: bound * Math.min(1, slope) }
}

/** Slopes of characteristic functions are at most E|w| <= 1, their rounding is that of the argument of a cosine or a sum. */
function productTransform(distributions: readonly WeightDistribution[]): Transform {
  return (t, shift) => ({
    value: distributions.reduce(
      (product, distribution, k) => product * characteristicFunction(distribution, t[k]),
      1
    ),
    error: t.reduce(
      (total, component) => total + shift + unitRoundoff * (8 + 2 * Math.abs(component)),
      0
    )
  })
}

/** The different vectors, with their numbers. */
function grouped(
  vectors: readonly Float64Array[]
): { readonly vector: Float64Array; readonly count: number }[] {
  const groups: { vector: Float64Array; count: number }[] = []
  vectors.forEach((vector, a) => {
    const repeated = a > 0 && vector.every((component, k) => component === vectors[a - 1][k])
    if (repeated) groups[groups.length - 1].count++
    else groups.push({ vector, count: 1 })
  })
  return groups
}
