import { OutOfReach } from '../numerics/outOfReach.js'
import { activationOf } from '../networks/activations/activations.js'
import type { Activation } from '../networks/activations/activation.js'
import type { AffineMap, Architecture } from '../networks/architecture.js'
import { hasNormalPreactivations, pairFeature } from '../networks/featureMoment.js'
import type { Point } from '../networks/networkParameters.js'
import {
  pairOfCovariances,
  pairOfPoints,
  type PreactivationPair
} from '../networks/preactivationPair.js'

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

/**
 * E[g(z(x)) g(z(y))] of the last hidden layer at infinite width, as a function of checked points. A first layer of any
 * distribution; preactivations of later ones are normal by the central limit theorem. The function throws an OutOfReach where
 * a preactivation's variance overflows.
 */
export function lastFeature(
  source: string,
  architecture: Architecture
): (x: Point, y: Point) => number {
  const { layers } = architecture
  const [first, second] = layers
  const { pairMoment, images } = activationOf(layers[layers.length - 1].activation)
  if (hasNormalPreactivations(first)) {
    const last = lastPair(architecture)
    // What decays like a Gaussian is known at any distance.
    const isAnywhere = layers.length === 1 && images !== undefined
    return (x, y) => {
      const pair = pairOfPoints(first, x, y)
      if (isAnywhere || Number.isFinite(pair.varianceX + pair.varianceY)) {
        return pairMoment(last(pair))
      }
      throw new OutOfReach(source, 'the variance of a preactivation overflows')
    }
  }
  const feature = pairFeature(source, activationOf(first.activation), first)
  if (layers.length === 1) return feature
  const last = lastPair({ ...architecture, layers: layers.slice(1) })
  const covariance = (x: Point, y: Point) => second.sigmaB ** 2 + second.sigmaW ** 2 * feature(x, y)
  return (x, y) =>
    pairMoment(last(pairOfCovariances(covariance(x, x), covariance(y, y), covariance(x, y))))
}
