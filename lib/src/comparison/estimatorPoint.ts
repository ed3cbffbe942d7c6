import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { measuredGreenFunction } from '../correlators/measuredGreenFunction.js'
import { exactGreenFunction } from '../correlators/exactGreenFunction.js'
import { gaussianGreenFunction } from '../correlators/gaussianGreenFunction.js'
import type { Point } from '../networks/networkParameters.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { diagnoseEstimator } from '../statistics/estimatorDiagnostics.js'
import { requireInteger } from '../numerics/parameterError.js'

/** How one estimator measures G^(n)(x, …, x) at the first input; all relative to the exact value. */
export interface EstimatorPoint {
  /** Name of the estimator, such as `literal`. */
  readonly estimator: string
  /** Standard deviation of the biases. */
  readonly sigmaB: number
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Measured over exact. */
  readonly measured: number
  /** Standard error of `measured` as the bags show it. */
  readonly apparentError: number
  /** True standard error, from exact moments of twice the order; for tilted draws the apparent one. */
  readonly trueError: number
  /** Number of networks that carry the average: (sum of their terms)^2 / sum of the squares. */
  readonly effectiveSampleSize: number
  /** Share of a single network in the sum, at most 1. */
  readonly largestShare: number
  /** Whether the number counts as converged, as `diagnoseEstimator` says. */
  readonly converged: boolean
}

/**
 * One estimator judged at one order and width: measured and exact G^(n)(x, …, x), apparent and true error, and the
 * diagnostics of the tail.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * estimatorPoint(moments, 4, 10)
 * @throws as `diagnoseEstimator`, `exactGreenFunction` and `outputMoment`
 */
export function estimatorPoint(
  moments: EnsembleMoments,
  order: number,
  width: number
): EstimatorPoint {
  return refusedUnder('estimatorPoint', () => {
    requireMoments('estimatorPoint', moments)
    requireInteger('estimatorPoint', 'order', order, 2)
    const { ensemble } = moments
    const { estimator, sigmaB } = ensemble
    // First of all, since it knows which orders there are.
    const { mean, standardError } = measuredGreenFunction(moments, order, width)
    const points = new Array<Point>(order).fill(ensemble.inputs[0])
    const exact = exactGreenFunction(ensemble, points, width, 'full').value
    const free = gaussianGreenFunction(ensemble, points)
    const { effectiveSampleSize, largestShare, converged } = diagnoseEstimator(
      moments,
      order,
      width
    )
    // Without scatter (tilted draws of GaussNet) what is left is rounding.
    const apparentError = Math.hypot(standardError[0] / exact, 64 * Number.EPSILON)
    const relative = exactStandardError(ensemble, order, width)
    const trueError = relative ? (relative[0] * free) / exact : apparentError
    const point: EstimatorPoint = {
      estimator,
      sigmaB,
      order,
      width,
      measured: mean[0] / exact,
      apparentError,
      trueError,
      effectiveSampleSize: effectiveSampleSize[0],
      largestShare: largestShare[0],
      converged: converged[0]
    }
    return withOrigin(point, 'estimatorPoint', momentsOrigin(moments), order, width)
  })
}
