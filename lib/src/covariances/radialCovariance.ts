import { activationOf } from '../networks/activations/activations.js'
import { requireArchitecture, type NetworkParameters } from '../networks/networkParameters.js'
import { RadialPair } from '../networks/preactivationPair.js'
import { lastPair } from './layerMap.js'

/**
 * K_W of points at distances r and s from the origin, their directions the angle `cosine` apart.
 *
 * @param cosine in [-1, 1]
 */
export type RadialCovariance = (r: number, s: number, cosine: number) => number

/**
 * K_W is invariant under rotations of data space, so distances and angle determine it; no vectors are formed. For
 * inner loops. Agrees with `weightCovariance` to rounding.
 */
export function radialCovariance(
  parameters: NetworkParameters,
  dimension: number
): RadialCovariance {
  const architecture = requireArchitecture('radialCovariance', parameters)
  const { layers, readout } = architecture
  const { pairMoment } = activationOf(layers[layers.length - 1].activation)
  const pair = new RadialPair(layers[0], dimension)
  const last = lastPair(architecture)
  const scale = readout.sigmaW ** 2
  return (r, s, cosine) => scale * pairMoment(last(pair.set(r, s, cosine)))
}
