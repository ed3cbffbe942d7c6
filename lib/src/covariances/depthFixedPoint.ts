import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import {
  requireActivation,
  type ActivationSpecification
} from '../networks/activations/activations.js'
import type { Activation } from '../networks/activations/activation.js'
import {
  requireNetworkParameters,
  requireOneSigma,
  type NetworkParameters
} from '../networks/networkParameters.js'
import { pairDerivatives, squareDerivative, squaredSlope } from '../networks/pairDerivatives.js'
import { pairOfCovariances } from '../networks/preactivationPair.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import type { Estimate } from '../numerics/estimate.js'
import { ParameterError, requireFinite } from '../numerics/parameterError.js'

/** Where the covariance of a network of equal layers goes as its depth grows, and how fast. */
export interface DepthFixedPoint {
  /** K*, the variance that a layer reproduces: the smallest stable one. */
  readonly variance: number
  /** d K'(x,x) / d K(x,x) at K*. */
  readonly chiParallel: number
  /** sigmaW^2 E[g'(z)^2] at K*: the rate at which nearly equal inputs move together (< 1) or apart (> 1). */
  readonly chiPerpendicular: number
  /** The correlation of the outputs of any two inputs that is stable: 1 where chiPerpendicular <= 1. */
  readonly correlation: number
  /** The rate at which the correlation is approached: sigmaW^2 E[g'(z) g'(z')] there. */
  readonly chiCorrelation: number
  /** Number of layers 1/|log chiParallel| over which deviations of the variance change by a factor e. */
  readonly xiParallel: number
  /** Number of layers 1/|log chiCorrelation| over which deviations of the correlation change by a factor e. */
  readonly xiCorrelation: number
}

/** A point of the critical line: chiPerpendicular = 1 at the fixed point. */
export interface CriticalPoint {
  /** Standard deviation of the weights, of every layer. */
  readonly sigmaW: number
  /** Standard deviation of the biases, of every layer. */
  readonly sigmaB: number
  /** K* there. */
  readonly variance: number
}

/** Variances that are searched for fixed points, in steps of a tenth of a decade. */
const searched = Array.from({ length: 161 }, (_, i) => 10 ** ((i - 80) / 10))
const largest = searched[searched.length - 1]

/** In place of variance 0, where averages are limits. */
const least = 1e-24

/**
 * The fixed point of the layer map K' = sigmaB^2 + sigmaW^2 E[g g] with its stability and depth scales (arXiv:1611.01232,
 * section 3). Weights of any distribution; one sigmaW and one sigmaB for all layers.
 *
 * @example depthFixedPoint({ network: 'tanh', sigmaW: 1.5, sigmaB: 0.1 }).chiPerpendicular
 * @throws ParameterError for parameters outside their domain, GaussNet's normalised exponential, and where no
 *   variance below 1e8 is a stable fixed point, as where it grows with every layer, and where averages of g' are not
 *   known
 */
export function depthFixedPoint(parameters: NetworkParameters): DepthFixedPoint {
  requireNetworkParameters('depthFixedPoint', parameters)
  const source = 'depthFixedPoint'
  const { network, sigmaW, sigmaB, depth: _, ...rest } = parameters
  requireOneSigma(source, { network, sigmaW, sigmaB, ...rest })
  const activation = requireStacked(source, network)
  const scale = sigmaW ** 2
  const variance = stableVariance(activation, scale, sigmaB ** 2)
  if (variance === undefined) {
    const [name, value] = sigmaB ** 2 < largest ? ['sigmaW', sigmaW] : ['sigmaB', sigmaB]
    const rule = `such that the variance of ${activation.name} has a stable fixed point below ${largest}: there is none where it grows with every layer`
    throw new ParameterError(source, name, rule, value)
  }
  const at = Math.max(variance, least)
  const known = (slope: typeof squaredSlope) =>
    refusedUnder(
      source,
      () => resolved(source, scale, slope(activation, at)),
      () => networkSizes(parameters)
    )
  const chiParallel = known(squareDerivative)
  const chiPerpendicular = known(squaredSlope)
  const { correlation, chiCorrelation } = stableCorrelation(
    activation,
    scale,
    sigmaB ** 2,
    variance,
    chiPerpendicular
  )
  return {
    variance,
    chiParallel,
    chiPerpendicular,
    correlation,
    chiCorrelation,
    xiParallel: depthScale(chiParallel),
    xiCorrelation: depthScale(chiCorrelation)
  }
}

/**
 * The point of the critical line at given sigmaB, where chiPerpendicular = 1 at the fixed point: sigmaW^2 =
 * 1/E[g'(z)^2], and K* solves sigmaB^2 = K - E[g^2]/E[g'^2].
 *
 * @example criticalPoint('tanh', Math.sqrt(0.05)).sigmaW ** 2 // 1.760954640
 * @throws ParameterError for a wrong activation or sigmaB, and where there is no such point, and for an activation
 *   that jumps, or is constant
 */
export function criticalPoint(network: ActivationSpecification, sigmaB: number): CriticalPoint {
  const activation = requireStacked('criticalPoint', network)
  requireFinite('criticalPoint', 'sigmaB', sigmaB, 0)
  const bias = sigmaB ** 2
  const slope = (variance: number) =>
    refusedUnder(
      'criticalPoint',
      () => resolved('criticalPoint', 1, squaredSlope(activation, variance)),
      () => ({ sigmaB })
    )
  if (bias === 0 && activation.value(0, 0) === 0) {
    return { sigmaW: 1 / Math.sqrt(requireSlope(slope(least), network)), sigmaB, variance: 0 }
  }
  const excess = (variance: number) =>
    variance - square(activation, variance) / requireSlope(slope(variance), network) - bias
  const variance = crossing(excess, 1, bias, (known) => known)
  if (variance === undefined) {
    const rule = `such that ${activation.name} has a critical point of a variance between ${searched[0]} and ${largest}`
    throw new ParameterError('criticalPoint', 'sigmaB', rule, sigmaB)
  }
  return { sigmaW: 1 / Math.sqrt(slope(variance)), sigmaB, variance }
}

/** Least relative accuracy of a slope: where preactivations are many times wider than g bends, quadrature sees little of it. */
const accuracy = 1e-6

/** The number times a scale. @throws OutOfReach if its error is not small */
function resolved(source: string, scale: number, { value, error }: Estimate): number {
  if (value === Infinity || error <= accuracy * Math.abs(value) + accuracy / scale) {
    return scale * value
  }
  const reason = `averages of g' are known to ${error} only where they are ${value}`
  throw new OutOfReach(source, reason, 'steepest')
}

/** 1/|log chi|: Infinity at criticality, 0 where chi is 0 or infinite. */
function depthScale(chi: number): number {
  // A chi of 1 to rounding is 1: the scale would be noise.
  // A negative one, of an activation such as cos, lets deviations alternate.
  return Math.abs(chi - 1) < 1e-13 ? Infinity : 1 / Math.abs(Math.log(Math.abs(chi)))
}

function requireStacked(source: string, network: ActivationSpecification): Activation {
  const activation = requireActivation(source, network)
  if (!activation.normalised) return activation
  const rule = `another one: that of ${activation.title} is normalised in x and can be the first hidden layer alone`
  throw new ParameterError(source, 'network', rule, network)
}

function requireSlope(slope: number, network: ActivationSpecification): number {
  if (slope > 0 && slope < Infinity) return slope
  const rule = `one with a critical line, which an activation that jumps, or is constant, has not (E[g'(z)^2] = ${slope})`
  throw new ParameterError('criticalPoint', 'network', rule, network)
}

/** E[g(z)^2]. */
function square(activation: Activation, variance: number): number {
  return activation.pairMoment(pairOfCovariances(variance, variance, variance))
}

/**
 * Where f changes sign on the way up, from the given sign's opposite to the given sign.
 *
 * @param upTo a variance below which f is known not to have the given sign, from one where it does not and its value there
 * @param below where f changes sign below the least variance that is searched; without it no such place is looked for
 */
function crossing(
  f: (variance: number) => number,
  to: 1 | -1,
  least: number,
  upTo: (variance: number, value: number) => number,
  below?: (variance: number) => number
): number | undefined {
  let known = least
  for (const [i, variance] of searched.entries()) {
    if (variance < known) continue
    const value = f(variance)
    if (to * value > 0)
      return i === 0 ? below?.(variance) : bracketedRoot(f, searched[i - 1], variance)
    known = upTo(variance, value)
  }
  return undefined
}

/** The smallest stable variance. */
function stableVariance(activation: Activation, scale: number, bias: number): number | undefined {
  const growth = (variance: number) => bias + scale * square(activation, variance) - variance
  const silent = bias === 0 && activation.value(0, 0) === 0
  if (silent && growth(searched[0]) <= 4e-16 * searched[0]) return 0
  // The density of a variance V > v is nowhere below sqrt(v/V) times that of v, so E[g^2] at V is not either: no variance
  // below (s^2 v)^(1/3), s = sigmaW^2 E[g^2] at v, nor below sigmaB^2, is a fixed point.
  const upTo = (variance: number, value: number) =>
    Math.cbrt((value + variance - bias) ** 2 * variance)
  return crossing(growth, -1, bias, upTo, (variance) => bracketedRoot(growth, bias, variance))
}

function stableCorrelation(
  activation: Activation,
  scale: number,
  bias: number,
  variance: number,
  chiPerpendicular: number
): { readonly correlation: number; readonly chiCorrelation: number } {
  const parallel = { correlation: 1, chiCorrelation: chiPerpendicular }
  // Nearly equal inputs stay so where chi is 1 to rounding.
  if (variance === 0 || chiPerpendicular <= 1 + 1e-12) return parallel
  const pair = (correlation: number) =>
    pairOfCovariances(variance, variance, correlation * variance)
  const excess = (c: number) => (bias + scale * activation.pairMoment(pair(c))) / variance - c
  // Just below 1 the excess is negative, as the slope there exceeds 1; at 0 it is not.
  const below = [1e-2, 1e-4, 1e-6].map((gap) => 1 - gap).find((c) => excess(c) < 0)
  if (below === undefined) return parallel
  const correlation = excess(0) <= 1e-15 ? 0 : bracketedRoot(excess, 0, below)
  const slope = pairDerivatives(activation, pair(correlation)).covariance.value
  return { correlation, chiCorrelation: scale * slope }
}
