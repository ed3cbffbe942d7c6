import { refusedUnder } from '../numerics/refusedUnder.js'
import { deviationScores } from '../correlators/deviationScores.js'
import { deviationSummary } from '../correlators/deviationSummary.js'
import {
  exactDeviation,
  greenFunctionDeviation,
  type GreenFunctionDeviation
} from '../correlators/greenFunctionDeviation.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { estimatorOf } from '../networks/estimators.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'
import { subscript } from './orderSubscript.js'

/**
 * The measured mean deviations <|m_n|> of one order beside the exact ones, a row per width. For
 * literal draws the standard error is the exact one of the combination (x, …, x), at the input
 * where it is largest, or more where the bags show that other combinations are noisier. A mean of
 * absolute values scatters less from bag to bag than its terms and cannot fall below their noise,
 * so that its apparent error is at least their mean one.
 *
 * @param claim what the talk says of them
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * meanDeviationAgreement(moments, 4, 'deviations fall as 1/N')
 * @throws ParameterError if the moments do not hold the order
 */
export function meanDeviationAgreement(
  moments: EnsembleMoments,
  order: number,
  claim: string
): readonly Agreement[] {
  return refusedUnder('meanDeviationAgreement', () => {
    requireMoments('meanDeviationAgreement', moments)
    const { ensemble } = moments
    return ensemble.widths.map((width) => {
      const { mean, standardError } = deviationSummary(moments, order, width)
      const deviation = greenFunctionDeviation(moments, order, width)
      const noise = deviation.standardError
      const meanNoise = noise.reduce((a, b) => a + b, 0) / noise.length
      const apparentError = Math.max(standardError, meanNoise)
      return compareWithExact({
        quantity: `⟨|m${subscript(order)}|⟩, N = ${width}`,
        claim,
        measured: mean,
        apparentError,
        standardError: trueError(moments, deviation, meanNoise) ?? apparentError,
        exact: exactDeviation(ensemble, order, width).mean
      })
    })
  })
}

/**
 * The one measured m_2, of all combinations and widths, that lies farthest from zero in standard
 * errors of the bags: the propagator does not depend on N. Its own standard error is the exact one, as in
 * `meanDeviationAgreement`.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * propagatorAgreement(moments)
 * @throws ParameterError if the moments do not hold order 2
 */
export function propagatorAgreement(moments: EnsembleMoments): Agreement {
  requireMoments('propagatorAgreement', moments)
  const { widths } = moments.ensemble
  const candidates = widths.flatMap((width) => {
    const scores = deviationScores(moments, 2, width, 'zero')
    const deviation = greenFunctionDeviation(moments, 2, width)
    const { relative, standardError } = deviation
    return Array.from(scores, (score, c) => ({
      deviation,
      score: Math.abs(score),
      measured: relative[c],
      apparentError: standardError[c]
    }))
  })
  const worst = candidates.reduce((a, b) => (b.score > a.score ? b : a))
  return compareWithExact({
    quantity: `m₂, farthest from 0 of ${candidates.length} (N = ${worst.deviation.width})`,
    claim: 'm₂ ≈ 0 for every N',
    measured: worst.measured,
    apparentError: worst.apparentError,
    standardError: trueError(moments, worst.deviation, worst.apparentError) ?? worst.apparentError,
    exact: 0,
    kind: 'farthest',
    candidates: candidates.length
  })
}

/**
 * What exact moments know of an error, if they do. They give that of the combinations (x, …, x) of literal draws;
 * `noise`, the error of others as the bags show it, is larger where their free function is smaller.
 */
function trueError(
  { ensemble }: EnsembleMoments,
  { order, width, combinations, standardError }: GreenFunctionDeviation,
  noise: number
): number | undefined {
  const errors = exactStandardError(ensemble, order, width)
  if (!errors || !estimatorOf(ensemble).drawsOutputs) return undefined
  const equalPoints = Math.max(
    ...standardError.filter((_, c) => combinations[c].every((i) => i === combinations[c][0]))
  )
  const exact = Math.max(...errors)
  return exact * Math.max(1, noise / equalPoints)
}
