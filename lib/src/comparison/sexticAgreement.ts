import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { gaussianGreenFunction } from '../correlators/gaussianGreenFunction.js'
import { exactCouplings, measuredCouplings } from '../couplings/couplingTable.js'
import type { CouplingOptions } from '../couplings/exactCoupling.js'
import { vertexIntegral } from '../couplings/treeIntegral.js'
import type { Ensemble } from '../networks/ensemble.js'
import { fromSignedLogarithm } from '../numerics/signedLogarithm.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'

/**
 * The measured mean sextic coupling <u6> (raw normalisation) beside the exact one, a row per width. The
 * true error is that of the six-point function, the part of u6 with the heaviest tail.
 *
 * @param claim what the talk says of it
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * sexticAgreement(moments, 'u6 follows from G6')
 * @throws ParameterError as `measuredCouplings`
 */
export function sexticAgreement(
  moments: EnsembleMoments,
  claim: string,
  options: CouplingOptions = {}
): readonly Agreement[] {
  return refusedUnder('sexticAgreement', () => {
    requireMoments('sexticAgreement', moments)
    const { ensemble } = moments
    return ensemble.widths.map((width) => {
      const { mean, meanError } = measuredCouplings(moments, 6, width, options).summary
      const scales = ensemble.inputs.map((_, input) => sexticScale(ensemble, input, options))
      // Without scatter (tilted draws of GaussNet) what is left is rounding, of G6 and of its parts.
      const rounding = 256 * Number.EPSILON * (Math.abs(mean) + Math.max(...scales))
      const trueErrors = Array.from(
        exactStandardError(ensemble, 6, width) ?? [],
        (error, i) => error * scales[i]
      )
      const apparentError = Math.hypot(meanError, rounding)
      return compareWithExact({
        quantity: `u₆ raw, N = ${width} (${ensemble.estimator})`,
        claim,
        measured: mean,
        apparentError,
        standardError:
          trueErrors.length > 0 ? Math.max(meanError, rounding, ...trueErrors) : apparentError,
        exact: exactCouplings(ensemble, 6, width, options).summary.mean,
        kind: kindOfDraws(meanError, rounding)
      })
    })
  })
}

/** G0/N_K at (x, …, x): turns a relative error of the six-point function into one of the coupling. */
function sexticScale(ensemble: Ensemble, input: number, { cutoff }: CouplingOptions): number {
  const points = new Array<readonly number[]>(6).fill(ensemble.inputs[input])
  const integral = fromSignedLogarithm(vertexIntegral(ensemble, points, cutoff)).value
  return Math.abs(gaussianGreenFunction(ensemble, points) / integral)
}
