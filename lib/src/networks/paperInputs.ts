import { requireInteger } from '../numerics/parameterError.js'
import { activationNames, requireActivation, type NetworkName } from './activations/activations.js'

type Inputs = readonly (readonly number[])[]

/** One-dimensional inputs of the papers (arXiv:2008.08601); networks that they do not have get those of Erf-net. */
export const paperInputs = Object.fromEntries(
  activationNames.map((name) => [name, paperInputsIn(name, 1)])
) as Readonly<Record<NetworkName, Inputs>>

/**
 * The inputs of arXiv:2008.08601, section 2, in dIn = 1, 2 or 3 dimensions: GaussNet's are Erf-net's times 0.01,
 * ReLU-net's are positive; networks that the paper does not have get Erf-net's or, where g vanishes for negative z,
 * ReLU-net's. Shape [point][dIn], six points for dIn = 1, four otherwise.
 *
 * @example paperInputsIn('gauss', 2) // [[-0.01, -0.01], [-0.01, 0.01], [0.01, -0.01], [0.01, 0.01]]
 * @throws ParameterError for another dimension, or a name that is no network
 */
export function paperInputsIn(network: NetworkName, dIn: number): Inputs {
  requireInteger('paperInputsIn', 'dIn', dIn, 1, 3)
  return requireActivation('paperInputsIn', network).inputs(dIn)
}
