import { withOrigin } from '../provenance/origin.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { deviationSummary } from './deviationSummary.js'
import { exactDeviation, greenFunctionDeviation } from './greenFunctionDeviation.js'

/**
 * Mean deviation <|m_n|> of one order and one width, over all combinations of the inputs, with the
 * diagnostics of `convergenceSummary` where they are known.
 */
export interface DeviationMean extends Partial<TailDiagnosis> {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Measured <|m_n|>, > 0. */
  readonly measured: number
  /** Standard error of `measured`, >= 0. */
  readonly standardError: number
  /** Background: spread over bags of the measured Green function, divided by G0, averaged. */
  readonly background: number
  /** Exact <|m_n|>, >= 0; zero for n = 2. */
  readonly exact: number
}

/** Deviations m_n of one order and one width on all inequivalent combinations of the inputs. */
export interface DeviationSample {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Measured m_n, one per combination. */
  readonly measured: Float64Array
  /** Exact m_n, one per combination, in the same sequence. */
  readonly exact: Float64Array
}

/**
 * Measured and exact <|m_n|> of all orders and widths of a sample, with background and diagnostics: the
 * rows of the figure `deviationMeans`. arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * meanDeviations(moments)
 * @throws ParameterError as `deviationSummary` and `exactDeviation`
 */
export function meanDeviations(moments: EnsembleMoments): readonly DeviationMean[] {
  requireMoments('meanDeviations', moments)
  const rows = everyOrderAndWidth(moments, (order, width): DeviationMean => {
    const summary = deviationSummary(moments, order, width)
    const { mean, standardError, background } = summary
    const { effectiveSampleSize, largestShare, converged } = summary
    const exact = exactDeviation(moments.ensemble, order, width).mean
    const diagnostics = { effectiveSampleSize, largestShare, converged }
    return { order, width, measured: mean, standardError, background, exact, ...diagnostics }
  })
  return withOrigin(rows, 'meanDeviations', momentsOrigin(moments))
}

/**
 * Measured and exact m_n of every combination of the inputs, for all orders and widths of a sample: what the
 * figure `deviationHistogram` counts. arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * combinationDeviations(moments)
 * @throws ParameterError as `greenFunctionDeviation` and `exactDeviation`
 */
export function combinationDeviations(moments: EnsembleMoments): readonly DeviationSample[] {
  requireMoments('combinationDeviations', moments)
  const rows = everyOrderAndWidth(moments, (order, width): DeviationSample => ({
    order,
    width,
    measured: greenFunctionDeviation(moments, order, width).relative,
    exact: exactDeviation(moments.ensemble, order, width).relative
  }))
  return withOrigin(rows, 'combinationDeviations', momentsOrigin(moments))
}

function everyOrderAndWidth<T>(
  { ensemble: { orders, widths } }: EnsembleMoments,
  row: (order: number, width: number) => T
): T[] {
  return orders.flatMap((order) => widths.map((width) => row(order, width)))
}
