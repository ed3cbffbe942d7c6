import type { WeightDistribution } from '../networks/weights/weightDistribution.js'
import { streamStates } from '../numerics/randomStream.js'
import { instantiateSampler } from './samplerModule.js'
import { distributionCode } from './weightDraws.js'

/** Numbers that are drawn at a time. */
const batch = 4096

/** The numbers of one distribution, of variance 1, and of one stream of the sampler, one after the other. */
export function drawnNumbers(name: string, distribution: WeightDistribution): () => number {
  const wasm = instantiateSampler()
  const pointer = wasm.allocateArray(batch)
  const code = distributionCode(distribution)
  new Float64Array(wasm.memory.buffer, wasm.distributionsPointer(), code.length).set(code)
  const states = streamStates(name)
  new Uint8Array(wasm.memory.buffer, wasm.seedsPointer(), states.length).set(states)
  wasm.startNormals()
  const drawn = new Float64Array(wasm.memory.buffer, pointer, batch)
  let next = batch
  return () => {
    if (next === batch) {
      wasm.weightArray(pointer, batch)
      next = 0
    }
    return drawn[next++]
  }
}
