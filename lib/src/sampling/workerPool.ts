import type { Tinypool } from 'tinypool'
import type { BlockAnswer, BlockRunner } from './blockRunner.js'
import { closeBrowserWorkers } from './browserRunner.js'

/** All kinds of workers. */
export const workerKinds = ['thread', 'process'] as const

/**
 * What a worker is: a thread of this process, or a process of its own, which outlives nothing but
 * itself when the system kills it.
 */
export type WorkerKind = (typeof workerKinds)[number]

/** A runner on workers of this machine, and the workers it has at the moment. */
export interface WorkerPool extends BlockRunner {
  /** Process id (or thread id) of each worker, and how to end it at once. */
  workers(): { readonly id: number; terminate(): void }[]
}

/** A block is tried this often before its failure is the caller's. */
const attempts = 4

/** Idle workers end after a minute; they never keep a program from ending. */
const idleMilliseconds = 60_000

const pools = new Map<string, Promise<Tinypool>>()

/**
 * Runs blocks on `workers` workers of this machine (Node only). Pools are kept and shared by later
 * calls. A worker that dies is replaced and its block redone; since a block depends on its task
 * alone, the result is the same.
 */
export async function workerPool(workers: number, kind: WorkerKind): Promise<WorkerPool> {
  const name = `${kind}/${workers}`
  let pending = pools.get(name)
  if (!pending) pools.set(name, (pending = createPool(workers, kind)))
  const pool = await pending
  const { EventEmitter } = await import(/* webpackIgnore: true */ 'node:events')
  // One block waits for each worker to come free.
  const concurrency = 2 * workers
  return {
    concurrency,
    workers: () =>
      pool.threads.map((worker) => ({
        id: worker.threadId,
        terminate: () => void worker.terminate()
      })),
    async run(task, signal) {
      // Every task on its way listens to the signal; Node takes more than ten listeners for a leak.
      if (signal) EventEmitter.setMaxListeners(concurrency + 10, signal)
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted()
        try {
          const answer = pool.run(task, { signal: signal ?? null })
          if (kind === 'thread') watchThreads(pool)
          return (await answer) as BlockAnswer
        } catch (error) {
          signal?.throwIfAborted()
          if (attempt === attempts) throw error
        }
      }
    }
  }
}

/**
 * Node pipes what threads print without counting those pipes against the limit of listeners; tinypool
 * raises that limit for each process it starts, but from 10: a program with both kinds would be warned of
 * a leak.
 */
function allowPipes(threads: number): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.setMaxListeners(stream.getMaxListeners() + threads)
  }
}

async function createPool(workers: number, kind: WorkerKind): Promise<Tinypool> {
  const { createRequire } = await import(/* webpackIgnore: true */ 'node:module')
  const { Tinypool } = await import(/* webpackIgnore: true */ 'tinypool')
  if (kind === 'thread') allowPipes(workers)
  const pool = new Tinypool({
    filename: createRequire(import.meta.url).resolve('nnqft/sampler-worker'),
    runtime: kind === 'process' ? 'child_process' : 'worker_threads',
    serialization: 'advanced',
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: idleMilliseconds,
    // Debugger and loader flags of the host are not the workers' business.
    execArgv: []
  })
  // An idle worker that died took no block with it: the next block gets a new one.
  pool.on('error', () => undefined)
  return pool
}

const watched = new WeakSet<object>()

/** Reports a thread's exit to the pool, which by itself notices the death of processes alone. */
function watchThreads(pool: Tinypool): void {
  for (const thread of pool.threads) {
    if (watched.has(thread)) continue
    watched.add(thread)
    thread.once('exit', (code: number) => {
      // A thread that the pool ends itself has left its list by now.
      if (!pool.threads.includes(thread)) return
      thread.emit('error', new Error(`a sampling worker ended with exit code ${code}`))
    })
  }
}

/**
 * Ends every worker, for example before a test counts what is left.
 *
 * @example await closeWorkerPools()
 */
export async function closeWorkerPools(): Promise<void> {
  const open = [...pools.values()]
  pools.clear()
  closeBrowserWorkers()
  await Promise.all(open.map(async (pool) => (await pool).destroy()))
}
