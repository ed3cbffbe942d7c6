import { refusedUnder } from '../numerics/refusedUnder.js'
import { requireResults } from '../numerics/parameterError.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'
import type { InfraredCutoffFlow } from '../flow/infraredCutoffFlow.js'

/** One coupling against the infrared cutoff, measured and exact, at the same cutoffs. */
export interface CutoffRunningSample {
  /** What is shown, as the legend names it, for example "d = 2". */
  readonly series: string
  /** The measured couplings, at the same cutoffs as the exact ones. */
  readonly measured: InfraredCutoffFlow
  /** The exact couplings. */
  readonly exact: InfraredCutoffFlow
}

/** What a sample compares, and what is compared of it. */
const tables = { measured: ['cutoffs', 'couplings'], exact: ['cutoffs', 'couplings'] }

/**
 * The measured coupling at the largest infrared cutoff beside the exact one, a row per sample. Its relative
 * error is the same at every cutoff.
 *
 * @param claim what the source says of it
 * @example
 * const setup = ensemble({ network: 'relu', sigmaB: 0, widths: [2], inputs: [[0.5], [1]] })
 * const measured = measuredInfraredCutoffFlow(await sampleEnsemble(setup), [0, 0, 1, 1], 2, [10, 20])
 * const exact = infraredCutoffFlow(setup, [[0.5], [0.5], [1], [1]], 2, [10, 20])
 * cutoffAgreement([{ series: 'ReLU-net', measured, exact }], 'the exact coupling')
 */
export function cutoffAgreement(
  samples: readonly CutoffRunningSample[],
  claim: string
): readonly Agreement[] {
  return refusedUnder('cutoffAgreement', () => {
    requireResults('cutoffAgreement', 'samples', samples, tables)
    return samples.map(({ series, measured, exact }) => {
      const last = measured.cutoffs.length - 1
      return compareWithExact({
        quantity: `u₄ raw at L = ${measured.cutoffs[last]}, ${series}`,
        claim,
        measured: measured.couplings[last].value,
        standardError: measured.couplings[last].error,
        exact: exact.couplings[last].value
      })
    })
  })
}

/**
 * The logarithmic slope of the exact couplings over their whole range of cutoffs beside the one expected at
 * large L, a row per sample, with the error of the vertex integrals: for networks whose u4 is a power of L
 * at any L, as that of ReLU-net without bias.
 *
 * @param claim what the source says of it
 * @example
 * const setup = ensemble({ network: 'relu', sigmaB: 0, widths: [2], inputs: [[0.5], [1]] })
 * const measured = measuredInfraredCutoffFlow(await sampleEnsemble(setup), [0, 0, 1, 1], 2, [10, 20])
 * const exact = infraredCutoffFlow(setup, [[0.5], [0.5], [1], [1]], 2, [10, 20])
 * cutoffSlopeAgreement([{ series: 'ReLU-net', measured, exact }], 'u4 falls as L^-5')
 * @throws ParameterError without samples, or for one that lacks its flows
 */
export function cutoffSlopeAgreement(
  samples: readonly CutoffRunningSample[],
  claim: string
): readonly Agreement[] {
  return refusedUnder('cutoffSlopeAgreement', () => {
    requireResults('cutoffSlopeAgreement', 'samples', samples, tables)
    return samples.map(({ series, exact: { cutoffs, couplings, expectedSlope } }) => {
      const ends = [couplings[0], couplings[couplings.length - 1]]
      const range = Math.log(cutoffs[cutoffs.length - 1] / cutoffs[0])
      const relative = ends.map(({ value, error }) => error / Math.abs(value))
      return compareWithExact({
        quantity: `d ln|u₄| / d ln L, ${series}`,
        claim,
        measured: (ends[1].logMagnitude - ends[0].logMagnitude) / range,
        standardError: (relative[0] + relative[1]) / range,
        exact: expectedSlope,
        kind: 'computed'
      })
    })
  })
}
