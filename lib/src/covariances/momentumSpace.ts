import { reachError, type Sizes } from '../numerics/outOfReach.js'
import {
  requireFinite,
  requireInteger,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'

/** The two numbers that fix GaussNet's propagator. */
export interface PropagatorParameters {
  /** Standard deviation of the weights, > 0. */
  readonly sigmaW: number
  /** Dimension of data space, an integer >= 1. */
  readonly dIn: number
}

function requirePropagator(source: string, parameters: PropagatorParameters): void {
  requireKeys(source, 'parameters', parameters, ['sigmaW', 'dIn'])
  const { sigmaW, dIn } = parameters
  requirePositive(source, 'sigmaW', sigmaW)
  requireInteger(source, 'dIn', dIn, 1)
}

/**
 * Logarithm of GaussNet's propagator in momentum space,
 * K_W(p) = (sigmaW^2)^(1 - d/2) (d / 2 pi)^(d/2) exp(-d p^2 / (2 sigmaW^2)), d = dIn, p = |p|:
 * the Fourier transform of K_W(x) with measure d^d x / (2 pi)^d (convention of arXiv:2108.01403,
 * slide "Momentum space 2-point function" of the talk). Use this one in high dimensions.
 *
 * @example logMomentumCovariance({ sigmaW: 1, dIn: 1 }, 0) // -0.9189385
 * @throws ParameterError for sigmaW <= 0, a fractional dIn or a momentum that is not finite, and if the logarithm
 *   itself overflows
 */
export function logMomentumCovariance(parameters: PropagatorParameters, p: number): number {
  const source = 'logMomentumCovariance'
  const logarithm = checkedLogarithm(source, parameters, p)
  if (Number.isFinite(logarithm)) return logarithm
  throw reachError(source, 'the logarithm overflows', { ...parameters, p }, 'farthest')
}

/** `logMomentumCovariance`, -Infinity where p is so far out that the exponent is no number. */
function checkedLogarithm(source: string, parameters: PropagatorParameters, p: number): number {
  requirePropagator(source, parameters)
  requireFinite(source, 'p', p)
  const { sigmaW, dIn } = parameters
  const norm = (dIn / 2) * Math.log(dIn / (2 * Math.PI))
  return (2 - dIn) * Math.log(sigmaW) + norm - (dIn / 2) * (p / sigmaW) ** 2
}

/**
 * GaussNet's propagator in momentum space, K_W(p); see `logMomentumCovariance` for formula and
 * convention. Relative accuracy about 1e-16 |log K_W(p)|.
 *
 * @example momentumCovariance({ sigmaW: 1, dIn: 1 }, 0)
 * @throws ParameterError as `logMomentumCovariance`, and if the value overflows, or underflows already at p = 0
 *   (large dIn)
 */
export function momentumCovariance(parameters: PropagatorParameters, p: number): number {
  const source = 'momentumCovariance'
  const logarithm = checkedLogarithm(source, parameters, p)
  const value = Math.exp(logarithm)
  // Far out in p a zero is the value to within the smallest double.
  if (value === 0 && Math.exp(checkedLogarithm(source, parameters, 0)) > 0) return value
  return requireRange(
    source,
    { ...parameters, p },
    `exp(${logarithm})`,
    value,
    '; use logMomentumCovariance'
  )
}

/**
 * Mass squared m0^2 = 2 sigmaW^2 / dIn of the infrared expansion
 * K_W(p) = Z0^-1 / (m0^2 + p^2 + O(p^4)); dimension of momentum squared.
 *
 * @example massSquared({ sigmaW: 1, dIn: 1 }) // 2
 * @throws ParameterError as `logMomentumCovariance`, and if the value over- or underflows
 */
export function massSquared(parameters: PropagatorParameters): number {
  requirePropagator('massSquared', parameters)
  const { sigmaW, dIn } = parameters
  return requireRange('massSquared', { sigmaW, dIn }, '2 sigmaW^2/dIn', (2 * sigmaW ** 2) / dIn)
}

/**
 * Correlation length xi = 1 / m0 = sqrt(dIn / 2) / sigmaW.
 *
 * @example correlationLength({ sigmaW: 1, dIn: 1 })
 * @throws as `massSquared`
 */
export function correlationLength(parameters: PropagatorParameters): number {
  return refusedUnder('correlationLength', () => 1 / Math.sqrt(massSquared(parameters)))
}

/**
 * Logarithm of the propagator at zero momentum, int d^d x K_W(x) = (2 pi)^d K_W(p = 0): the integral in the plain
 * measure d^d x, in which effective actions and couplings are written.
 *
 * @throws ParameterError as `logMomentumCovariance`
 */
export function logIntegratedCovariance(parameters: PropagatorParameters): number {
  requirePropagator('logIntegratedCovariance', parameters)
  return parameters.dIn * Math.log(2 * Math.PI) + logMomentumCovariance(parameters, 0)
}

/**
 * Logarithm of the field normalisation Z = 1 / (m0^2 int d^d x K_W(x)) = Z0 / (2 pi)^d, where Z0 = 1 / (m0^2 K_W(p = 0))
 * is the one of arXiv:2108.01403, in whose measure d^d x / (2 pi)^d the propagator is Z0^-1 / (m0^2 + p^2). Couplings
 * multiply integrals over d^d x and loops run over d^d p / (2 pi)^d, so it is Z that makes their kinetic term p^2. Scales
 * as sigmaW^(dIn - 4). Derived in docs/theory.md, "Infinite width and Wick's theorem".
 *
 * @example logFieldNormalisation({ sigmaW: 1, dIn: 1 }) // -1.6120857
 * @throws as `massSquared`
 */
export function logFieldNormalisation(parameters: PropagatorParameters): number {
  return refusedUnder(
    'logFieldNormalisation',
    () => -Math.log(massSquared(parameters)) - logIntegratedCovariance(parameters)
  )
}

/**
 * Field normalisation Z = 1 / (m0^2 int d^d x K_W(x)): the canonical field sqrt(Z) f, f the network's output, has the
 * kinetic term p^2 and the mass m0. See `logFieldNormalisation`, which also serves high dimensions.
 *
 * @example fieldNormalisation({ sigmaW: 1, dIn: 1 }) // 1 / (2 sqrt(2 pi)) = 0.19947
 * @throws ParameterError as `logMomentumCovariance`, and if the value over- or underflows
 */
export function fieldNormalisation(parameters: PropagatorParameters): number {
  const source = 'fieldNormalisation'
  const logarithm = refusedUnder(source, () => logFieldNormalisation(parameters))
  const name = `exp(${logarithm})`
  return requireRange(
    source,
    { ...parameters },
    name,
    Math.exp(logarithm),
    '; use logFieldNormalisation'
  )
}

/** Refuses zeros and infinities of what is neither. */
function requireRange(
  source: string,
  sizes: Sizes,
  what: string,
  value: number,
  instead = ''
): number {
  if (value !== 0 && Number.isFinite(value)) return value
  const reason = `${what} ${value === 0 ? 'underflows' : 'overflows'}${instead}`
  throw reachError(source, reason, sizes, 'farthest')
}
