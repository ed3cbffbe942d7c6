import erfc from '@stdlib/math-base-special-erfc'
import gammaln from '@stdlib/math-base-special-gammaln'
import { requireFinite, requireInteger } from './parameterError.js'

/**
 * Probability that chi squared with a number of degrees of freedom exceeds a value: a finite sum, since
 * Q(n/2, h) = [n odd] erfc(sqrt h) + sum over j = n/2 - 1, n/2 - 2, … >= 0 of exp(-h) h^j/Gamma(j + 1), h = value/2.
 * Relative accuracy about 1e-13.
 *
 * @example chiSquaredTail(3.841, 1) // 0.05
 * @throws ParameterError for a negative value or fewer than one degree of freedom
 */
export function chiSquaredTail(value: number, degreesOfFreedom: number): number {
  requireFinite('chiSquaredTail', 'value', value, 0)
  requireInteger('chiSquaredTail', 'degreesOfFreedom', degreesOfFreedom, 1)
  const half = value / 2
  if (half === 0) return 1
  let sum = degreesOfFreedom % 2 === 1 ? erfc(Math.sqrt(half)) : 0
  for (let j = degreesOfFreedom / 2 - 1; j >= 0; j--) {
    sum += Math.exp(j * Math.log(half) - half - gammaln(j + 1))
  }
  return Math.min(1, sum)
}

/**
 * Probability that a Poisson variable of that mean is at least `count`: one less the tail of chi squared.
 *
 * @throws ParameterError for a negative mean, or a count that is no integer >= 0
 */
export function poissonTail(count: number, mean: number): number {
  requireInteger('poissonTail', 'count', count, 0)
  requireFinite('poissonTail', 'mean', mean, 0)
  return count === 0 ? 1 : 1 - chiSquaredTail(2 * mean, 2 * count)
}
