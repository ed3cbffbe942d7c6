import { doubleFactorial } from '../../numerics/doubleFactorial.js'
import { ParameterError } from '../../numerics/parameterError.js'
import type { WeightDistribution } from './weightDistribution.js'

/**
 * E[w^order] of a centred weight of unit variance: (n - 1)!! (normal), 3^(n/2)/(n + 1) (uniform), n!/2^(n/2) (Laplace), 1
 * (sign), and for Student's t with nu degrees of freedom (nu - 2)^(n/2) times the product over i <= n/2 of
 * (2i - 1)/(nu - 2i). Odd ones vanish.
 *
 * @param parameter which weights, for the error
 * @throws ParameterError for a moment of Student's t that does not exist: the order has to be below nu
 */
export function standardMoment(
  source: string,
  distribution: WeightDistribution,
  order: number,
  parameter = 'weights'
): number {
  if (order % 2 === 1) return 0
  const half = order / 2
  if (typeof distribution === 'object') {
    const { student } = distribution
    if (order >= student) {
      const rule = `> ${order} degrees of freedom: Student's t has no moment of order ${order} else`
      throw new ParameterError(source, `${parameter}.student`, rule, student)
    }
    let moment = 1
    for (let i = 1; i <= half; i++) moment *= ((student - 2) * (2 * i - 1)) / (student - 2 * i)
    return moment
  }
  switch (distribution) {
    case 'normal':
      return doubleFactorial(order - 1)
    case 'uniform':
      return 3 ** half / (order + 1)
    case 'laplace':
      return (doubleFactorial(order) * doubleFactorial(order - 1)) / 2 ** half
    case 'sign':
      return 1
  }
}

const binomials = (n: number, k: number): number => {
  let value = 1
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i
  return value
}

/** Cumulant of a centred weight of unit variance: 1 for order 2, and 0 above if it is normal. @throws as `standardMoment` */
export function standardCumulant(
  source: string,
  distribution: WeightDistribution,
  order: number
): number {
  if (order % 2 === 1) return 0
  let cumulant = standardMoment(source, distribution, order)
  const ofVariance = typeof distribution === 'object' && varianceCumulants[order / 2 - 1]
  if (ofVariance) return doubleFactorial(order - 1) * ofVariance(distribution.student)
  for (let block = 2; block < order; block += 2) {
    cumulant -=
      binomials(order - 1, block - 1) *
      standardCumulant(source, distribution, block) *
      standardMoment(source, distribution, order - block)
  }
  return cumulant
}

/**
 * Student's t is normal with a random variance, (nu - 2)/chi^2_nu for a mean of one, so its cumulant of order 2k is (2k - 1)!! times
 * the k-th one of that variance. The recursion would lose all digits at many degrees of freedom.
 */
const varianceCumulants: readonly ((nu: number) => number)[] = [
  () => 1,
  (nu) => 2 / (nu - 4),
  (nu) => 16 / (nu - 4) / (nu - 6),
  (nu) => (48 * (5 * nu - 22)) / (nu - 4) ** 2 / (nu - 6) / (nu - 8),
  (nu) => (768 * (7 * nu - 38)) / (nu - 4) ** 2 / (nu - 6) / (nu - 8) / (nu - 10)
]
