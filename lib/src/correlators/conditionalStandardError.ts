import { doubleFactorial } from '../numerics/doubleFactorial.js'
import { deviationStandardError, type SampledEnsemble } from './deviationStandardError.js'
import { outputMoment } from './literalStandardError.js'

/**
 * Exact standard error of the measured deviation m_n at each input, for the combination (x, …, x)
 * and the conditional estimator, which draws the hidden layer alone: a network then contributes
 * (n - 1)!! S^(n/2), S the variance of f(x) given its hidden layer, and E[S^k] = E[f^2k] / (2k - 1)!!.
 * Relative to G0, shape [input]. Never larger than `literalStandardError`; derived in docs/theory.md.
 *
 * @example conditionalStandardError(ensemble({ network: 'gauss' }), 4, 10)
 * @throws as `outputMoment`
 */
export function conditionalStandardError(
  ensemble: SampledEnsemble,
  order: number,
  width: number
): Float64Array {
  return deviationStandardError(ensemble, (point) => {
    const variancePower = (n: number) =>
      outputMoment(ensemble, width, point, n) / doubleFactorial(n - 1)
    return {
      mean: variancePower(order),
      square: variancePower(2 * order),
      free: variancePower(2) ** (order / 2)
    }
  })
}
