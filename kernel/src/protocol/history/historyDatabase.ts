import { dirname } from 'node:path'
import Database from 'libsql'
import { makeFolder } from '../../language/makeFolder.js'
import { selectedSession, type HistoryEntry, type HistoryRow, type Selection } from './selection.js'

/** Raised when the tables change; a database of another version is left alone. */
const schemaVersion = 1

/** Milliseconds for which another process may hold the database. */
const patience = 1000

const columns = 'session, line, source, output'

/** Inputs of sessions in an SQLite database, which several kernels may use at the same time. */
export class HistoryDatabase {
  readonly #database: Database.Database
  #session: number | undefined

  /**
   * @param session number of the present session, if it has one already
   */
  constructor(path: string, session?: number) {
    this.#session = session
    makeFolder(dirname(path))
    this.#database = new Database(path, { timeout: patience })
    try {
      this.#prepare()
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** Number of the present session; before its first input the one that it would get. */
  get session(): number {
    if (this.#session !== undefined) return this.#session
    const sql = 'SELECT IFNULL(MAX(number), 0) + 1 AS next FROM session'
    return (this.#database.prepare(sql).get() as { next: number }).next
  }

  /** Adds inputs of the present session, all or none; those of the same lines are replaced. */
  write(entries: readonly HistoryEntry[]): void {
    this.#database.exec('BEGIN IMMEDIATE')
    let session = this.#session
    try {
      const begin = this.#database.prepare('INSERT INTO session (start) VALUES (?)')
      session ??= Number(begin.run(new Date().toISOString()).lastInsertRowid)
      const insert = this.#database.prepare(
        `INSERT OR REPLACE INTO input (${columns}) VALUES (?, ?, ?, ?)`
      )
      for (const { line, source, output } of entries) insert.run(session, line, source, output)
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
    this.#session = session
  }

  /** Entries of other sessions than the present one, in the order of sessions and lines. */
  select(selection: Selection): HistoryRow[] {
    const own = this.session
    if (selection.kind === 'range') {
      const session = selectedSession(selection, own)
      if (session === own) return []
      const sql = `SELECT ${columns} FROM input WHERE session = ? AND line >= ? AND line < ? ORDER BY line`
      return this.#rows(sql, session, selection.start, selection.stop)
    }
    const { pattern, unique, count } = selection
    const newest = unique ? 'GROUP BY source HAVING MAX(session * 4294967296 + line)' : ''
    const sql =
      `SELECT ${columns} FROM input WHERE source GLOB ? AND session <> ? ${newest} ` +
      'ORDER BY session DESC, line DESC LIMIT ?'
    return this.#rows(sql, pattern, own, count).reverse()
  }

  close(): void {
    this.#database.close()
  }

  #prepare(): void {
    const database = this.#database
    const [{ user_version: found }] = database.pragma('user_version') as [{ user_version: number }]
    if (found === schemaVersion) return
    if (found !== 0) throw new Error(`database version ${found}, not ${schemaVersion}`)
    database.exec(
      'BEGIN IMMEDIATE;' +
        'CREATE TABLE IF NOT EXISTS session (number INTEGER PRIMARY KEY AUTOINCREMENT, start TEXT NOT NULL);' +
        'CREATE TABLE IF NOT EXISTS input (session INTEGER NOT NULL, line INTEGER NOT NULL,' +
        ' source TEXT NOT NULL, output TEXT, PRIMARY KEY (session, line));' +
        `PRAGMA user_version = ${schemaVersion}; COMMIT`
    )
  }

  #rows(sql: string, ...parameters: (string | number)[]): HistoryRow[] {
    return this.#database.prepare(sql).all(...parameters) as HistoryRow[]
  }
}
