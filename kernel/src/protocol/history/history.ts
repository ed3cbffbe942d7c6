import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toUSVString } from 'node:util'
import { Worker } from 'node:worker_threads'
import { kernelFolder } from '../../install/jupyterPaths.js'
import type { JsonObject } from '../../wire/message.js'
import type { FromHistory, Past, ToHistory } from './historyWorker.js'
import { selectionOf, withOwn, type HistoryEntry, type Selection } from './selection.js'

/** Milliseconds that a file which does not answer is waited for. */
const fileTime = 3000

/** Milliseconds from the first input to the opening of the file. */
const startDelay = 1000

/** Milliseconds in which inputs gather: each time they wake the thread that writes them. */
const gatherTime = 250

/** Results are kept up to this length, in UTF-16 units. */
const longestOutput = 100_000

/** Where the history is kept: Jupyter's own data folder, or the file named by the environment. */
function historyFile(): string | undefined {
  if (process.env.NNQFT_KERNEL_HISTORY) return process.env.NNQFT_KERNEL_HISTORY
  const folder = kernelFolder()
  return folder === undefined ? undefined : join(folder, 'history.sqlite')
}

/**
 * The inputs of this and earlier sessions. Those of this one are in memory, those of all in a file shared by
 * the kernels of a user, which a thread of its own reads and writes: it may be slow or fail, and the cells do
 * not notice.
 */
export class History {
  readonly #report: (problem: string) => void
  readonly #entries = new Map<number, HistoryEntry>()
  /** Those that the thread has not been told of. */
  readonly #unsent = new Map<number, HistoryEntry>()
  readonly #asked = new Map<number, (past: Past) => void>()
  #questions = 0
  #session = 1
  #worker: Worker | undefined
  #started = false
  #timer: NodeJS.Timeout | undefined

  /** @param report told once what is wrong with the file */
  constructor(report: (problem: string) => void) {
    this.#report = report
  }

  /** Adds an input of this session. */
  add(line: number, source: string): void {
    this.#put({ line, source, output: null })
  }

  /** Adds the text of the result of an input of this session. */
  addOutput(line: number, output: string): void {
    const entry = this.#entries.get(line)
    if (entry) this.#put({ ...entry, output: toUSVString(output.slice(0, longestOutput)) })
  }

  /**
   * Entries that a history_request asks for.
   * @throws RangeError for a kind of access that there is not
   */
  async query(request: JsonObject): Promise<unknown[]> {
    const selection = selectionOf(request)
    const { session, rows } = await this.#past(selection)
    this.#session = session
    const own = [...this.#entries.values()].map((entry) => ({ ...entry, session }))
    const withOutput = request.output === true
    return withOwn(rows, own, selection).map(({ session, line, source, output }) => [
      session,
      line,
      withOutput ? [source, output] : source
    ])
  }

  /** Resolves when everything is written or the file has had its time. */
  async close(): Promise<void> {
    if (this.#unsent.size > 0) this.#send()
    const worker = this.#worker
    this.#worker = undefined
    if (!worker) return
    worker.ref()
    const closed = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage({ type: 'close' } satisfies ToHistory)
    await Promise.race([closed, sleep(fileTime)])
  }

  #put(entry: HistoryEntry): void {
    this.#entries.set(entry.line, entry)
    this.#unsent.set(entry.line, entry)
    // The first cells have the processor for themselves.
    const delay = this.#started ? gatherTime : startDelay
    this.#timer ??= setTimeout(() => this.#send(), delay).unref()
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#started) this.#start()
    this.#tell({ type: 'entries', entries: [...this.#unsent.values()] })
    this.#unsent.clear()
  }

  async #past(selection: Selection): Promise<Past> {
    const id = ++this.#questions
    const nothing = { session: this.#session, rows: [] }
    this.#send()
    if (!this.#worker) return nothing
    this.#tell({ type: 'select', id, selection })
    const answered = new Promise<Past>((resolve) => this.#asked.set(id, resolve))
    const past = await Promise.race([answered, sleep(fileTime, nothing, { ref: false })])
    this.#asked.delete(id)
    return past
  }

  #tell(message: ToHistory): void {
    this.#worker?.postMessage(message)
  }

  #start(): void {
    this.#started = true
    const path = historyFile()
    if (path === undefined) {
      this.#report('this user has no home folder: the history lasts for the session')
      return
    }
    const worker = new Worker(new URL('./historyWorker.js', import.meta.url), {
      workerData: { path }
    })
    worker.unref()
    worker.on('message', (message: FromHistory) => {
      if (message.type === 'problem') this.#report(message.text)
      else this.#asked.get(message.id)?.(message)
    })
    worker.on('error', (error) => {
      this.#worker = undefined
      this.#report(`the history lasts for the session: ${error.message}`)
    })
    this.#worker = worker
  }
}
