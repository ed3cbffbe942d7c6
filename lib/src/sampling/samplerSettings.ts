import type { Ensemble } from '../networks/ensemble.js'

/**
 * What one sampler instance needs to know: the part of an ensemble that its random streams depend
 * on, at one width. Two ensembles that differ in `bags`, `networksPerBag`, `orders` or their lists
 * of widths alone share the networks they both contain.
 */
export interface SamplerSettings {
  readonly network: Ensemble['network']
  readonly estimator: Ensemble['estimator']
  readonly width: number
  readonly sigmaW: number
  readonly sigmaB: number
  readonly inputs: Ensemble['inputs']
  readonly orders: readonly number[]
}

/** The settings for one width of an ensemble. */
export function samplerSettings(ensemble: Ensemble, width: number): SamplerSettings {
  const { network, estimator, sigmaW, sigmaB, inputs, orders } = ensemble
  return { network, estimator, width, sigmaW, sigmaB, inputs, orders }
}
