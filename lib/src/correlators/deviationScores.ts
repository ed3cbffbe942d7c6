import { requireOneOf } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { exactDeviation, greenFunctionDeviation } from './greenFunctionDeviation.js'

/**
 * z-scores of the measured deviations m_n, (measured - expected) / standard error, per combination:
 * against the `exact` finite-width value or against `zero`, the free theory. The standard error is
 * that of the bags, and rounding, so few bags widen the distribution (Student's t with bags - 1 degrees), and a
 * tail that was not sampled makes it too small.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * deviationScores(moments, 4, 10)
 * @throws ParameterError as `greenFunctionDeviation`
 */
export function deviationScores(
  moments: EnsembleMoments,
  order: number,
  width: number,
  against: 'exact' | 'zero' = 'exact'
): Float64Array {
  requireOneOf('deviationScores', 'against', against, ['exact', 'zero'])
  return refusedUnder('deviationScores', () => {
    const { relative, standardError } = greenFunctionDeviation(moments, order, width)
    const expected =
      against === 'exact'
        ? exactDeviation(moments.ensemble, order, width).relative
        : new Float64Array(relative.length)
    return relative.map((value, c) => (value - expected[c]) / standardError[c])
  })
}
