import type { Ensemble } from '../networks/ensemble.js'
import { bagMerger, sumsLayout, type SumsLayout } from './bagSums.js'
import type { BlockAnswer, BlockRunner } from './blockRunner.js'
import { samplerDigest } from './resultIdentity.js'
import { samplerSettings, type SamplerSettings } from './samplerSettings.js'
import {
  bagBlocks,
  blockCount,
  networkCost,
  streamKey,
  type SamplingBlock
} from './samplingPlan.js'

/** Sums of the bags known so far, [width][bag]. */
export type BagTable = (Float64Array | undefined)[][]

interface BlockJob {
  readonly settings: SamplerSettings
  readonly block: SamplingBlock
  /** Work of one of its networks. */
  readonly cost: number
  readonly finish: (sums: Float64Array) => void
}

/**
 * Most work of one task, about 35 ms. Between two tasks a worker waits for the calling thread, which on a machine with
 * as many workers as cores has to wait for a core itself.
 */
const taskWork = 5e6

/** Bags of one width that follow each other have at least this much work, about 1 ms. */
const leastWork = 1e5

/** What is drawn by `drawMissingBags`. */
export interface MissingBags {
  /** Its `bags` are where to end. */
  readonly ensemble: Ensemble
  /** The first bag that is wanted. */
  readonly first?: number
  /** Those that are there. */
  readonly bagSums: BagTable
  /** Units of work of those that are not. */
  readonly work: number
  /** Told of every bag as it is finished. */
  readonly keep: (width: number, bag: number, sums: Float64Array) => void
  /** Told of work as it is done. */
  readonly advance: (work: number) => void
}

/**
 * Draws the missing bags of an ensemble with a runner.
 *
 * @throws RunnerError if the runner's answer is none to its task
 */
export async function drawMissingBags(
  missing: MissingBags,
  runner: BlockRunner,
  signal: AbortSignal | undefined
): Promise<void> {
  const layout = sumsLayout(missing.ensemble)
  // Small enough for every worker to get a fair share, large enough to be worth a message.
  const work = Math.min(taskWork, missing.work / (8 * runner.concurrency))
  const tasks = blockTasks(missingBlocks(missing, layout), work)
  await runTasks(tasks, runner, layout[layout.length - 1].end, signal, missing.advance)
}

/**
 * Every block of the missing bags, lazily: some bags at every width, then the next ones, so that a
 * run that is not yet over knows all widths about equally well. A bag is merged and handed to `keep`
 * when the last of its blocks is there, in whatever order they come.
 */
function* missingBlocks(
  { ensemble, first: start = 0, bagSums, keep }: MissingBags,
  layout: readonly SumsLayout[]
): Generator<BlockJob> {
  const { widths, networksPerBag } = ensemble
  const parts = widths.map((width) => ({
    width,
    settings: samplerSettings(ensemble, width),
    cost: networkCost(ensemble, width),
    key: streamKey(ensemble, width)
  }))
  const least = Math.min(...parts.map(({ cost }) => cost))
  const round = Math.ceil(leastWork / (networksPerBag * least))
  for (let first = start; first < ensemble.bags; first += round) {
    const last = Math.min(first + round, ensemble.bags)
    for (const [i, { width, settings, cost, key }] of parts.entries()) {
      for (let bag = first; bag < last; bag++) {
        if (bagSums[i][bag]) continue
        const take = inOrder(blockCount(ensemble, width), layout, (sums) => keep(width, bag, sums))
        for (const block of bagBlocks(ensemble, width, bag, key)) {
          const finish = (sums: Float64Array) => take(block.block, sums)
          yield { settings, block, cost, finish }
        }
      }
    }
  }
}

/** Merges `count` blocks in their order, in whatever order they come; only those that came too early wait. */
function inOrder(
  count: number,
  layout: readonly SumsLayout[],
  done: (sums: Float64Array) => void
): (block: number, sums: Float64Array) => void {
  const merger = bagMerger(layout)
  const early = new Map<number, Float64Array>()
  let next = 0
  return (block, sums) => {
    early.set(block, sums)
    for (let ready = early.get(next); ready; ready = early.get(next)) {
      merger.add(ready)
      early.delete(next++)
    }
    if (next === count) done(merger.sums())
  }
}

const blockWork = ({ block, cost }: BlockJob) => block.networks * cost

/** Joins successive blocks of one width to tasks of about `work` units, of one block at least. */
function* blockTasks(jobs: Iterable<BlockJob>, work: number): Generator<BlockJob[]> {
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

/**
 * Runs the tasks, as many at a time as the runner takes; the first failure ends the others.
 *
 * @param length numbers in the sums of one block
 * @throws RunnerError if the runner's answer is none to the task
 */
async function runTasks(
  tasks: Iterable<BlockJob[]>,
  runner: BlockRunner,
  length: number,
  signal: AbortSignal | undefined,
  advance: (work: number) => void
): Promise<void> {
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  const queue = tasks[Symbol.iterator]()
  const sampler = samplerDigest()
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const jobs = next.value
      const blocks = jobs.map(({ block: { networks, stream } }) => ({ networks, stream }))
      const task = { sampler, settings: jobs[0].settings, blocks }
      const sums = checkedSums(await runner.run(task, stop), sampler, jobs.length, length)
      jobs.forEach((job, i) => {
        job.finish(sums[i])
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

/** A runner answered something else than what it was asked for; nothing of the answer is kept. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError'
}

/** The sums in an answer, if they are those of the sampler that was asked for, in number and length. */
function checkedSums(
  answer: BlockAnswer,
  sampler: string,
  blocks: number,
  length: number
): readonly Float64Array[] {
  const refuse = (what: string, wanted: unknown, got: unknown) => {
    throw new RunnerError(`sampleEnsemble: the runner's ${what} must be ${wanted}, got ${got}`)
  }
  if (answer?.sampler !== sampler) refuse('sampler', sampler, answer?.sampler)
  const { sums } = answer
  if (!Array.isArray(sums)) refuse('sums', 'a list', typeof sums)
  if (sums.length !== blocks) refuse('number of blocks', blocks, sums.length)
  for (const [i, numbers] of sums.entries()) {
    if (!(numbers instanceof Float64Array)) refuse(`sums[${i}]`, 'a Float64Array', typeof numbers)
    if (numbers.length !== length) refuse(`length of sums[${i}]`, length, numbers.length)
  }
  return sums
}
