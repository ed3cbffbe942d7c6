import { BlockSampler } from './blockSampler.js'
import { samplerDigest } from './resultIdentity.js'
import type { SamplerSettings } from './samplerSettings.js'

/** Some blocks of networks, each from a random stream of its own, under one set of settings. */
export interface BlockTask {
  /** `samplerDigest` of who asks: no other sampler may answer. */
  readonly sampler: string
  readonly settings: SamplerSettings
  readonly blocks: readonly { readonly networks: number; readonly stream: string }[]
}

/** What comes back for a task. */
export interface BlockAnswer {
  /** `samplerDigest` of who drew the networks. */
  readonly sampler: string
  /** The sums of each block (see `BlockSampler.sample`), in the order of the task. */
  readonly sums: readonly Float64Array[]
}

/**
 * Carries blocks out somewhere: in this thread, in workers, on other machines. Where a block runs
 * does not change its sums.
 */
export interface BlockRunner {
  /** How many tasks to hand over at a time. */
  readonly concurrency: number
  /** Rejects with the signal's reason once the signal is aborted. */
  run(task: BlockTask, signal?: AbortSignal): Promise<BlockAnswer>
}

/**
 * Runs blocks in the calling thread, with a turn of the event loop between two tasks.
 *
 * @example await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }), { runner: localRunner() })
 */
export function localRunner(): BlockRunner {
  const run = taskSampler()
  return {
    concurrency: 1,
    async run(task, signal) {
      await new Promise((resolve) => setTimeout(resolve))
      signal?.throwIfAborted()
      return run(task)
    }
  }
}

/** Samplers are kept, one for each width, up to this many bytes of memory; the last one always. */
const keptBytes = 2 ** 24

/**
 * A function that runs tasks at once, keeping the samplers it used last. @throws Error for tasks that ask for
 * another sampler than this one
 */
export function taskSampler(): (task: BlockTask) => BlockAnswer {
  const samplers = new Map<string, BlockSampler>()
  const own = samplerDigest()
  return ({ sampler: asked, settings, blocks }) => {
    if (asked !== own) {
      throw new Error(`this worker has the sampler ${own}, the task asks for ${asked}`)
    }
    const name = JSON.stringify({ ...settings, table: settings.table?.digest })
    const sampler = samplers.get(name) ?? new BlockSampler(settings)
    // The one used last stands last.
    samplers.delete(name)
    samplers.set(name, sampler)
    forgetOldest(samplers)
    const sums = blocks.map(({ networks, stream }) => sampler.sample(networks, stream))
    return { sampler: own, sums }
  }
}

function forgetOldest(samplers: Map<string, BlockSampler>): void {
  let bytes = [...samplers.values()].reduce((sum, sampler) => sum + sampler.bytes, 0)
  for (const [name, sampler] of samplers) {
    if (bytes <= keptBytes || samplers.size === 1) return
    samplers.delete(name)
    bytes -= sampler.bytes
  }
}
