import type { Ensemble } from '../networks/ensemble.js'
import { mergeBlocks, type SumsLayout } from './bagSums.js'
import type { BlockRunner } from './blockRunner.js'
import { samplerSettings, type SamplerSettings } from './samplerSettings.js'
import { bagBlocks, networkCost, streamKey, type SamplingBlock } from './samplingPlan.js'

/** Sums of the bags known so far, [width][bag]. */
export type BagTable = (Float64Array | undefined)[][]

interface BlockJob {
  readonly settings: SamplerSettings
  readonly block: SamplingBlock
  readonly finish: (sums: Float64Array) => void
}

/** Bags of one width that follow each other have at least this much work, about 1 ms. */
const leastWork = 1e5

/**
 * Every block of the missing bags, lazily: some bags at every width, then the next ones, so that a
 * run that is not yet over knows all widths about equally well. A bag is merged and handed to `keep`
 * when the last of its blocks is there, in whatever order they come.
 */
export function* missingBags(
  ensemble: Ensemble,
  layout: readonly SumsLayout[],
  bagSums: BagTable,
  keep: (width: number, bag: number, sums: Float64Array) => void
): Generator<BlockJob> {
  const { widths, networksPerBag } = ensemble
  const parts = widths.map((width) => ({
    width,
    settings: samplerSettings(ensemble, width),
    key: streamKey(ensemble, width)
  }))
  const round = Math.ceil(leastWork / (networksPerBag * networkCost(Math.min(...widths))))
  for (let first = 0; first < ensemble.bags; first += round) {
    const last = Math.min(first + round, ensemble.bags)
    for (const [i, { width, settings, key }] of parts.entries()) {
      for (let bag = first; bag < last; bag++) {
        if (bagSums[i][bag]) continue
        const blocks = bagBlocks(ensemble, width, bag, key)
        const sums = new Array<Float64Array>(blocks.length)
        let missing = blocks.length
        for (const block of blocks) {
          const finish = (result: Float64Array) => {
            sums[block.block] = result
            if (--missing === 0) keep(width, bag, mergeBlocks(sums, layout))
          }
          yield { settings, block, finish }
        }
      }
    }
  }
}

const blockWork = ({ block }: BlockJob) => block.networks * networkCost(block.width)

/** Joins successive blocks of one width to tasks of about `work` units, of one block at least. */
export function* blockTasks(jobs: Iterable<BlockJob>, work: number): Generator<BlockJob[]> {
  let task: BlockJob[] = []
  let sum = 0
  for (const job of jobs) {
    const full = sum + blockWork(job) > work || task[0]?.settings !== job.settings
    if (full && task.length > 0) {
      yield task
      task = []
      sum = 0
    }
    task.push(job)
    sum += blockWork(job)
  }
  if (task.length > 0) yield task
}

/** Runs the tasks, as many at a time as the runner takes; the first failure ends the others. */
export async function runTasks(
  tasks: Iterable<BlockJob[]>,
  runner: BlockRunner,
  signal: AbortSignal | undefined,
  advance: (work: number) => void
): Promise<void> {
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  const queue = tasks[Symbol.iterator]()
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const jobs = next.value
      const blocks = jobs.map(({ block: { networks, stream } }) => ({ networks, stream }))
      const results = await runner.run({ settings: jobs[0].settings, blocks }, stop)
      jobs.forEach((job, i) => {
        job.finish(results[i])
        advance(blockWork(job))
      })
    }
  }
  try {
    await Promise.all(Array.from({ length: runner.concurrency }, lane))
  } catch (error) {
    failure.abort(error)
    throw error
  }
}
