import type { Ensemble } from '../networks/ensemble.js'
import { textDigest } from '../numerics/randomStream.js'
import { samplerBinary } from './samplerBinary.generated.js'
import { samplerVersion } from './samplingPlan.js'

let samplerDigest: string | undefined

/**
 * What the sums of one bag at one width depend on, as canonical JSON: the sampler's version and
 * binary (another binary may give other bits, so nothing stale is ever found) and the ensemble
 * without `widths` and `bags`, so that more widths and more bags extend a stored result.
 */
export function resultIdentity(ensemble: Ensemble): string {
  const { network, estimator, sigmaW, sigmaB, inputs, orders, networksPerBag, seed } = ensemble
  const parameters = { network, estimator, sigmaW, sigmaB, inputs, orders, networksPerBag, seed }
  samplerDigest ??= textDigest(samplerBinary)
  return JSON.stringify({ samplerVersion, samplerDigest, ...parameters })
}

/** Address of a result: SHA-256 of its identity, 64 hexadecimal digits. */
export function resultAddress(identity: string): string {
  return textDigest(identity)
}
