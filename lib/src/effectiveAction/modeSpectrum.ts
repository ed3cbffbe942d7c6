import { refusedUnder } from '../numerics/refusedUnder.js'
import { covarianceMatrix } from '../covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  ParameterError,
  requireFiniteList,
  requireObject,
  requirePositive
} from '../numerics/parameterError.js'
import { symmetricEigenSystem } from '../numerics/eigenSystem.js'
import { fitLine } from '../numerics/leastSquares.js'

/** What a covariance offers in place of momenta: its eigenvalues are those of 1/(p^2 + m^2). */
export interface ModeSpectrum {
  /** m^2 = 1/(the largest eigenvalue). */
  readonly massSquared: number
  /** p^2 = 1/eigenvalue - m^2 of each mode of rank, increasing from 0. */
  readonly momentaSquared: Float64Array
  /** Number of modes, those with eigenvalue 0 included, whose momentum is infinite. */
  readonly modes: number
}

/** Below this share of the largest an eigenvalue is rounding. */
const leastShare = 1e-13

/**
 * The spectrum of given eigenvalues of a covariance, whatever it is of: a network's K on data, or the data's own covariance
 * matrix (arXiv:2405.06008).
 *
 * @param eigenvalues in any order, >= 0 up to rounding, the largest > 0
 * @example modeSpectrum([1, 0.5]).momentaSquared // 0 and 1
 * @throws ParameterError for anything else
 */
export function modeSpectrum(eigenvalues: ArrayLike<number>): ModeSpectrum {
  const source = 'modeSpectrum'
  const rule = 'a list of at least one eigenvalue'
  requireFiniteList(source, 'eigenvalues', eigenvalues, rule, { typed: true })
  const decreasing = Float64Array.from(eigenvalues).sort().reverse()
  const [largest] = decreasing
  requirePositive(source, 'the largest of eigenvalues', largest)
  const least = decreasing[decreasing.length - 1]
  if (least < -1e-10 * largest) {
    throw new ParameterError(source, 'eigenvalues', 'those of a covariance, >= 0', least)
  }
  const massSquared = 1 / largest
  const momentaSquared = decreasing
    .filter((value) => value > leastShare * largest)
    .map((value) => 1 / value - massSquared)
  return { massSquared, momentaSquared, modes: decreasing.length }
}

/**
 * The spectrum of a network's K on points, divided by their number, so that it has a limit for many points of one
 * distribution. @throws ParameterError for parameters or points outside of their domain
 *
 * @example covarianceSpectrum({ network: 'relu', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]]).massSquared
 */
export function covarianceSpectrum(
  parameters: NetworkParameters,
  points: readonly Point[]
): ModeSpectrum {
  return refusedUnder('covarianceSpectrum', () => {
    const covariance = covarianceMatrix(parameters, points)
    const { values } = symmetricEigenSystem(covariance)
    return modeSpectrum(values.map((value) => value / points.length))
  })
}

/** Modes that a slope is fitted to at least. */
const fewestModes = 5

/**
 * The dimension that a spectrum looks to have at a scale: d = d ln n/d ln k, n(k) the share of modes with p < k, as n = k^d in flat
 * space. Fitted over the modes within `window` in ln p around k. It makes canonical dimensions run (arXiv:2507.01064):
 * that of u_n is `canonicalDimension(n, d)`, for the dimensionless coupling u_2n n(k)^(n-1)/k^2n.
 *
 * @param window width of the fit in ln p, default 1
 * @example
 * const spectrum = modeSpectrum(Array.from({ length: 1000 }, (_, i) => 1 / (1 + (i / 500) ** 2)))
 * spectralDimension(spectrum, 1) // 0.999
 * @throws ParameterError if fewer than five modes lie there
 */
export function spectralDimension(spectrum: ModeSpectrum, k: number, window = 1): number {
  const source = 'spectralDimension'
  requireSpectrum(source, spectrum)
  requirePositive(source, 'k', k)
  requirePositive(source, 'window', window)
  const chosen = Array.from(spectrum.momentaSquared, (squared, i) => ({
    x: Math.log(squared) / 2,
    y: Math.log((i + 1 / 2) / spectrum.modes)
  })).filter(({ x }) => Math.abs(x - Math.log(k)) <= window / 2)
  if (chosen.length < fewestModes) {
    const rule = `a scale with at least ${fewestModes} modes within a factor e^(±${window / 2})`
    throw new ParameterError(source, 'k', rule, k)
  }
  return fitLine(
    chosen.map(({ x }) => x),
    chosen.map(({ y }) => y)
  ).slope
}

/** Refuses what is no spectrum. */
export function requireSpectrum(source: string, spectrum: ModeSpectrum): void {
  requireObject(source, 'spectrum', spectrum)
  requireFiniteList(source, 'spectrum.momentaSquared', spectrum.momentaSquared, 'a list', {
    minimum: 0,
    typed: true
  })
  requirePositive(source, 'spectrum.modes', spectrum.modes)
}
