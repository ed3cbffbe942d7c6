import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { requireEquation, solveCoupling } from '../couplings/couplingFromConnected.js'
import { rawCoupling, toCoupling, type Coupling } from '../couplings/exactCoupling.js'
import { treeIntegrals } from '../couplings/treeIntegral.js'
import { measuredConnected } from '../couplings/measuredConnected.js'
import {
  requireActivation,
  type ActivationSpecification
} from '../networks/activations/activations.js'
import { requirePoints, type NetworkParameters, type Point } from '../networks/networkParameters.js'
import { fitPowerLaw, type PowerLawFit } from '../numerics/leastSquares.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requirePositive
} from '../numerics/parameterError.js'
import { toSignedLogarithm } from '../numerics/signedLogarithm.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'

/** A coupling against the infrared cutoff of its vertex integral. */
export interface InfraredCutoffFlow extends Partial<TailDiagnosis> {
  /** Cutoffs L, in units of the inputs, as given. */
  readonly cutoffs: readonly number[]
  /** Measured: `error` is a standard error. Exact: a bound. */
  readonly couplings: readonly Coupling[]
  /** Power law in the cutoff, or undefined if the coupling changes sign. */
  readonly fit: PowerLawFit | undefined
  /** d ln|u|/d ln L between neighbouring cutoffs, one fewer than the cutoffs. */
  readonly localSlopes: Float64Array
  /** Slope that the local slopes tend to at large L: `infraredCutoffExponent`. */
  readonly expectedSlope: number
}

/**
 * Exponent p of u_n ~ L^p at large infrared cutoffs: K_W grows like the activation, with a power r of the distance, and
 * N_K ~ L^(n r + dIn). ReLU-net's covariance grows linearly, N_K ~ L^(n + dIn):
 * p = -(n + dIn). Erf-net's tends to constants, N_K ~ L^dIn: p = -dIn. The integrals of GaussNet and Cos-net converge: 0.
 * arXiv:2008.08601, section 4; docs/theory.md, "Effective action and couplings".
 *
 * @example infraredCutoffExponent('relu', 4, 1) // -5
 * @throws ParameterError for a name that is no network, or an order or dIn that is no integer >= 1
 */
export function infraredCutoffExponent(
  network: ActivationSpecification,
  order: number,
  dIn: number
): number {
  requireInteger('infraredCutoffExponent', 'order', order, 1)
  requireInteger('infraredCutoffExponent', 'dIn', dIn, 1)
  const { images, growth } = requireActivation('infraredCutoffExponent', network)
  return images ? 0 : -Math.max(0, order * growth + dIn)
}

/**
 * The flow of arXiv:2008.08601, section 4: ReLU-net's and Erf-net's covariances do not decay, so the
 * coupling depends on the cutoff |x| < L of its vertex integral.
 *
 * @param cutoffs at least two, for example from 7 to 1e5 as in the paper
 * @example
 * const points = [[0.5], [1], [1.5], [2]]
 * infraredCutoffFlow({ network: 'relu', sigmaW: 1, sigmaB: 0 }, points, 10, [10, 20, 40])
 * @throws ParameterError as `exactCoupling`, for fewer than two cutoffs, or where the connected function vanishes
 */
export function infraredCutoffFlow(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  cutoffs: readonly number[]
): InfraredCutoffFlow {
  return refusedUnder(
    'infraredCutoffFlow',
    () => {
      requirePoints('infraredCutoffFlow', points, 4)
      requireTwo('infraredCutoffFlow', cutoffs)
      const within = treeIntegrals(parameters, points)
      const couplings = cutoffs.map((cutoff) =>
        toCoupling(rawCoupling(parameters, points, width, within(cutoff)))
      )
      if (couplings.some(({ sign }) => sign === 0)) {
        const rule = 'such that the connected function does not vanish'
        throw new ParameterError('infraredCutoffFlow', 'points', rule, points)
      }
      const { network } = parameters
      const slope = infraredCutoffExponent(network, points.length, points[0].length)
      const flow = flowOf(cutoffs, couplings, slope)
      return withOrigin(flow, 'infraredCutoffFlow', parameters, points, width, cutoffs)
    },
    () => networkSizes(parameters, { points, cutoffs })
  )
}

/**
 * The same flow of a measured u4, at one combination of the inputs. The cutoff enters through N_K alone,
 * which is computed, not measured: all couplings share the relative error of the one measured function, and the
 * slopes are those of N_K.
 *
 * @param combination indices of four inputs, not decreasing
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'relu', widths: [2], sigmaB: 0 }))
 * measuredInfraredCutoffFlow(moments, [0, 0, 1, 1], 2, [10, 20, 40])
 * @throws ParameterError as `measuredConnected`, for a combination that the moments lack, or fewer than two cutoffs
 */
export function measuredInfraredCutoffFlow(
  moments: EnsembleMoments,
  combination: readonly number[],
  width: number,
  cutoffs: readonly number[]
): InfraredCutoffFlow {
  return refusedUnder('measuredInfraredCutoffFlow', () => {
    requireMoments('measuredInfraredCutoffFlow', moments)
    requireFiniteList('measuredInfraredCutoffFlow', 'combination', combination, 'four indices')
    requireTwo('measuredInfraredCutoffFlow', cutoffs)
    const { ensemble } = moments
    const { combinations, values, standardErrors, ...diagnosis } = measuredConnected(
      moments,
      4,
      width
    )
    const place = combinations.findIndex((indices) => indices.join() === combination.join())
    if (place === -1) {
      const rule = `four indices of inputs below ${ensemble.inputs.length}, not decreasing`
      throw new ParameterError('measuredInfraredCutoffFlow', 'combination', rule, combination)
    }
    const points = combination.map((i) => ensemble.inputs[i])
    const connected = toSignedLogarithm({ value: values[place], error: standardErrors[place] })
    const within = treeIntegrals(ensemble, points)
    const couplings = cutoffs.map((cutoff) =>
      toCoupling(solveCoupling(requireEquation(within(cutoff), points), connected, {}))
    )
    const slope = infraredCutoffExponent(ensemble.network, 4, points[0].length)
    const flow = {
      ...flowOf(cutoffs, couplings, slope),
      converged: diagnosis.converged,
      effectiveSampleSize: diagnosis.effectiveSampleSize,
      largestShare: diagnosis.largestShare
    }
    const origin = momentsOrigin(moments)
    return withOrigin(flow, 'measuredInfraredCutoffFlow', origin, combination, width, cutoffs)
  })
}

function requireTwo(source: string, cutoffs: readonly number[]): void {
  const rule = 'a list of at least two different values'
  requireFiniteList(source, 'cutoffs', cutoffs, rule, { least: 2 })
  cutoffs.forEach((cutoff, i) => requirePositive(source, `cutoffs[${i}]`, cutoff))
  if (new Set(cutoffs).size < cutoffs.length) {
    throw new ParameterError(source, 'cutoffs', 'free of repeated values', cutoffs)
  }
}

function flowOf(
  cutoffs: readonly number[],
  couplings: readonly Coupling[],
  expectedSlope: number
): InfraredCutoffFlow {
  const values = couplings.map(({ value }) => value)
  if (couplings.some(({ value, sign }) => !Number.isFinite(value) || Math.sign(value) !== sign)) {
    throw reachError(
      'infraredCutoffFlow',
      'a coupling over- or underflows',
      { cutoffs },
      'farthest'
    )
  }
  return {
    cutoffs,
    couplings,
    fit: couplings.every(({ sign }) => sign === couplings[0].sign)
      ? fitPowerLaw(cutoffs, values)
      : undefined,
    localSlopes: Float64Array.from({ length: cutoffs.length - 1 }, (_, i) => {
      const rise = couplings[i + 1].logMagnitude - couplings[i].logMagnitude
      return rise / Math.log(cutoffs[i + 1] / cutoffs[i])
    }),
    expectedSlope
  }
}
