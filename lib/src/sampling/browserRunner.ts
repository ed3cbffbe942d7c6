import { localRunner, type BlockAnswer, type BlockRunner, type BlockTask } from './blockRunner.js'
import type { WorkerMessage } from './browserWorker.js'

/** A worker of a page, or of a worker of it, that carries out one task after the other. */
class BrowserWorker {
  readonly #worker = new Worker(new URL('./browserWorker.js', import.meta.url))
  /** Who waits for answers, in the order of the tasks. */
  readonly #waiting: PromiseWithRejection[] = []
  /** Fulfilled once the worker runs, rejected where its script cannot be loaded. */
  readonly started: Promise<unknown>

  constructor() {
    this.started = this.#next()
    // Nobody may be waiting for this one.
    this.started.catch(() => undefined)
    this.#worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
      const waiting = this.#waiting.shift()
      if ('failure' in data) waiting?.reject(new Error(data.failure))
      else waiting?.resolve(data.answer)
    })
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault()
      const place = kept.indexOf(this)
      if (place >= 0) kept.splice(place, 1)
      this.#reject(new Error(event.message || 'their script cannot be loaded'))
    })
  }

  /** How many tasks it has. */
  get load(): number {
    return this.#waiting.length
  }

  run(task: BlockTask): Promise<BlockAnswer> {
    this.#worker.postMessage(task)
    return this.#next() as Promise<BlockAnswer>
  }

  end(): void {
    this.#worker.terminate()
    this.#reject(new Error('the sampling worker was ended'))
  }

  #next(): Promise<BlockAnswer | undefined> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #reject(reason: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
  }
}

interface PromiseWithRejection {
  readonly resolve: (answer: BlockAnswer | undefined) => void
  readonly reject: (reason: Error) => void
}

/** Workers that run, kept for later calls. */
const kept: BrowserWorker[] = []

/**
 * Runs blocks in workers of a browser. Where it gives none (a page from disk, a policy that forbids them) they run in the calling thread, and
 * `warn` is told.
 */
export async function browserRunner(
  count: number,
  warn: (message: string) => void
): Promise<BlockRunner> {
  try {
    while (kept.length < count) kept.push(new BrowserWorker())
    await Promise.all(kept.map(({ started }) => started))
  } catch (error) {
    closeBrowserWorkers()
    const reason = error instanceof Error ? error.message : String(error)
    warn(`no sampling workers here (${reason}): sampling in the calling thread`)
    return localRunner()
  }
  const workers = kept.slice(0, count)
  return {
    // One task waits for each worker to come free.
    concurrency: 2 * count,
    async run(task, signal) {
      signal?.throwIfAborted()
      const [idlest] = workers.toSorted((a, b) => a.load - b.load)
      return abortable(idlest.run(task), signal)
    }
  }
}

/** An answer, or the signal's reason as soon as there is one: a task that has begun ends by itself. */
function abortable<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal | undefined
): Promise<Answer> {
  if (!signal) return answer
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Ends all workers. */
export function closeBrowserWorkers(): void {
  for (const worker of kept.splice(0)) worker.end()
}
