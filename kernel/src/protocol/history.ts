import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { kernelFolder } from '../language/kernelFolder.js'
import type { JsonObject } from '../wire/message.js'

/** One input: session number, line number (the execution count), code, text of its result. */
type HistoryEntry = readonly [session: number, line: number, input: string, output: string | null]

/** Where the history is kept: Jupyter's own data folder, or the one named by the environment. */
export function historyFile(): string {
  const named = process.env.NNQFT_KERNEL_HISTORY
  if (named) return named
  return join(kernelFolder(), 'history.sqlite')
}

interface OpenDatabase {
  readonly database: Database.Database
  readonly session: number
}

/** Raised when the tables change; a database of another version is left alone. */
const schemaVersion = 1

/** The inputs of this and earlier sessions, in an SQLite database shared by all kernels of a user. */
export class History {
  readonly #report: (problem: string) => void
  #open: OpenDatabase | undefined

  /** @param report called when the database cannot be used and the history is kept in memory */
  constructor(report: (problem: string) => void) {
    this.#report = report
  }

  /** Adds an input of this session. */
  add(line: number, input: string): void {
    const { database, session } = this.#database()
    database
      .prepare('INSERT OR REPLACE INTO input (session, line, source) VALUES (?, ?, ?)')
      .run(session, line, input)
  }

  /** Adds the text of the result of an input of this session. */
  addOutput(line: number, output: string): void {
    const { database, session } = this.#database()
    database
      .prepare('UPDATE input SET output = ? WHERE session = ? AND line = ?')
      .run(output, session, line)
  }

  /** Entries that a history_request asks for: `tail`, `range` or `search`. */
  query(request: JsonObject): unknown[] {
    const withOutput = request.output === true
    return this.#select(request).map(([session, line, input, output]) => [
      session,
      line,
      withOutput ? [input, output] : input
    ])
  }

  close(): void {
    this.#open?.database.close()
    this.#open = undefined
  }

  #select(request: JsonObject): HistoryEntry[] {
    const { database, session } = this.#database()
    const limit = typeof request.n === 'number' ? request.n : -1
    if (request.hist_access_type === 'range') {
      const given = typeof request.session === 'number' ? request.session : 0
      const chosen = given > 0 ? given : session + given
      const start = typeof request.start === 'number' ? request.start : 0
      const stop = typeof request.stop === 'number' ? request.stop : Number.MAX_SAFE_INTEGER
      const sql =
        'SELECT session, line, source, output FROM input WHERE session = ? AND line >= ? AND line < ? ORDER BY line'
      return entries(database.prepare(sql).all(chosen, start, stop))
    }
    const isSearch = request.hist_access_type === 'search'
    const pattern = isSearch && typeof request.pattern === 'string' ? request.pattern : '*'
    const unique = isSearch && request.unique === true ? 'GROUP BY source' : ''
    const columns = unique
      ? 'MAX(session) AS session, line, source, output'
      : 'session, line, source, output'
    const sql = `SELECT ${columns} FROM input WHERE source GLOB ? ${unique} ORDER BY session DESC, line DESC LIMIT ?`
    return entries(database.prepare(sql).all(pattern, limit)).reverse()
  }

  /** The first that can be opened: without a writable file the history lasts for this session. */
  #openFirst([path = ':memory:', ...others]: string[]): OpenDatabase {
    try {
      return openDatabase(path)
    } catch (error) {
      if (others.length === 0) throw error
      this.#report(`no history in ${path}: ${error instanceof Error ? error.message : error}`)
      return this.#openFirst(others)
    }
  }

  #database() {
    this.#open ??= this.#openFirst([historyFile(), ':memory:'])
    return this.#open
  }
}

function openDatabase(path: string): OpenDatabase {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const database = new Database(path, { timeout: 5000 })
  const [{ user_version: found }] = database.pragma('user_version') as [{ user_version: number }]
  if (found !== 0 && found !== schemaVersion) {
    throw new Error(`database version ${found}, not ${schemaVersion}`)
  }
  database.exec(
    `PRAGMA user_version = ${schemaVersion}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;` +
      'CREATE TABLE IF NOT EXISTS session (number INTEGER PRIMARY KEY AUTOINCREMENT, start TEXT NOT NULL);' +
      'CREATE TABLE IF NOT EXISTS input (session INTEGER NOT NULL, line INTEGER NOT NULL,' +
      ' source TEXT NOT NULL, output TEXT, PRIMARY KEY (session, line))'
  )
  const insert = database.prepare('INSERT INTO session (start) VALUES (?)')
  const { lastInsertRowid } = insert.run(new Date().toISOString())
  return { database, session: Number(lastInsertRowid) }
}

function entries(rows: unknown[]): HistoryEntry[] {
  return (rows as { session: number; line: number; source: string; output: string | null }[]).map(
    ({ session, line, source, output }) => [session, line, source, output]
  )
}
