import { BlockSampler } from './blockSampler.js'
import type { BlockTask } from './samplerWorker.js'

/**
 * Carries blocks out somewhere: in this thread, in workers, on other machines. Where a block runs
 * does not change its sums.
 */
export interface BlockRunner {
  /** How many blocks to hand over at a time. */
  readonly concurrency: number
  /** Rejects with the signal's reason once the signal is aborted. */
  run(task: BlockTask, signal?: AbortSignal): Promise<Float64Array>
}

/** Runs blocks in the calling thread, with a turn of the event loop between two of them. */
export function localRunner(): BlockRunner {
  let sampler: BlockSampler | undefined
  return {
    concurrency: 1,
    async run({ settings, networks, stream }, signal) {
      await new Promise((resolve) => setTimeout(resolve))
      signal?.throwIfAborted()
      if (sampler?.settings !== settings) sampler = new BlockSampler(settings)
      return sampler.sample(networks, stream)
    }
  }
}
