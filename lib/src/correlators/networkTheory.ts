import { LayerCovariances } from '../covariances/layerCovariances.js'
import {
  type NetworkParameters,
  type Point,
  requireArchitecture,
  requirePoints
} from '../networks/networkParameters.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { activationOf } from '../networks/activations/activations.js'
import { DeepTheory } from './deepTheory.js'
import { FiniteWidthTheory } from './finiteWidthTheory.js'
import type { GreenFunctionTheory } from './greenFunctionTheory.js'
import { LinearTheory } from './linearTheory.js'
import { requireNormalWeights } from './quarticVertex.js'
import { onOneRay, RayTheory } from './rayTheory.js'

/**
 * The theory of a network's Green functions on a list of points: exact at every width for one hidden layer, deep linear
 * networks, and homogeneous ones without biases at inputs on one ray; else an expansion in 1/N, which says how far it goes.
 *
 * @example networkTheory({ network: 'relu', sigmaW: 1, sigmaB: 0 }, [[1]])
 * @throws ParameterError for parameters or points outside their domain, and for deep networks with weights that are not
 *   normal
 */
export function networkTheory(
  parameters: NetworkParameters,
  points: readonly Point[]
): GreenFunctionTheory {
  const source = 'networkTheory'
  const architecture = requireArchitecture(source, parameters)
  const { layers } = architecture
  if (layers.length === 1) {
    return refusedUnder(source, () => new FiniteWidthTheory(parameters, points))
  }
  requirePoints(source, points)
  requireNormalWeights(source, parameters, architecture)
  const covariances = new LayerCovariances(source, architecture, points)
  if (onOneRay(architecture, points)) return new RayTheory(covariances)
  const activations = layers.map(({ activation }) => activationOf(activation))
  // What is homogeneous and has no kink at 0 is a multiple of z.
  if (activations.every((g) => g.homogeneous && g.kinks.length === 0 && g.value(1, 0) === 1)) {
    return new LinearTheory(covariances)
  }
  return new DeepTheory(covariances)
}
