import { refusedUnder } from '../numerics/refusedUnder.js'
import { requireInteger } from '../numerics/parameterError.js'
import { runningGreenFunction } from '../correlators/runningGreenFunction.js'
import { exactGreenFunction } from '../correlators/exactGreenFunction.js'
import { estimatorOf } from '../networks/estimators.js'
import type { Point } from '../networks/networkParameters.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import type { EstimatorError } from './errorScaling.js'
import { estimatorPoint } from '../comparison/estimatorPoint.js'

/**
 * Errors of one estimator of G^(n)(x, …, x) at the first input as its sample grows: after 4, 8, 16, … bags, the
 * actual relative error, the one that those bags show, and the true standard error, which falls as one over the
 * square root of the number of networks; of tilted draws it is rounding, and one number for all.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * estimatorErrors(moments, 4, 10)
 * @throws as `estimatorPoint` and `runningGreenFunction`
 */
export function estimatorErrors(
  moments: EnsembleMoments,
  order: number,
  width: number
): readonly EstimatorError[] {
  return refusedUnder('estimatorErrors', () => {
    requireMoments('estimatorErrors', moments)
    requireInteger('estimatorErrors', 'order', order, 2)
    const { ensemble } = moments
    const { estimator, bags, networksPerBag } = ensemble
    // First of all, since it knows which orders there are.
    const { trueError } = estimatorPoint(moments, order, width)
    const points = new Array<Point>(order).fill(ensemble.inputs[0])
    const exact = exactGreenFunction(ensemble, points, width, 'full').value
    const combination = new Array<number>(order).fill(0)
    const { mean, standardError } = runningGreenFunction(moments, combination, width)
    const errors: EstimatorError[] = []
    for (let count = 4; count <= bags; count *= 2) {
      errors.push({
        estimator,
        networks: count * networksPerBag,
        actual: Math.abs(mean[count - 1] / exact - 1),
        apparent: standardError[count - 1] / Math.abs(exact),
        // What tilted draws are off by is rounding, however many there are.
        expected:
          estimatorOf(ensemble).productRatio === undefined
            ? trueError
            : trueError * Math.sqrt(bags / count)
      })
    }
    return errors
  })
}
