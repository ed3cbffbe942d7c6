import { refusedUnder } from '../numerics/refusedUnder.js'
import type { Normalisation } from '../couplings/normalisation.js'
import { exactActiveFlow, measuredActiveFlow } from '../flow/activeFlow.js'
import { fitLine } from '../numerics/leastSquares.js'
import { requireObjects, requireText } from '../numerics/parameterError.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'
import { quarticStandardError } from './couplingAgreement.js'
import { propagatedSlopeError } from './propagatedSlopeError.js'

/**
 * The measured slope d ln|u4| / d ln sigmaW beside that of the exact couplings, fitted with the same
 * weights, a row per width. A width whose measured coupling changes sign has no logarithm, so no
 * slope and no row. The apparent error grows by sqrt(chi^2 / dof) where the line misses its points;
 * the true error is that of the exact moments, to first order in the errors of the couplings.
 *
 * @param claim what the talk says of it
 * @param cutoff infrared cutoff of the vertex integral, which ReLU-net and Erf-net need
 * @example
 * const setup = { network: 'gauss', estimator: 'tilted', widths: [2], inputs: [[0.1], [0.2]] } as const
 * const scan = [1, 1.5, 2].map((sigmaW) => ensemble({ ...setup, sigmaW }))
 * const samples = await Promise.all(scan.map((one) => sampleEnsemble(one)))
 * activeSlopeAgreement(samples, 'raw', 'u4 falls with sigmaW')
 * @throws ParameterError for fewer than three samples, and as `measuredActiveFlow`
 */
export function activeSlopeAgreement(
  samples: readonly EnsembleMoments[],
  normalisation: Normalisation,
  claim: string,
  cutoff?: number
): readonly Agreement[] {
  return refusedUnder('activeSlopeAgreement', () => {
    requireText('activeSlopeAgreement', 'claim', claim)
    requireObjects('activeSlopeAgreement', 'samples', samples, 3)
    samples.forEach((one, i) => requireMoments('activeSlopeAgreement', one, `samples[${i}]`))
    const { ensemble } = samples[0]
    const integral = cutoff === undefined ? {} : { cutoff }
    const sigmaW = samples.map((sample) => sample.ensemble.sigmaW)
    return ensemble.widths.flatMap((width) => {
      const flow = measuredActiveFlow(samples, 4, width, { ...integral, normalisation })
      if (!flow.fit) return []
      const exact = exactActiveFlow(ensemble, 4, width, sigmaW, { ...integral, normalisation })
      const raw = exactActiveFlow(ensemble, 4, width, sigmaW, integral)
      const relative = Array.from(flow.errors, (error, i) => error / Math.abs(flow.values[i]))
      const { slope, slopeError, chiSquared, degreesOfFreedom } = flow.fit
      const trueErrors = samples.map(
        (sample, i) =>
          (quarticStandardError(sample.ensemble, width, cutoff) ?? 0) / Math.abs(raw.values[i])
      )
      const apparentError = slopeError * Math.sqrt(Math.max(1, chiSquared / degreesOfFreedom))
      return compareWithExact({
        quantity: `d ln|u₄| / d ln σ_W ${normalisation}, N = ${width}`,
        claim,
        measured: slope,
        apparentError,
        standardError: Math.max(
          apparentError,
          propagatedSlopeError(sigmaW.map(Math.log), relative, trueErrors)
        ),
        exact: fitLine(sigmaW.map(Math.log), logarithms(exact.values), relative).slope
      })
    })
  })
}

function logarithms(values: Float64Array): number[] {
  return Array.from(values, (value) => Math.log(Math.abs(value)))
}
