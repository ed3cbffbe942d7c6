import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { diagnoseEstimator } from './estimatorDiagnostics.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'

/** The diagnostics of all Green functions of one order at one width in one line of a table. */
export interface ConvergenceSummary {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Number of inequivalent combinations of the inputs. */
  readonly combinations: number
  /** How many of them count as converged. */
  readonly convergedCombinations: number
  /** Smallest effective sample size of all combinations. */
  readonly effectiveSampleSize: number
  /** Largest share of a single network in the sum of any combination. */
  readonly largestShare: number
  /** Whether every combination counts as converged. */
  readonly converged: boolean
}

/** What stands beside every measured number: whether the tail of its distribution looks sampled. */
export type TailDiagnosis = Pick<
  ConvergenceSummary,
  'converged' | 'effectiveSampleSize' | 'largestShare'
>

/** The diagnosis alone, of a result that has one. */
export function diagnosisOf({
  converged,
  effectiveSampleSize,
  largestShare
}: TailDiagnosis): TailDiagnosis {
  return { converged, effectiveSampleSize, largestShare }
}

/** The worst over several orders, for what is made of all of them. */
export function tailDiagnosis(
  moments: EnsembleMoments,
  orders: readonly number[],
  width: number
): TailDiagnosis {
  return orders
    .map((order) => convergenceSummary(moments, order, width))
    .reduce<TailDiagnosis>(
      (worst, { converged, effectiveSampleSize, largestShare }) => ({
        converged: worst.converged && converged,
        effectiveSampleSize: Math.min(worst.effectiveSampleSize, effectiveSampleSize),
        largestShare: Math.max(worst.largestShare, largestShare)
      }),
      { converged: true, effectiveSampleSize: Infinity, largestShare: 0 }
    )
}

/**
 * The worst of `diagnoseEstimator` over the combinations of one order at one width, which also says
 * what its numbers mean and what they cannot see.
 *
 * @example convergenceSummary(await sampleEnsemble(ensemble({ network: 'gauss' })), 6, 2).converged
 * @throws ParameterError if the moments hold no such order or width
 */
export function convergenceSummary(
  moments: EnsembleMoments,
  order: number,
  width: number
): ConvergenceSummary {
  const { effectiveSampleSize, largestShare, converged } = refusedUnder('convergenceSummary', () =>
    diagnoseEstimator(moments, order, width)
  )
  const convergedCombinations = converged.filter(Boolean).length
  const summary = {
    order,
    width,
    combinations: converged.length,
    convergedCombinations,
    effectiveSampleSize: effectiveSampleSize.reduce((least, size) => Math.min(least, size)),
    largestShare: largestShare.reduce((most, share) => Math.max(most, share)),
    converged: convergedCombinations === converged.length
  }
  return withOrigin(summary, 'convergenceSummary', momentsOrigin(moments), order, width)
}
