import { refusedUnder } from '../numerics/refusedUnder.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { orderMoments } from '../statistics/bags.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { withRounding } from '../statistics/rounding.js'
import { freeRounding, greenFunctionDeviation } from './greenFunctionDeviation.js'

/** Means over all combinations of the inputs, as the talk plots them against the width; see `convergenceSummary` for how far to trust them. */
export interface DeviationSummary extends TailDiagnosis {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** <|m_n|>. */
  readonly mean: number
  /** Standard error of `mean`, by jackknife over bags, rounding included. */
  readonly standardError: number
  /** Mean over combinations of background / |G0|. */
  readonly background: number
}

/**
 * Measured <|m_n|> with its standard error, and the background, at one width. The combinations
 * share their networks, so the error comes from leaving out one bag at a time.
 * arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * deviationSummary(moments, 4, 10).mean
 * @throws ParameterError as `greenFunctionDeviation`
 */
export function deviationSummary(
  moments: EnsembleMoments,
  order: number,
  width: number
): DeviationSummary {
  const { free, relative, background, converged, effectiveSampleSize, largestShare } = refusedUnder(
    'deviationSummary',
    () => greenFunctionDeviation(moments, order, width)
  )
  const { bagMeans } = orderMoments('deviationSummary', moments, order, width)
  const { bags } = moments.ensemble
  const count = relative.length
  const roundings = momentRounding(moments, order, width).map((one, c) => one / free[c])
  const rounding = meanAbsolute(roundings) + freeRounding(order)
  const leftOut = Array.from({ length: bags }, (_, bag) => {
    const changed = relative.map((m, c) => {
      const own = bagMeans[bag * count + c] / free[c] - 1
      return m + (m - own) / (bags - 1)
    })
    return meanAbsolute(changed)
  })
  return {
    order,
    width,
    mean: meanAbsolute(relative),
    standardError: withRounding(jackknifeError(leftOut), rounding),
    background: meanAbsolute(background),
    converged,
    effectiveSampleSize,
    largestShare
  }
}

function meanAbsolute(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length
}
