import { requireList, requireInteger } from '../numerics/parameterError.js'
import type { Ensemble } from '../networks/ensemble.js'
import { requireNetworkParameters, type Point } from '../networks/networkParameters.js'

/** What is sampled: an ensemble without its orders and widths. */
export type SampledEnsemble = Pick<
  Ensemble,
  'network' | 'sigmaW' | 'sigmaB' | 'inputs' | 'bags' | 'networksPerBag'
>

/** Exact moments of what a single network contributes to the estimate of G at one point. */
export interface ContributionMoments {
  readonly mean: number
  readonly square: number
  /** The free Green function G0 there. */
  readonly free: number
}

/** Standard error of the measured deviation at each input, relative to G0, from the spread of single contributions. */
export function deviationStandardError(
  ensemble: SampledEnsemble,
  contributionAt: (point: Point) => ContributionMoments
): Float64Array {
  requireNetworkParameters('deviationStandardError', ensemble)
  const { inputs, bags, networksPerBag } = ensemble
  requireList('deviationStandardError', 'ensemble.inputs', inputs)
  requireInteger('deviationStandardError', 'ensemble.bags', bags, 1)
  requireInteger('deviationStandardError', 'ensemble.networksPerBag', networksPerBag, 1)
  return Float64Array.from(inputs, (point) => {
    const { mean, square, free } = contributionAt(point)
    return Math.sqrt((square - mean ** 2) / (bags * networksPerBag)) / free
  })
}
