import type { Point } from '../networks/networkParameters.js'
import { ParameterError, requireList, requireText } from '../numerics/parameterError.js'

/**
 * Points from a table: a row is an input of a network, a column a component. CSV with a line of names (RFC 4180), or Parquet.
 * Node only.
 *
 * @param path ends with .csv or .parquet; relative to the working folder, in a notebook its own
 * @param columns names of the components, in their order; default: all columns of numbers
 * @throws ParameterError for another ending, columns that are missing or hold anything but finite numbers, and a table without
 *   rows or columns of numbers; the file system's error where it can't be read
 */
export async function dataPoints(path: string, columns?: readonly string[]): Promise<Point[]> {
  const source = 'dataPoints'
  requireText(source, 'path', path)
  if (columns !== undefined) {
    requireList(source, 'columns', columns)
    columns.forEach((name, i) => requireText(source, `columns[${i}]`, name))
  }
  const rows = await tableRows(path)
  const [first] = rows
  if (!first) throw new ParameterError(source, 'path', 'a table with rows', path)
  const numeric = Object.keys(first).filter((name) =>
    rows.every((row) => Number.isFinite(componentOf(row[name])))
  )
  const chosen = columns ?? numeric
  if (chosen.length === 0) {
    throw new ParameterError(source, 'path', 'a table with columns of finite numbers', path)
  }
  chosen.forEach((name, i) => {
    if (numeric.includes(name)) return
    const rule = `a column of finite numbers (there are: ${numeric.join(', ')})`
    throw new ParameterError(source, `columns[${i}]`, rule, name)
  })
  return rows.map((row) => chosen.map((name) => componentOf(row[name])))
}

type Row = Readonly<Record<string, unknown>>

/** Integers of Parquet columns are big; a missing value is no number. */
function componentOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN
}

async function tableRows(path: string): Promise<readonly Row[]> {
  const { readFile } = await import('node:fs/promises')
  if (/\.csv$/i.test(path)) {
    const { read } = await import('vega')
    return read(await readFile(path, 'utf8'), { type: 'csv', parse: 'auto' }) as Row[]
  }
  if (/\.parquet$/i.test(path)) {
    const { parquetReadObjects } = await import('hyparquet')
    return parquetReadObjects({ file: Uint8Array.from(await readFile(path)).buffer })
  }
  throw new ParameterError('dataPoints', 'path', 'a file that ends with .csv or .parquet', path)
}
