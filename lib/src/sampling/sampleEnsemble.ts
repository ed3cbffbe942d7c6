import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { requireInteger } from '../numerics/parameterError.js'
import { mergeBlocks, sumsLayout, type SumsLayout } from './bagSums.js'
import { localRunner, type BlockRunner } from './blockRunner.js'
import { requireSamplable } from './blockSampler.js'
import { cellSignal } from './cellSignal.js'
import type { EnsembleMoments, OrderMoments, WidthMoments } from './ensembleMoments.js'
import { progressMeter } from './progressMeter.js'
import { samplerSettings, type SamplerSettings } from './samplerSettings.js'
import { bagBlocks, networkCost, streamKey, type SamplingBlock } from './samplingPlan.js'
import type { SamplingProgress } from './samplingProgress.js'
import { noStore, storedBags, type StoredBags, type StoreOptions } from './storedBags.js'
import { workerPool, type WorkerKind } from './workerPool.js'

/** How an ensemble is sampled; nothing here changes the result. */
export interface SamplingOptions {
  /** Workers of this machine, default: its cores. A browser samples in the calling thread. */
  readonly workers?: number
  /** Default `'thread'`. */
  readonly workerKind?: WorkerKind
  /**
   * Stops the run: the promise rejects with the signal's reason, workers included. Default: the
   * signal of the running notebook cell, if there is one.
   */
  readonly signal?: AbortSignal
  /** Called at most ten times a second, and at the end. */
  readonly onProgress?: (progress: SamplingProgress) => void
  /** Where blocks run instead of on this machine's workers. */
  readonly runner?: BlockRunner
  /** Where finished bags are kept, `false` for nowhere; in a browser nowhere. */
  readonly store?: StoreOptions | false
  /** Told what went wrong without harm, such as a damaged file; default: a process warning. */
  readonly onWarning?: (message: string) => void
}

/**
 * Draws the networks of an ensemble and returns the moments of their outputs, bag by bag.
 *
 * A pure function of the ensemble: for every number of workers, on every machine and in a browser
 * the same bits (docs/sampling.md defines the plan of blocks, their random streams, and the order
 * of the sums).
 *
 * @example const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * @throws ParameterError if the ensemble or an option is out of its domain, before any work starts
 * @throws RangeError if a moment leaves the range of numbers
 */
export async function sampleEnsemble(
  ensemble: Ensemble,
  options: SamplingOptions = {}
): Promise<EnsembleMoments> {
  const checked = checkedEnsemble(ensemble)
  for (const width of checked.widths) requireSamplable(samplerSettings(checked, width))
  if (options.workers !== undefined) {
    requireInteger('sampleEnsemble', 'workers', options.workers, 1, 1024)
  }
  const signal = options.signal ?? cellSignal()
  signal?.throwIfAborted()
  const warnings: string[] = []
  const stored = await openStore(checked, options, (message) => {
    warnings.push(message)
    warn(message, options)
  })
  const layout = sumsLayout(checked)
  const bagSums = checked.widths.map(() => new Array<Float64Array | undefined>(checked.bags))
  const restored = await restore(checked, stored, bagSums)
  const total = checked.bags * checked.networksPerBag * sum(checked.widths.map(networkCost))
  const meter = progressMeter(total, options.onProgress, restored)
  const keep = (width: number, bag: number, sums: Float64Array) => {
    bagSums[checked.widths.indexOf(width)][bag] = sums
    stored.add(width, bag, sums)
  }
  try {
    if (restored < total) {
      const runner = options.runner ?? (await defaultRunner(options))
      const jobs = blockJobs(checked, layout, bagSums, keep)
      await runAll(jobs, runner, signal, meter.advance)
    }
  } finally {
    await stored.close()
  }
  meter.finish()
  const widths = checked.widths.map((width, i) =>
    widthMoments(checked, width, layout, bagSums[i] as Float64Array[])
  )
  return { ensemble: checked, widths, warnings }
}

const inNode = typeof process !== 'undefined' && Boolean(process.versions?.node)

function openStore(ensemble: Ensemble, { store }: SamplingOptions, warn: (text: string) => void) {
  return inNode && store !== false ? storedBags(ensemble, store ?? {}, warn) : noStore
}

function warn(message: string, { onWarning }: SamplingOptions): void {
  if (onWarning) onWarning(message)
  else process.emitWarning(message, 'SamplingWarning')
}

/** Puts the stored bags in their places and returns how much work they save. */
async function restore(
  ensemble: Ensemble,
  stored: StoredBags,
  bagSums: (Float64Array | undefined)[][]
): Promise<number> {
  let work = 0
  for (const [i, width] of ensemble.widths.entries()) {
    for (const [bag, sums] of await stored.load(width)) {
      if (bag >= ensemble.bags) continue
      bagSums[i][bag] = sums
      work += ensemble.networksPerBag * networkCost(width)
    }
  }
  return work
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

async function defaultRunner({ workers, workerKind = 'thread' }: SamplingOptions) {
  if (!inNode) return localRunner()
  const { availableParallelism } = await import(/* webpackIgnore: true */ 'node:os')
  return workerPool(workers ?? availableParallelism(), workerKind)
}

interface BlockJob {
  readonly settings: SamplerSettings
  readonly block: SamplingBlock
  readonly finish: (sums: Float64Array) => void
}

/** Every missing block, lazily; a bag is merged when the last of its blocks is there. */
function* blockJobs(
  ensemble: Ensemble,
  layout: readonly SumsLayout[],
  bagSums: readonly (readonly (Float64Array | undefined)[])[],
  keep: (width: number, bag: number, sums: Float64Array) => void
): Generator<BlockJob> {
  for (const [i, width] of ensemble.widths.entries()) {
    const settings = samplerSettings(ensemble, width)
    const key = streamKey(ensemble, width)
    for (let bag = 0; bag < ensemble.bags; bag++) {
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

/** Runs the jobs, as many at a time as the runner takes; the first failure ends the others. */
async function runAll(
  jobs: Iterable<BlockJob>,
  runner: BlockRunner,
  signal: AbortSignal | undefined,
  advance: (work: number) => void
): Promise<void> {
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  const queue = jobs[Symbol.iterator]()
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const { settings, block, finish } = next.value
      const { networks, stream } = block
      finish(await runner.run({ settings, networks, stream }, stop))
      advance(networks * networkCost(block.width))
    }
  }
  try {
    await Promise.all(Array.from({ length: runner.concurrency }, lane))
  } catch (error) {
    failure.abort(error)
    throw error
  }
}

function widthMoments(
  ensemble: Ensemble,
  width: number,
  layout: readonly SumsLayout[],
  bagSums: readonly Float64Array[]
): WidthMoments {
  const { networksPerBag } = ensemble
  const orders = layout.map(
    ({ order, combinations, start, squares, maxima, end }): OrderMoments => {
      const part = (from: number, to: number) => joinRows(bagSums.map((s) => s.subarray(from, to)))
      const bagMeans = part(start, squares).map((s) => s / networksPerBag)
      if (!bagMeans.every(Number.isFinite)) {
        throw new RangeError(
          `sampleEnsemble: moments of order ${order} at width ${width} leave the range of numbers; ` +
            'reduce sigmaW, sigmaB or the inputs'
        )
      }
      const bagSquares = part(squares, maxima)
      return { order, combinations, bagMeans, bagSquares, bagMaxima: part(maxima, end) }
    }
  )
  return { width, orders }
}

function joinRows(rows: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(rows.length * rows[0].length)
  rows.forEach((row, i) => joined.set(row, i * row.length))
  return joined
}
