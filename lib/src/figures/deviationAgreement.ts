import { deviationScores } from '../correlators/deviationScores.js'
import { deviationSummary } from '../correlators/deviationSummary.js'
import { exactDeviation, greenFunctionDeviation } from '../correlators/greenFunctionDeviation.js'
import { literalStandardError } from '../correlators/literalStandardError.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, type Agreement } from './agreement.js'
import { subscript } from './orderSubscript.js'

/**
 * The measured mean deviations <|m_n|> of one order beside the exact ones, a row per width. For
 * literal draws the standard error is the exact one of the combination (x, …, x), at the input
 * where it is largest.
 *
 * @param claim what the talk says of them
 * @throws ParameterError if the moments do not hold the order
 */
export function meanDeviationAgreement(
  moments: EnsembleMoments,
  order: number,
  claim: string
): readonly Agreement[] {
  const { ensemble } = moments
  return ensemble.widths.map((width) => {
    const { mean, standardError } = deviationSummary(moments, order, width)
    const literal = ensemble.estimator === 'literal'
    return compareWithExact({
      quantity: `⟨|m${subscript(order)}|⟩, N = ${width}`,
      claim,
      measured: mean,
      apparentError: standardError,
      ...(literal && { trueError: Math.max(...literalStandardError(ensemble, order, width)) }),
      exact: exactDeviation(ensemble, order, width).mean
    })
  })
}

/**
 * The one measured m_2, of all combinations and widths, that lies farthest from zero in standard
 * errors of the bags: the propagator does not depend on N.
 *
 * @throws ParameterError if the moments do not hold order 2
 */
export function propagatorAgreement(moments: EnsembleMoments): Agreement {
  const { widths } = moments.ensemble
  const candidates = widths.flatMap((width) => {
    const scores = deviationScores(moments, 2, width, 'zero')
    const { relative, standardError } = greenFunctionDeviation(moments, 2, width)
    return Array.from(scores, (score, c) => ({
      width,
      score: Math.abs(score),
      measured: relative[c],
      apparentError: standardError[c]
    }))
  })
  const worst = candidates.reduce((a, b) => (b.score > a.score ? b : a))
  return compareWithExact({
    quantity: `m₂, farthest from 0 of ${candidates.length} (N = ${worst.width})`,
    claim: 'm₂ ≈ 0 for every N',
    measured: worst.measured,
    apparentError: worst.apparentError,
    exact: 0
  })
}
