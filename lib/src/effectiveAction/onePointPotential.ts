import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { requireNormal } from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'
import {
  integrationBreaks,
  rescaledNetwork,
  weightLevel,
  type SquaredFeature
} from './rescaledNetwork.js'

/**
 * The effective potential U(phi) = sup_j (j phi - log E[exp(j f)]) of one output at one point, exactly and without
 * truncation, where the local potential approximation is exact: given the hidden layer f is normal, so
 * log E[exp(j f)] = sigmaB^2 j^2/2 + N log E[exp(s g^2)], s = sigmaW^2 j^2/2N. Convex and bounded from below, whatever its
 * Taylor coefficients (those of `onePointVertices` at regulator 0) are. It grows like phi^2 where g is bounded, and like
 * |phi| where g grows like |z|; where g grows faster E[exp(j f)] exists for no j, and no potential does.
 *
 * @returns U at every value of `fields`, to about ten digits
 * @example onePointPotential({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.6], 10, [0, 1])
 * @throws ParameterError for networks of more than one hidden layer, weights that are not normal, activations that grow
 *   faster than |z|, and arguments outside of their domain
 */
export function onePointPotential(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  fields: readonly number[]
): Float64Array {
  const source = 'onePointPotential'
  const network = requireSingleLayer(source, parameters)
  requireInteger(source, 'width', width, 1)
  requirePoints(source, [point])
  requireFiniteList(source, 'fields', fields, 'a list of fields', { least: 0 })
  requireNormal(source, network)
  if (network.activation.growth > 1) {
    const rule = 'that grows no faster than |z|, or E[exp(j f)] exists for no j'
    throw new ParameterError(source, 'network', `one ${rule}`, network.activation.name)
  }
  const { unit, weight, bias, feature } = rescaledNetwork(network, point)
  if (unit === 0) throw new ParameterError(source, 'point', 'such that f is not always 0', point)
  const neuron = squareTilted(feature)
  const variance = bias ** 2 + weight ** 2 * neuron(0).mean
  return Float64Array.from(fields, (phi, i) => {
    const field = Math.abs(phi) / unit
    if (field === 0) return 0
    const tilted = (j: number) => neuron((weight * j) ** 2 / (2 * width))
    const mean = (j: number) => {
      const value = j * (bias ** 2 + weight ** 2 * tilted(j).mean)
      if (!Number.isNaN(value)) return value
      const rule = 'so small that quadrature resolves the weight exp(s g^2) of a neuron'
      throw new ParameterError(source, `fields[${i}]`, rule, phi)
    }
    // The mean of g^2 rises with j, so j is at most that of a free field.
    const most = field / variance
    if (!Number.isFinite(most * Math.max(most, field))) {
      throw new ParameterError(source, `fields[${i}]`, 'so small that U is a number', phi)
    }
    const j = refusedUnder(
      source,
      () => bracketedRoot((x) => Math.min(mean(x), Number.MAX_VALUE) - field, 0, 2 * most),
      () => networkSizes(parameters, { point, fields })
    )
    return j * field - (bias * j) ** 2 / 2 - width * tilted(j).logarithm
  })
}

/**
 * log E[exp(s g^2)], s >= 0, and the mean of g^2 with this weight; both infinite where the integral does not exist. A small
 * logarithm keeps its relative digits.
 */
function squareTilted(feature: SquaredFeature) {
  const { square } = feature
  return (s: number): { readonly logarithm: number; readonly mean: number } => {
    const exponent = (u: number) => s * square(u) - (u * u) / 2
    const breaks = integrationBreaks(exponent, feature)
    if (!breaks) return { logarithm: Infinity, mean: Infinity }
    const level = weightLevel(exponent, breaks)
    const weight = (u: number) => Math.exp(Math.min(exponent(u) - level, 1))
    const options = { relativeTolerance: 1e-12 }
    const total = adaptiveQuadrature(weight, breaks, options).value
    const first = adaptiveQuadrature((u) => square(u) * weight(u), breaks, options).value
    if (breaks.some((u) => s * square(u) > 1)) {
      return { logarithm: level + Math.log(total / Math.sqrt(2 * Math.PI)), mean: first / total }
    }
    const excess = (u: number) => Math.expm1(s * square(u)) * Math.exp((-u * u) / 2)
    const above = adaptiveQuadrature(excess, breaks, options).value
    return { logarithm: Math.log1p(above / Math.sqrt(2 * Math.PI)), mean: first / total }
  }
}
