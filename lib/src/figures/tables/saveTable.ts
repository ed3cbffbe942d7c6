import type { DataFrame } from 'danfojs-node'
import { ParameterError, requireText, requireResult } from '../../numerics/parameterError.js'
import { refusingPath } from '../../numerics/fileRefusal.js'
import { makeFolder } from '../../numerics/makeFolder.js'
import { encodeCsv } from '../display/encodeCsv.js'

/**
 * Writes a data frame as `<path>.csv` (RFC 4180, UTF-8, every digit, nothing for what is missing) and `<path>.parquet` (numbers as
 * doubles, null for what is missing), the folder made where it is missing. Node only.
 *
 * @param frame of `dataFrame`, or any of danfojs
 * @param path without extension; relative to the working folder, in a notebook its own
 * @returns the paths of the two files
 * @throws ParameterError if the path is empty, or one where the files can't be written
 * @example await saveTable(await dataFrame(rows), '../build/tables/deviation-means')
 */
export async function saveTable(
  frame: DataFrame,
  path: string
): Promise<{ readonly csv: string; readonly parquet: string }> {
  requireResult('saveTable', 'frame', frame, ['columns', 'values'])
  requireText('saveTable', 'path', path)
  if (path === '') throw new ParameterError('saveTable', 'path', 'a file name', path)
  const { writeFile } = await import(/* webpackIgnore: true */ 'node:fs/promises')
  const { dirname } = await import(/* webpackIgnore: true */ 'node:path')
  const files = { csv: `${path}.csv`, parquet: `${path}.parquet` }
  const rows = frame.values as readonly (readonly unknown[])[]
  const parquet = await encodeParquet(frame.columns, rows)
  await refusingPath('saveTable', 'path', path, async () => {
    await makeFolder(dirname(path))
    await writeFile(files.csv, encodeCsv([frame.columns, ...rows]))
    await writeFile(files.parquet, parquet)
  })
  return files
}

async function encodeParquet(
  names: readonly string[],
  rows: readonly (readonly unknown[])[]
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = names.map((name, i) => {
    const data = rows.map((row) => row[i] ?? null)
    const present = data.filter((value) => value !== null)
    if (present.every((value) => typeof value === 'number')) {
      return { name, data, type: 'DOUBLE' as const }
    }
    if (present.every((value) => typeof value === 'boolean')) {
      return { name, data, type: 'BOOLEAN' as const }
    }
    const texts = data.map((value) => (value === null ? null : String(value)))
    return { name, data: texts, type: 'STRING' as const }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
