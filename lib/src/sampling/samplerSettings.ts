import { requireInteger, requireResult } from '../numerics/parameterError.js'
import type { Ensemble } from '../networks/ensemble.js'
import { outputsOfOrder } from './bagSums.js'
import type { ActivationTable } from './activationTable.js'
import { requireSampled, type SampledFunction, type SampledLayer } from './samplableNetwork.js'
import type { SampledWeights } from './weightDraws.js'

/**
 * What one sampler instance needs to know: the part of an ensemble that its random streams depend
 * on, at one width. Two ensembles that differ in `bags`, `networksPerBag`, `orders` or their lists
 * of widths alone share the networks they both contain.
 */
export interface SamplerSettings {
  /** What computes the activation. */
  readonly sampled: SampledFunction
  /** Where that is a table. */
  readonly table?: ActivationTable
  /** Distributions of the weights and biases. */
  readonly weights: SampledWeights
  /** Whether features are divided by exp(sigmaB^2 + sigmaW^2 x.x/dIn). */
  readonly normalised: boolean
  /** Of the first hidden layer. */
  readonly sigmaW: number
  /** Standard deviation of the biases of the first hidden layer. */
  readonly sigmaB: number
  /** Hidden layers beyond the first, their widths in neurons. */
  readonly later: readonly SampledLayer[]
  /** Standard deviations of the readout's weights and biases. */
  readonly readout: { readonly sigmaW: number; readonly sigmaB: number }
  /** How networks are drawn. */
  readonly estimator: Ensemble['estimator']
  /** Neurons of the first hidden layer. */
  readonly width: number
  /** Inputs, shape [point][dIn]. */
  readonly inputs: Ensemble['inputs']
  /** Outputs that the moments of these orders need: those beyond are not drawn. */
  readonly outputs: number
  /** Orders of the moments. */
  readonly orders: readonly number[]
}

/**
 * The settings for one width of an ensemble. @throws ParameterError if the sampler cannot draw such a network
 *
 * @example samplerSettings(ensemble({ network: 'gauss', widths: [10] }), 10)
 */
export function samplerSettings(ensemble: Ensemble, width: number): SamplerSettings {
  requireResult('samplerSettings', 'ensemble', ensemble, ['network', 'inputs', 'orders'])
  requireInteger('samplerSettings', 'width', width, 1)
  const { estimator, inputs, orders } = ensemble
  const outputs = outputsOfOrder(ensemble.outputs ?? 1, orders[orders.length - 1])
  const { first, later, ...network } = requireSampled('sampleEnsemble', ensemble)
  return {
    ...network,
    sigmaW: first.sigmaW,
    sigmaB: first.sigmaB,
    later: later.map((layer) => ({ ...layer, width: layer.width * width })),
    estimator,
    width: first.width * width,
    inputs,
    outputs,
    orders
  }
}
