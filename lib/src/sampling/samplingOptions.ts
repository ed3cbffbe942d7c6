import {
  requireFunction,
  requireInteger,
  requireKeys,
  requireObject,
  requireSignal,
  requireOneOf,
  requireText
} from '../numerics/parameterError.js'
import type { BlockRunner } from './blockRunner.js'
import { browserRunner } from './browserRunner.js'
import type { SamplingProgress } from './samplingProgress.js'
import type { StoreOptions } from './storedBags.js'
import { inNode } from './storeFolder.js'
import { workerKinds, workerPool, type WorkerKind } from './workerPool.js'

/** How an ensemble is sampled; nothing here changes the result. */
export interface SamplingOptions {
  /** Workers of this machine or of the page, default: as many as there are cores. */
  readonly workers?: number
  /** Default `'thread'`, which is all that a browser has. */
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
  /** Where finished bags are kept, `false` for nowhere. */
  readonly store?: StoreOptions | false
  /** Told what went wrong without harm, such as a damaged file; default: a process warning, in a browser one of the console. */
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

/** Refuses options that sampling does not know, or that are out of their domain. */
export function requireSamplingOptions(options: SamplingOptions): void {
  const source = 'sampleEnsemble'
  requireKeys(source, 'options', options, optionKeys)
  const { workers, workerKind, signal, onProgress, runner, store, onWarning } = options
  if (workers !== undefined) requireInteger(source, 'workers', workers, 1, 1024)
  if (workerKind !== undefined) requireOneOf(source, 'workerKind', workerKind, workerKinds)
  if (signal !== undefined) requireSignal(source, 'signal', signal)
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

/** The runner that the options name, or the workers of this machine. */
export async function samplingRunner(options: SamplingOptions): Promise<BlockRunner> {
  const { runner, workers, workerKind = 'thread' } = options
  if (runner) return runner
  if (!inNode) {
    const cores = globalThis.navigator?.hardwareConcurrency ?? 1
    return browserRunner(workers ?? cores, (message) => warn(message, options))
  }
  const { availableParallelism } = await import(/* webpackIgnore: true */ 'node:os')
  return workerPool(workers ?? availableParallelism(), workerKind)
}

/** Tells whoever the options name what went wrong without harm. */
export function warn(message: string, { onWarning }: SamplingOptions): void {
  if (onWarning) onWarning(message)
  else if (inNode) process.emitWarning(message, 'SamplingWarning')
  // eslint-disable-next-line no-console -- where a browser has its warnings
  else console.warn(`SamplingWarning: ${message}`)
}
