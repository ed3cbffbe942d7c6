import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { gaussianGreenFunction } from '../correlators/gaussianGreenFunction.js'
import type { LocalityMapOptions } from '../couplings/localityMap.js'
import { measuredLocality } from '../couplings/measuredLocality.js'
import { vertexIntegral } from '../couplings/treeIntegral.js'
import { fromSignedLogarithm } from '../numerics/signedLogarithm.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'

/**
 * The measured u4 of a sample's four inputs, relative to the exact one at the reference, beside its exact
 * value. The true error is bounded by that of (x, x, x, x) at the input where the Green function is noisiest:
 * E[(f1 f2 f3 f4)^2] <= max E[f^8].
 *
 * @param quantity what the row is called
 * @param claim what the source says of it
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10], inputs: localityPoints(0.5, 0.2) })
 * localityAgreement(await sampleEnsemble(setup), 10, 'u4 at 0.5', 'u4 is local near the origin')
 * @throws ParameterError as `measuredLocality`
 */
export function localityAgreement(
  moments: EnsembleMoments,
  width: number,
  quantity: string,
  claim: string,
  options: LocalityMapOptions = {}
): Agreement {
  return refusedUnder('localityAgreement', () => {
    const { measured, standardError, exact, reference } = measuredLocality(moments, width, options)
    const { ensemble } = moments
    const { value: integral } = fromSignedLogarithm(
      vertexIntegral(ensemble, ensemble.inputs, options.cutoff)
    )
    const scale = 1 / Math.abs(integral * reference)
    const free = ensemble.inputs.map((x) => gaussianGreenFunction(ensemble, [x, x, x, x]))
    // Without scatter (tilted draws of GaussNet) what is left is the rounding of G4 and of G4 - G0.
    const rounding = 64 * Number.EPSILON * (Math.abs(measured) + Math.max(...free) * scale)
    const trueError = noisiest(ensemble, width, free) * scale
    const apparentError = Math.hypot(standardError, rounding)
    return compareWithExact({
      quantity,
      claim,
      measured,
      apparentError,
      standardError: Math.max(trueError, apparentError),
      exact,
      kind: kindOfDraws(standardError, rounding)
    })
  })
}

/** Largest standard error of G4(x, x, x, x) over the inputs; 0 for tilted draws, which hide no tail. */
function noisiest(
  ensemble: EnsembleMoments['ensemble'],
  width: number,
  free: readonly number[]
): number {
  const relative = exactStandardError(ensemble, 4, width) ?? []
  return Math.max(0, ...Array.from(relative, (error, i) => error * free[i]))
}
