import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { kernelFolder } from '../../install/jupyterPaths.js'
import type { JsonObject } from '../../wire/message.js'
import { HistoryDatabase, type HistoryEntry, type Selection } from './historyDatabase.js'
import type { FromHistory, Past, ToHistory } from './historyWorker.js'

/** Milliseconds that a file which does not answer is waited for. */
const fileTime = 3000

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
  readonly #memory = new HistoryDatabase(':memory:')
  readonly #asked = new Map<number, (past: Past) => void>()
  #questions = 0
  #session = 1
  #worker: Worker | undefined
  #started = false

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
    if (entry) this.#put({ ...entry, output: output.slice(0, longestOutput) })
  }

  /**
   * Entries that a history_request asks for: `tail`, `range` or `search`.
   * @throws RangeError for any other
   */
  async query(request: JsonObject): Promise<unknown[]> {
    const selection = selectionOf(request)
    const past = await this.#past(selection)
    this.#session = past.session
    const own = this.#own(selection).map((row) => ({ ...row, session: past.session }))
    const all = [...past.rows, ...own].sort((a, b) => a.session - b.session || a.line - b.line)
    const withOutput = request.output === true
    return limited(all, selection).map(({ session, line, source, output }) => [
      session,
      line,
      withOutput ? [source, output] : source
    ])
  }

  /** Resolves when everything is written or the file has had its time. */
  async close(): Promise<void> {
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
    this.#memory.write([entry])
    this.#tell({ type: 'entry', entry })
  }

  /** Entries of this session. */
  #own(selection: Selection) {
    if (selection.kind === 'newest') return this.#memory.select(selection, false)
    const { session, ...lines } = selection
    const isOwn = session === 0 || session === this.#session
    return isOwn ? this.#memory.select({ ...lines, session: this.#memory.session }, false) : []
  }

  async #past(selection: Selection): Promise<Past> {
    const id = ++this.#questions
    const nothing = { session: this.#session, rows: [] }
    if (!this.#tell({ type: 'select', id, selection })) return nothing
    const answered = new Promise<Past>((resolve) => this.#asked.set(id, resolve))
    const past = await Promise.race([answered, sleep(fileTime, nothing, { ref: false })])
    this.#asked.delete(id)
    return past
  }

  /** Whether there is somebody to hear it. */
  #tell(message: ToHistory): boolean {
    if (!this.#started) this.#start()
    this.#worker?.postMessage(message)
    return this.#worker !== undefined
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

function selectionOf(request: JsonObject): Selection {
  const number = (name: string, otherwise: number) => {
    const value = request[name]
    return typeof value === 'number' ? Math.trunc(value) : otherwise
  }
  switch (request.hist_access_type) {
    case 'range': {
      const [start, stop] = [number('start', 0), number('stop', Number.MAX_SAFE_INTEGER)]
      return { kind: 'range', session: number('session', 0), start, stop }
    }
    case 'tail':
      return { kind: 'newest', pattern: '*', unique: false, count: number('n', -1) }
    case 'search': {
      const pattern = typeof request.pattern === 'string' ? request.pattern : '*'
      const unique = request.unique === true
      return { kind: 'newest', pattern, unique, count: number('n', -1) }
    }
    default:
      throw new RangeError(
        `hist_access_type must be tail, range or search, got ${JSON.stringify(request.hist_access_type)}`
      )
  }
}

/** The newest of what two databases gave, each for itself. */
function limited<Row extends HistoryEntry>(rows: readonly Row[], selection: Selection): Row[] {
  if (selection.kind === 'range') return [...rows]
  const { unique, count } = selection
  const last = new Map(rows.map(({ source }, index) => [source, index]))
  const kept = rows.filter(({ source }, index) => !unique || last.get(source) === index)
  return count < 0 ? kept : kept.slice(Math.max(0, kept.length - count))
}
