// Thread of the supervisor that owns the history's file. Whatever is wrong with that (full, read-only,
// damaged, held by another process), nobody waits for it: what could not be written is tried again.
import { parentPort, workerData } from 'node:worker_threads'
import { HistoryDatabase } from './historyDatabase.js'
import type { HistoryEntry, HistoryRow, Selection } from './selection.js'

/** What the supervisor says. */
export type ToHistory =
  | { readonly type: 'entries'; readonly entries: readonly HistoryEntry[] }
  | { readonly type: 'select'; readonly id: number; readonly selection: Selection }
  | { readonly type: 'close' }

/** What it hears. */
export type FromHistory =
  | { readonly type: 'problem'; readonly text: string }
  | ({ readonly type: 'rows'; readonly id: number } & Past)

/** What the file holds of other sessions, and the number of the present one. */
export interface Past {
  readonly session: number
  readonly rows: readonly HistoryRow[]
}

/** Milliseconds after which a failed write is tried again: longer each time. */
const firstRetry = 1000
const longestRetry = 60_000

const { path } = workerData as { path: string }
const port = parentPort
if (!port) throw new Error('historyWorker runs as a worker thread')

let database: HistoryDatabase | undefined
/** Number of the session once it has one, whatever happens to the file. */
let session: number | undefined
const unwritten = new Map<number, HistoryEntry>()
let timer: NodeJS.Timeout | undefined
let retry = firstRetry
const told = new Set<string>()

port.on('message', (message: ToHistory) => {
  if (message.type === 'entries') {
    for (const entry of message.entries) unwritten.set(entry.line, entry)
    if (!timer) write()
  } else if (message.type === 'select') {
    const past = use((file) => ({
      session: file.session,
      rows: file.select(message.selection)
    }))
    const { session: own = session ?? 1, rows = [] } = past ?? {}
    port.postMessage({ type: 'rows', id: message.id, session: own, rows } satisfies FromHistory)
  } else {
    write()
    clearTimeout(timer)
    database?.close()
    port.close()
  }
})

function write(): void {
  clearTimeout(timer)
  timer = undefined
  if (unwritten.size === 0) return
  const done = use((file) => {
    file.write([...unwritten.values()])
    session = file.session
    return true
  })
  if (done) {
    unwritten.clear()
    retry = firstRetry
  } else {
    timer = setTimeout(write, retry)
    retry = Math.min(2 * retry, longestRetry)
  }
}

/** What `work` returns; undefined where the file does not allow it, which is told once. */
function use<Result>(work: (file: HistoryDatabase) => Result): Result | undefined {
  try {
    database ??= new HistoryDatabase(path, session)
    return work(database)
  } catch (error) {
    // Opened anew next time: the file may be another one by then.
    database?.close()
    database = undefined
    tell(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

function tell(problem: string): void {
  if (told.has(problem)) return
  told.add(problem)
  const text = `the history in ${path} cannot be used, this session's is kept in memory: ${problem}`
  port?.postMessage({ type: 'problem', text } satisfies FromHistory)
}
