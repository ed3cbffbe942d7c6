import { refusedUnder } from '../numerics/refusedUnder.js'
import { requireObjects } from '../numerics/parameterError.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'
import type { EstimatorPoint } from './estimatorPoint.js'

/** What measured over exact is off by where nothing scatters. */
const largestRounding = 1e-12

/**
 * Measured over exact of every point beside 1, with its true error. @param claim what the source says of it
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * tailAgreement([estimatorPoint(moments, 4, 10)], 'one')
 */
export function tailAgreement(
  points: readonly EstimatorPoint[],
  claim: string
): readonly Agreement[] {
  return refusedUnder('tailAgreement', () => {
    requireObjects('tailAgreement', 'points', points)
    return points.map(({ estimator, sigmaB, order, width, measured, apparentError, trueError }) =>
      compareWithExact({
        quantity: `G⁽ⁿ⁾ / exact, n = ${order}, N = ${width}, σ_b = ${sigmaB}, ${estimator}`,
        claim,
        measured,
        apparentError,
        standardError: Math.max(trueError, apparentError),
        exact: 1,
        kind: kindOfDraws(apparentError, largestRounding)
      })
    )
  })
}
