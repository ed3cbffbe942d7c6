import { preactivationVariance, requireNormal } from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point,
  type SingleLayer
} from '../networks/networkParameters.js'
import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'

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
  const { sigmaW, sigmaB } = network.readout
  const neuron = squareTilted(network, point)
  const variance = sigmaB ** 2 + sigmaW ** 2 * neuron(0).mean
  if (variance === 0)
    throw new ParameterError(source, 'point', 'such that f is not always 0', point)
  return Float64Array.from(fields, (phi) => {
    const tilted = (j: number) => neuron((sigmaW * j) ** 2 / (2 * width))
    const mean = (j: number) => j * (sigmaB ** 2 + sigmaW ** 2 * tilted(j).mean)
    const field = Math.abs(phi)
    if (field === 0) return 0
    // The mean of g^2 rises with j, so j is at most that of a free field.
    const j = bracketedRoot((x) => mean(x) - field, 0, field / variance)
    return j * field - (sigmaB * j) ** 2 / 2 - width * tilted(j).logarithm
  })
}

/** Beyond this many standard deviations of z a tail that does not fall has no integral. */
const farthest = 1000

/** log E[exp(s g^2)], s >= 0, and the mean of g^2 with this weight; both infinite where the integral does not exist. */
function squareTilted({ activation, ...network }: SingleLayer, point: Point) {
  const variance = preactivationVariance({ activation, ...network }, point)
  const spread = Math.sqrt(variance)
  const square = (u: number) => activation.value(spread * u, variance) ** 2
  return (s: number): { readonly logarithm: number; readonly mean: number } => {
    const exponent = (u: number) => s * square(u) - (u * u) / 2
    let reach = 10
    while (Math.max(exponent(reach), exponent(-reach)) > -50) {
      reach *= 1.25
      if (reach > farthest) return { logarithm: Infinity, mean: Number.MAX_VALUE }
    }
    const panels = Array.from({ length: 33 }, (_, i) => reach * (i / 16 - 1))
    const kinks = activation.kinks.map((z) => z / spread).filter((u) => Math.abs(u) < reach)
    const breaks = [...new Set([...panels, ...kinks])].sort((a, b) => a - b)
    const top = breaks.reduce((most, u) => Math.max(most, exponent(u)), -Infinity)
    const weight = (u: number) => Math.exp(exponent(u) - top)
    const options = { relativeTolerance: 1e-12 }
    const total = adaptiveQuadrature(weight, breaks, options).value
    const first = adaptiveQuadrature((u) => square(u) * weight(u), breaks, options).value
    return { logarithm: top + Math.log(total / Math.sqrt(2 * Math.PI)), mean: first / total }
  }
}
