import type { Ensemble } from '../networks/ensemble.js'
import { textDigest } from '../numerics/randomStream.js'
import { samplerBinary } from './samplerBinary.generated.js'
import { networkIdentity, samplerVersion } from './samplingPlan.js'

let digest: string | undefined

/**
 * Digest of the sampler: of its version and its WASM binary, 64 hexadecimal digits. Other bits may come from
 * any other sampler, so results, tasks and figures carry it.
 */
export function samplerDigest(): string {
  digest ??= textDigest(JSON.stringify([samplerVersion, samplerBinary]))
  return digest
}

/**
 * What the sums of one bag at one width depend on, as canonical JSON: the sampler (another one may give
 * other bits, so nothing stale is ever found) and the ensemble
 * without `widths` and `bags`, so that more widths and more bags extend a stored result.
 */
export function resultIdentity(ensemble: Ensemble): string {
  const { estimator, inputs, orders, networksPerBag, seed } = ensemble
  const statistics = { estimator, inputs, orders, networksPerBag, seed }
  const sampler = { samplerVersion, samplerDigest: samplerDigest() }
  return JSON.stringify({ ...sampler, ...networkIdentity(ensemble), ...statistics })
}

/** Address of a result: SHA-256 of its identity, 64 hexadecimal digits. */
export function resultAddress(identity: string): string {
  return textDigest(identity)
}
