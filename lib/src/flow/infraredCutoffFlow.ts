import { exactCoupling, type Coupling } from '../couplings/exactCoupling.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { fitPowerLaw, type PowerLawFit } from '../numerics/leastSquares.js'
import { ParameterError } from '../numerics/parameterError.js'

/** A coupling against the infrared cutoff of its vertex integral. */
export interface InfraredCutoffFlow {
  readonly cutoffs: readonly number[]
  readonly couplings: readonly Coupling[]
  /** Power law in the cutoff. */
  readonly fit: PowerLawFit
  /** d ln|u|/d ln L between neighbouring cutoffs, one fewer than the cutoffs. */
  readonly localSlopes: Float64Array
}

/**
 * The flow of arXiv:2008.08601, section 4: ReLU-net's and Erf-net's covariances do not decay, so the
 * coupling depends on the cutoff |x| < L of its vertex integral. ReLU-net grows linearly: N_K(L) ~ L^(n + dIn), so
 * the slope tends to -(n + dIn), -5 for u4 in one dimension; Erf-net's covariance tends to constants: -dIn.
 *
 * @param cutoffs at least two, for example from 7 to 1e5 as in the paper
 * @throws ParameterError as `exactCoupling`, or for fewer than two cutoffs
 */
export function infraredCutoffFlow(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  cutoffs: readonly number[]
): InfraredCutoffFlow {
  if (cutoffs.length < 2) {
    throw new ParameterError('infraredCutoffFlow', 'cutoffs', 'a list of at least two', cutoffs)
  }
  const couplings = cutoffs.map((cutoff) => exactCoupling(parameters, width, points, { cutoff }))
  return {
    cutoffs,
    couplings,
    fit: fitPowerLaw(
      cutoffs,
      couplings.map(({ value }) => value)
    ),
    localSlopes: Float64Array.from({ length: cutoffs.length - 1 }, (_, i) => {
      const rise = couplings[i + 1].logMagnitude - couplings[i].logMagnitude
      return rise / Math.log(cutoffs[i + 1] / cutoffs[i])
    })
  }
}
