import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import { fieldCombinationCount } from '../networks/field.js'
import { withOrigin } from '../provenance/origin.js'
import {
  ParameterError,
  requireFunction,
  requireInteger,
  requireKeys,
  requireObject,
  requireOneOf,
  requireText
} from '../numerics/parameterError.js'
import { sumsLayout } from './bagSums.js'
import { blockTasks, missingBags, runTasks, type BagTable } from './blockQueue.js'
import { localRunner, type BlockRunner } from './blockRunner.js'
import { requireSamplable } from './blockSampler.js'
import { cellSignal } from './cellSignal.js'
import type { EnsembleMoments } from './ensembleMoments.js'
import { progressMeter } from './progressMeter.js'
import { samplerSettings } from './samplerSettings.js'
import { ensembleWork, networkCost } from './samplingPlan.js'
import type { SamplingProgress } from './samplingProgress.js'
import { noStore, storedBags, type StoredBags, type StoreOptions } from './storedBags.js'
import { widthMoments } from './widthMoments.js'
import { workerKinds, workerPool, type WorkerKind } from './workerPool.js'

/**
 * Most work of one task, about 35 ms. Between two tasks a worker waits for the calling thread, which on a machine with
 * as many workers as cores has to wait for a core itself.
 */
const taskWork = 5e6

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

const optionKeys: readonly (keyof SamplingOptions)[] = [
  'workers',
  'workerKind',
  'signal',
  'onProgress',
  'runner',
  'store',
  'onWarning'
]

function requireOptions(options: SamplingOptions): void {
  const source = 'sampleEnsemble'
  requireKeys(source, 'options', options, optionKeys)
  const { workers, workerKind, signal, onProgress, runner, store, onWarning } = options
  if (workers !== undefined) requireInteger(source, 'workers', workers, 1, 1024)
  if (workerKind !== undefined) requireOneOf(source, 'workerKind', workerKind, workerKinds)
  if (signal !== undefined) requireObject(source, 'signal', signal)
  if (onProgress !== undefined) requireFunction(source, 'onProgress', onProgress)
  if (runner !== undefined) {
    requireObject(source, 'runner', runner)
    requireFunction(source, 'runner.run', runner.run)
  }
  if (onWarning !== undefined) requireFunction(source, 'onWarning', onWarning)
  if (store === undefined || store === false) return
  requireKeys(source, 'store', store, ['folder', 'maximumBytes'])
  if (store.folder !== undefined) requireText(source, 'store.folder', store.folder)
  if (store.maximumBytes !== undefined) {
    requireInteger(source, 'store.maximumBytes', store.maximumBytes, 0)
  }
}

/** Most numbers that are kept of a sample, 800 megabytes. */
const mostSums = 1e8

/** Refuses an ensemble whose moments, bag by bag, no memory holds. */
export function requireAffordable(ensemble: Ensemble): void {
  const { bags, widths, inputs, outputs = 1, orders } = ensemble
  const copies = estimatorOf(ensemble).drawsOutputs ? 1 : 3
  const perBag = orders.reduce(
    (sum, order) => sum + copies * fieldCombinationCount(inputs.length, outputs, order),
    widths.length
  )
  const most = Math.floor(mostSums / (perBag * widths.length))
  if (bags <= most) return
  const rule = `at most ${most} for ${perBag * widths.length} moments a bag to fit into memory`
  throw new ParameterError('sampleEnsemble', 'bags', rule, bags)
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
 * @throws RunnerError if the `runner` gives another answer than it was asked for
 * @throws RangeError if a moment leaves the range of numbers
 */
export async function sampleEnsemble(
  ensemble: Ensemble,
  options: SamplingOptions = {}
): Promise<EnsembleMoments> {
  requireOptions(options)
  const checked = checkedEnsemble(ensemble)
  requireAffordable(checked)
  for (const width of checked.widths) requireSamplable(samplerSettings(checked, width))
  const signal = options.signal ?? cellSignal()
  signal?.throwIfAborted()
  const warnings: string[] = []
  const stored = await openStore(checked, options, (message) => {
    warnings.push(message)
    warn(message, options)
  })
  const layout = sumsLayout(checked)
  const bagSums: BagTable = checked.widths.map(() => new Array(checked.bags))
  const restored = await restore(checked, stored, bagSums)
  const momentsOf = (bags: number): EnsembleMoments => {
    const ensemble = { ...checked, bags }
    const widths = checked.widths.map((width, i) =>
      widthMoments(checked, width, layout, bagSums[i].slice(0, bags) as Float64Array[])
    )
    return withOrigin({ ensemble, widths, warnings }, 'sampleEnsemble', ensemble)
  }
  const momentsSoFar = () => {
    const bags = completeBags(bagSums)
    return bags > 0 ? momentsOf(bags) : undefined
  }
  const total = ensembleWork(checked)
  const meter = progressMeter(total, options.onProgress, restored, momentsSoFar)
  const keep = (width: number, bag: number, sums: Float64Array) => {
    bagSums[checked.widths.indexOf(width)][bag] = sums
    stored.add(width, bag, sums)
  }
  try {
    if (restored < total) {
      const runner = options.runner ?? (await defaultRunner(options))
      const bags = missingBags(checked, layout, bagSums, keep)
      // Small enough for every worker to get a fair share, large enough to be worth a message.
      const work = Math.min(taskWork, (total - restored) / (8 * runner.concurrency))
      const { end } = layout[layout.length - 1]
      await runTasks(blockTasks(bags, work), runner, end, signal, meter.advance)
    }
  } finally {
    await stored.close()
  }
  meter.finish()
  return momentsOf(checked.bags)
}

/** How many bags, from the first one on, are there at every width. */
function completeBags(bagSums: BagTable): number {
  return Math.min(
    ...bagSums.map((bags) => {
      let count = 0
      while (count < bags.length && bags[count]) count++
      return count
    })
  )
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
async function restore(ensemble: Ensemble, stored: StoredBags, bagSums: BagTable): Promise<number> {
  let work = 0
  for (const [i, width] of ensemble.widths.entries()) {
    for (const [bag, sums] of await stored.load(width)) {
      if (bag >= ensemble.bags) continue
      bagSums[i][bag] = sums
      work += ensemble.networksPerBag * networkCost(ensemble, width)
    }
  }
  return work
}

async function defaultRunner({ workers, workerKind = 'thread' }: SamplingOptions) {
  if (!inNode) return localRunner()
  const { availableParallelism } = await import(/* webpackIgnore: true */ 'node:os')
  return workerPool(workers ?? availableParallelism(), workerKind)
}
