import { activationOf } from '../networks/activations/activations.js'
import { hasNormalPreactivations } from '../networks/featureMoment.js'
import { requireArchitecture, type NetworkParameters } from '../networks/networkParameters.js'
import { RadialPair } from '../networks/preactivationPair.js'
import { ParameterError } from '../numerics/parameterError.js'
import { lastFeature, lastPair } from './layerMap.js'

/**
 * K_W of points at distances r and s from the origin, their directions the angle `cosine` apart.
 *
 * @param cosine in [-1, 1]
 */
export type RadialCovariance = (r: number, s: number, cosine: number) => number

/**
 * K_W is invariant under rotations of data space, so distances and angle determine it; no vectors are formed where W0 and b0
 * are normal. For inner loops. Agrees with `weightCovariance` to rounding.
 *
 * @throws ParameterError for W0 that is not normal in more than one dimension: K_W depends on the directions then
 */
export function radialCovariance(
  parameters: NetworkParameters,
  dimension: number
): RadialCovariance {
  const architecture = requireArchitecture('radialCovariance', parameters)
  const { layers, readout } = architecture
  const scale = readout.sigmaW ** 2
  if (!hasNormalPreactivations(layers[0])) {
    if (dimension > 1 && layers[0].weights !== 'normal') {
      const rule = "'normal' for dIn > 1 here: K_W is not invariant under rotations else"
      throw new ParameterError('radialCovariance', 'weights.W0', rule, layers[0].weights)
    }
    const feature = lastFeature('radialCovariance', architecture)
    const rest = new Array<number>(Math.max(0, dimension - 2)).fill(0)
    const at = (r: number, cosine: number) =>
      dimension === 1
        ? [r * cosine]
        : [r * cosine, r * Math.sqrt((1 - cosine) * (1 + cosine)), ...rest]
    return (r, s, cosine) => scale * feature(at(r, 1), at(s, cosine))
  }
  const { pairMoment } = activationOf(layers[layers.length - 1].activation)
  const pair = new RadialPair(layers[0], dimension)
  const last = lastPair(architecture)
  return (r, s, cosine) => scale * pairMoment(last(pair.set(r, s, cosine)))
}
