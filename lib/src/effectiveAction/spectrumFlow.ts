import { logarithmicClock, requireOrderedFrom } from '../flow/flowClock.js'
import { regulators, type RegulatorName } from '../flow/regulator.js'
import type { ThresholdFunction } from '../flow/thresholdFunction.js'
import { wetterichFlow } from '../flow/wetterichFlow.js'
import type { FlowEnding } from '../flow/flowEnding.js'
import {
  requireFinite,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requireOneOf,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { seriesPower } from '../numerics/powerSeries.js'
import { flowAlongScales } from './flowAlongScales.js'
import { requireSpectrum, type ModeSpectrum } from './modeSpectrum.js'

/** What a flow over a spectrum starts from. */
export interface SpectrumFlowParameters {
  /** The eigenvalues whose density is that of the modes: of K on data, or of a matrix. */
  readonly spectrum: ModeSpectrum
  /** (u_2, u_4, …, u_2n) of the potential at `start`; u_2 > 0 is the mass at k = 0. */
  readonly couplings: readonly number[]
  /** Scales wanted, monotonic away from `start`, >= 0; k has the unit of p. */
  readonly scales: readonly number[]
  /** Default 0, the infrared. */
  readonly start?: number
  /** Default Litim; a step would make the flow a sequence of jumps. */
  readonly regulator?: 'litim' | 'exponential' | 'mass'
  /** Relative tolerance of each step; default 1e-9. */
  readonly relativeTolerance?: number
}

const parameterKeys: readonly (keyof SpectrumFlowParameters)[] = [
  'spectrum',
  'couplings',
  'scales',
  'start',
  'regulator',
  'relativeTolerance'
]

/** Couplings along a flow over a spectrum. */
export interface SpectrumFlow {
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** couplings[j][i] = u_(2j+2) at scales[i]. */
  readonly couplings: readonly Float64Array[]
  /** Why the flow ended, and at which k. */
  readonly ending: FlowEnding
}

/**
 * The passive flow in the local potential approximation with the modes of a given covariance in place of plane waves
 * (arXiv:2405.06008): dU/dk = 1/(2P) sum_i dR_k(p_i)/dk /(p_i^2 + R_k(p_i) + U''), P the number of modes. A spectrum with n(k) = V_d k^d modes below
 * k has the flow of d dimensions; any other makes canonical dimensions run. Litim's regulator has n(k) in the place of
 * V_d k^d. Derived in docs/theory.md, "Over a spectrum".
 *
 * @example spectrumFlow({ spectrum: modeSpectrum([1, 0.5]), couplings: [1, 2], scales: [1] }).couplings[0][0]
 * @throws ParameterError naming the parameter
 */
export function spectrumFlow(parameters: SpectrumFlowParameters): SpectrumFlow {
  const source = 'spectrumFlow'
  requireKeys(source, 'parameters', parameters, parameterKeys)
  const { spectrum, couplings, scales, start = 0, regulator = 'litim' } = parameters
  const { relativeTolerance = 1e-9 } = parameters
  requireSpectrum(source, spectrum)
  requireFiniteList(source, 'couplings', couplings, 'a list (u2, u4, …)')
  requireInteger(source, 'couplings.length', couplings.length, 1, 20)
  requirePositive(source, 'couplings[0]', couplings[0])
  requireFiniteList(source, 'scales', scales, 'a list of at least one scale', { minimum: 0 })
  requireFinite(source, 'start', start, 0)
  requireOneOf(source, 'regulator', regulator, ['litim', 'exponential', 'mass'])
  requireTolerance(source, relativeTolerance)
  requireOrderedFrom(source, 'scales', scales, start)
  const momenta = regulator === 'litim' ? Array.from(spectrum.momentaSquared, Math.sqrt) : []
  const { states, ...reached } = flowAlongScales(
    {
      scales,
      start,
      state: couplings,
      derivative: wetterichFlow({ rate: spectralRate(spectrum, regulator) }),
      clock: logarithmicClock(Math.sqrt(couplings[0])),
      // Litim's loop jumps where a mode leaves the cutoff.
      kinks: momenta.filter((p) => p > 0)
    },
    {
      relativeTolerance,
      absoluteTolerance: couplings.map(
        (u, j) => 1e-4 * relativeTolerance * (Math.abs(u) || couplings[0] ** (j + 1))
      ),
      maxSteps: 100_000
    }
  )
  return { ...reached, couplings: couplings.map((_, j) => Float64Array.from(states, (y) => y[j])) }
}

/** dU/dk as a series in U'' (see `ThresholdFunction.rate`), the loop a sum over modes. */
function spectralRate(
  { momentaSquared, modes }: ModeSpectrum,
  regulator: RegulatorName
): ThresholdFunction['rate'] {
  const { shape, slope } = regulators[regulator]
  return (curvature, k, order = 0) => {
    const result = new Float64Array(curvature.length)
    if (k === 0) return result
    const shifted = Float64Array.from(curvature)
    // Modes of one pole, as all that Litim's regulator cuts off, are one term.
    const poles = new Map<number, number>()
    for (const squared of momentaSquared) {
      const y = squared / (k * k)
      const weight = (k * (shape(y) - y * slope(y))) / modes
      if (weight === 0) continue
      const pole = regulator === 'litim' ? k * k : squared + k * k * shape(y)
      poles.set(pole, (poles.get(pole) ?? 0) + weight)
    }
    for (const [pole, weight] of poles) {
      shifted[0] = curvature[0] + pole
      if (!(shifted[0] > 0)) return result.fill(NaN)
      const term = seriesPower(shifted, -1 - order)
      const factor = order === 0 ? weight : -weight
      for (let j = 0; j < result.length; j++) result[j] += factor * term[j]
    }
    return result
  }
}
