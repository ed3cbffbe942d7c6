import type { Ensemble } from '../networks/ensemble.js'
import { canonicalNetwork, type NetworkParameters } from '../networks/networkParameters.js'

/**
 * What one sampler instance needs to know: the part of an ensemble that its random streams depend
 * on, at one width. Two ensembles that differ in `bags`, `networksPerBag`, `orders` or their lists
 * of widths alone share the networks they both contain.
 */
export interface SamplerSettings extends NetworkParameters {
  readonly estimator: Ensemble['estimator']
  readonly width: number
  readonly inputs: Ensemble['inputs']
  readonly orders: readonly number[]
}

/** The settings for one width of an ensemble. */
export function samplerSettings(ensemble: Ensemble, width: number): SamplerSettings {
  const { estimator, inputs, orders } = ensemble
  return { ...canonicalNetwork('samplerSettings', ensemble), estimator, width, inputs, orders }
}
