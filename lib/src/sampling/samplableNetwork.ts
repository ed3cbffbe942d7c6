import type { Activation } from '../networks/activations/activation.js'
import {
  activationNames,
  activations,
  type NetworkName
} from '../networks/activations/activations.js'
import type { Ensemble } from '../networks/ensemble.js'
import { requireSingleLayer, type NetworkParameters } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { largestNormal } from './largestNormal.js'

/** An activation that the sampler has a function for. */
type SampledActivation = Activation & { readonly sampled: NonNullable<Activation['sampled']> }

/**
 * The activation of a network that the sampler can draw.
 *
 * @throws ParameterError for what it cannot draw: more than one hidden layer or output, layers of their own sigmas or
 *   widths, weights that are not normal, an activation without a function of the sampler, and inputs that put preactivations out of the
 *   range of that function
 */
export function requireSampled(
  source: string,
  parameters: NetworkParameters & Pick<Ensemble, 'inputs'>
): SampledActivation {
  const { activation, outputs } = requireSingleLayer(source, parameters)
  if (outputs > 1) throw new ParameterError(source, 'outputs', '1 to be sampled', outputs)
  const { layers, weights, sigmaW, sigmaB, inputs } = parameters
  if (layers) {
    const rule = 'of equal sigmas and width 1 (the short form) to be sampled'
    throw new ParameterError(source, 'layers', rule, layers)
  }
  if (weights) throw new ParameterError(source, 'weights', "'normal' to be sampled", weights)
  const { sampled, largestPreactivation = Infinity } = activation
  if (!sampled) {
    const rule = `one that the sampler has: ${sampledNames.map((name) => `'${name}'`).join(', ')}`
    throw new ParameterError(source, 'network', rule, parameters.network)
  }
  inputs.forEach((point, k) => {
    const sum = point.reduce((total, component) => total + Math.abs(component), 0)
    const largest = largestNormal * (sigmaB + (sigmaW * sum) / Math.sqrt(point.length))
    if (largest <= largestPreactivation) return
    const limit = Math.floor(largestPreactivation / largestNormal)
    const rule = `such that sigmaB + sigmaW sum |x|/sqrt(dIn) <= ${limit}, for ${activation.formula} to be in range`
    throw new ParameterError(source, `inputs[${k}]`, rule, point)
  })
  return { ...activation, sampled }
}

const sampledNames: readonly NetworkName[] = activationNames.filter(
  (name) => activations[name].sampled
)
