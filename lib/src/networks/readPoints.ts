import { refusingPath } from '../numerics/fileRefusal.js'
import { ParameterError, requireList, requireText } from '../numerics/parameterError.js'
import type { Point } from './networkParameters.js'

/** The columns of a table by name, a row an input. */
interface Table {
  readonly names: readonly string[]
  /** Number of rows. */
  readonly length: number
  readonly cell: (row: number, column: number) => unknown
}

/**
 * Points from a table: a row is an input of a network, a column a component. CSV with a line of names (RFC 4180), or Parquet.
 * Columns without a single number (labels, dates) are left out, and the index that pandas writes. Node only.
 *
 * @param path ends with .csv or .parquet; relative to the working folder, in a notebook its own
 * @param columns names of the components, in their order; default: all columns of numbers
 * @example const points = await readPoints('inputs.csv', ['x', 'y'])
 * @throws ParameterError for another ending, a file that is no Parquet, cells that are not separated by commas, a first line that
 *   holds numbers and no names, columns that are missing, a word or a
 *   hole in a column of numbers, by row and column (rows counted from 1 below the names), and a table without rows or columns of
 *   numbers, and a path where no file can be read
 */
export async function readPoints(path: string, columns?: readonly string[]): Promise<Point[]> {
  const source = 'readPoints'
  requireText(source, 'path', path)
  if (columns !== undefined) {
    requireList(source, 'columns', columns)
    columns.forEach((name, i) => requireText(source, `columns[${i}]`, name))
  }
  const table = await readTable(path)
  if (table.length === 0) throw new ParameterError(source, 'path', 'a table with rows', path)
  const numeric = table.names.flatMap((name, i) => (isNumeric(table, name, i) ? [i] : []))
  const chosen = columns ? chosenColumns(table, columns) : numeric
  if (chosen.length === 0) {
    throw new ParameterError(source, 'path', 'a table with columns of finite numbers', path)
  }
  return Array.from({ length: table.length }, (_, row) =>
    chosen.map((column) => {
      const cell = table.cell(row, column)
      const component = componentOf(cell)
      if (Number.isFinite(component)) return component
      const place = `row ${row + 1}, column "${table.names[column]}" of ${path}`
      throw new ParameterError(source, place, 'a finite number', cell)
    })
  )
}

/** The index that pandas writes into CSV has no name, into Parquet one of its own. */
const indexName = /^$|^__index_level_\d+__$/

function isNumeric({ length, cell }: Table, name: string, column: number): boolean {
  if (indexName.test(name)) return false
  return Array.from({ length }, (_, row) => cell(row, column)).some((value) =>
    Number.isFinite(componentOf(value))
  )
}

function chosenColumns({ names }: Table, columns: readonly string[]): number[] {
  return columns.map((name, i) => {
    const place = names.indexOf(name)
    if (place >= 0) return place
    const rule = `a column of the table (there are: ${names.join(', ')})`
    throw new ParameterError('readPoints', `columns[${i}]`, rule, name)
  })
}

/** Integers of Parquet columns are big; an empty cell is no number, and neither are 0x10 or Infinity in a table. */
function componentOf(value: unknown): number {
  if (typeof value === 'string') {
    return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : NaN
  }
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN
}

// Bundles for the browser leave out what only Node can do.
async function readTable(path: string): Promise<Table> {
  const { readFile } = await import(/* webpackIgnore: true */ 'node:fs/promises')
  const readable = <T>(read: () => Promise<T>) => refusingPath('readPoints', 'path', path, read)
  if (/\.csv$/i.test(path)) return csvTable(await readable(() => readFile(path, 'utf8')), path)
  if (/\.parquet$/i.test(path)) {
    const { parquetReadObjects } = await import(/* webpackIgnore: true */ 'hyparquet')
    const file = Uint8Array.from(await readable(() => readFile(path))).buffer
    const rows = await parquetReadObjects({ file }).catch((reason: unknown) => {
      const rule = `a Parquet file (${reason instanceof Error ? reason.message : String(reason)})`
      throw new ParameterError('readPoints', 'path', rule, path)
    })
    const names = Object.keys(rows[0] ?? {})
    return { names, length: rows.length, cell: (row, column) => rows[row][names[column]] }
  }
  throw new ParameterError('readPoints', 'path', 'a file that ends with .csv or .parquet', path)
}

/** Two numbers with a semicolon, a tab or spaces between them. */
const otherSeparator = /^\s*[-+.\d][^;\s]*(?:\s*;\s*|\s+)[-+.\d]/

async function csvTable(text: string, path: string): Promise<Table> {
  const [names = [], ...rows] = await csvRows(text.replace(/^\uFEFF/, ''))
  if (names.length > 0 && names.every((name) => Number.isFinite(componentOf(name)))) {
    const rule = 'names of columns, such as x,y'
    throw new ParameterError('readPoints', `the first line of ${path}`, rule, names.join())
  }
  if (names.length === 1 && rows.some((cells) => otherSeparator.test(cells.join()))) {
    const rule = 'names with commas between them, as between the numbers below'
    throw new ParameterError('readPoints', `the first line of ${path}`, rule, names[0])
  }
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) < i)
  if (twice !== undefined) {
    const rule = 'different names of columns'
    throw new ParameterError('readPoints', `the first line of ${path}`, rule, twice)
  }
  const long = rows.findIndex((row) => row.length > names.length)
  if (long >= 0) {
    const place = `row ${long + 1} of ${path}`
    const rule = `${names.length} cells, as there are names`
    throw new ParameterError('readPoints', place, rule, rows[long].join())
  }
  return { names, length: rows.length, cell: (row, column) => rows[row][column] ?? '' }
}

/** The cells of every line of a CSV file, those of its names too; empty lines at its end are none. */
async function csvRows(text: string): Promise<string[][]> {
  const { read } = await import(/* webpackIgnore: true */ 'vega')
  const lines = text.trimEnd()
  if (lines === '') return []
  // The reader takes names from outside: as many numbers as the longest line can have cells.
  const most = lines.split('\n').reduce((all, line) => Math.max(all, line.split(',').length), 0)
  const header = Array.from({ length: most }, (_, i) => String(i))
  const rows = read(lines, { type: 'csv', header }) as Readonly<Record<string, string>>[]
  // Cells that a line does not have come as empty ones.
  return rows.map((row) => {
    const cells = header.map((name) => row[name])
    return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
  })
}
