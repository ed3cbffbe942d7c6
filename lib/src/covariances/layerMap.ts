import { activationOf } from '../networks/activations/activations.js'
import type { Activation } from '../networks/activations/activation.js'
import type { AffineMap, Architecture } from '../networks/architecture.js'
import { pairOfCovariances, type PreactivationPair } from '../networks/preactivationPair.js'

/**
 * One layer at infinite width: from the joint distribution of the preactivations of one layer at two inputs to that of the
 * next, K' = sigmaB^2 + sigmaW^2 E[g(z) g(z')].
 */
export function nextPair(
  activation: Activation,
  map: AffineMap,
  pair: PreactivationPair
): PreactivationPair {
  const [scale, bias] = [map.sigmaW ** 2, map.sigmaB ** 2]
  const next = (of: PreactivationPair) => bias + scale * activation.pairMoment(of)
  const variance = (v: number) => next(pairOfCovariances(v, v, v))
  return pairOfCovariances(variance(pair.varianceX), variance(pair.varianceY), next(pair))
}

/** From the preactivations of the first hidden layer to those of the last, for inner loops. */
export function lastPair(
  architecture: Architecture
): (pair: PreactivationPair) => PreactivationPair {
  const later = architecture.layers.slice(1)
  const activations = architecture.layers.map(({ activation }) => activationOf(activation))
  return (first) => later.reduce((pair, map, l) => nextPair(activations[l], map, pair), first)
}
