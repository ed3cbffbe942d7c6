import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { gaussianGreenFunction } from '../correlators/gaussianGreenFunction.js'
import { exactCouplings, measuredCouplings } from '../couplings/couplingTable.js'
import { vertexIntegral } from '../couplings/treeIntegral.js'
import type { Ensemble } from '../networks/ensemble.js'
import { fromSignedLogarithm } from '../numerics/signedLogarithm.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'
import { requireNetworkParameters } from '../networks/networkParameters.js'

/**
 * The measured mean quartic coupling <u4> (raw normalisation) beside the exact one, a row per width.
 *
 * @param claim what the talk says of it
 * @param cutoff infrared cutoff of the vertex integral, which ReLU-net and Erf-net need
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * quarticAgreement(moments, 'u4 is -dG4/N_K')
 * @throws ParameterError as `measuredCouplings`
 */
export function quarticAgreement(
  moments: EnsembleMoments,
  claim: string,
  cutoff?: number
): readonly Agreement[] {
  return refusedUnder('quarticAgreement', () => {
    requireMoments('quarticAgreement', moments)
    const { ensemble } = moments
    const options = cutoff === undefined ? {} : { cutoff }
    return ensemble.widths.map((width) => {
      const { mean, meanError } = measuredCouplings(moments, 4, width, options).summary
      const trueError = quarticStandardError(ensemble, width, cutoff)
      // Without scatter (tilted draws of GaussNet) what is left is the rounding of G4 and of G4 - G0.
      const scale = quarticScale(ensemble, 0, cutoff)
      const rounding = 64 * Number.EPSILON * (Math.abs(mean) + Math.abs(scale))
      const apparentError = Math.hypot(meanError, rounding)
      return compareWithExact({
        quantity: `u₄ raw, N = ${width}`,
        claim,
        measured: mean,
        apparentError,
        standardError: trueError ?? apparentError,
        exact: exactCouplings(ensemble, 4, width, options).summary.mean,
        kind: kindOfDraws(meanError, rounding)
      })
    })
  })
}

/**
 * Exact standard error of the measured u4 = -dG4/N_K of the combination (x, x, x, x), at the input
 * where it is largest; undefined for the tilted estimator, whose scatter has no hidden tail.
 *
 * @example quarticStandardError(ensemble({ network: 'gauss', widths: [10] }), 10)
 * @throws as `outputMoment`
 */
export function quarticStandardError(
  ensemble: Ensemble,
  width: number,
  cutoff?: number
): number | undefined {
  return refusedUnder('quarticStandardError', () => {
    requireNetworkParameters('quarticStandardError', ensemble)
    return exactStandardError(ensemble, 4, width)?.reduce(
      (most, error, i) => Math.max(most, error * quarticScale(ensemble, i, cutoff)),
      0
    )
  })
}

/** G0/N_K at (x, x, x, x): turns a relative deviation m_4 into a coupling. */
function quarticScale(ensemble: Ensemble, input: number, cutoff?: number): number {
  const points = new Array<readonly number[]>(4).fill(ensemble.inputs[input])
  return (
    gaussianGreenFunction(ensemble, points) /
    fromSignedLogarithm(vertexIntegral(ensemble, points, cutoff)).value
  )
}
