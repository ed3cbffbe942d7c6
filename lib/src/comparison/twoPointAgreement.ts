import { refusedUnder } from '../numerics/refusedUnder.js'
import { measuredGreenFunction } from '../correlators/measuredGreenFunction.js'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'
import { measuredWidthScaling } from '../couplings/widthScaling.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { zScore } from '../statistics/fieldEntries.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'

/**
 * The measured two-point function of one width beside the covariance K, for the pair of inputs where
 * they differ most in standard errors of the bags.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * twoPointAgreement(moments, 10)
 * @throws ParameterError as `measuredGreenFunction`
 */
export function twoPointAgreement(moments: EnsembleMoments, width: number): Agreement {
  return refusedUnder('twoPointAgreement', () => {
    const { combinations, mean, standardError } = measuredGreenFunction(moments, 2, width)
    const { ensemble } = moments
    const rows = combinations.map(([a, b], c) => {
      const [x, y] = [ensemble.inputs[a], ensemble.inputs[b]]
      const exact = infiniteWidthCovariance(ensemble, x, y)
      // Where f(x) f(y) is always zero (ReLU-net without bias) so is the error.
      const distance = Math.abs(zScore(mean[c], exact, standardError[c]))
      return { x, y, distance, measured: mean[c], apparentError: standardError[c], exact }
    })
    const worst = rows.reduce((a, b) => (b.distance > a.distance ? b : a))
    return compareWithExact({
      quantity: `G⁽²⁾(${worst.x.join(' ')}, ${worst.y.join(' ')}), farthest from K of ${rows.length}`,
      claim: 'G⁽²⁾ = K',
      measured: worst.measured,
      standardError: worst.apparentError,
      exact: worst.exact,
      kind: 'farthest',
      candidates: rows.length
    })
  })
}

/**
 * The power of N with which the measured two-point function varies, beside 0: it does not depend on N.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [2, 5] }))
 * twoPointScalingAgreement(moments)
 * @throws ParameterError as `measuredWidthScaling`, or if the measured mean of G(x, y) changes sign
 */
export function twoPointScalingAgreement(moments: EnsembleMoments): Agreement {
  return refusedUnder('twoPointScalingAgreement', () => {
    const { fit, values } = measuredWidthScaling(moments, 2)
    if (!fit) {
      const rule = 'such that the mean two-point function is of one sign'
      throw new ParameterError('twoPointScalingAgreement', 'moments', rule, values)
    }
    const { exponent, exponentError, chiSquared, degreesOfFreedom } = fit
    const scatter = degreesOfFreedom > 0 ? chiSquared / degreesOfFreedom : 1
    return compareWithExact({
      quantity: 'd ln G⁽²⁾ / d ln N',
      claim: 'G⁽²⁾ does not depend on N',
      measured: exponent,
      standardError: exponentError * Math.sqrt(Math.max(1, scatter)),
      exact: 0
    })
  })
}
