import type * as danfo from 'danfojs-node'
import { ParameterError, requireObjects } from '../../numerics/parameterError.js'
import { loadDanfo } from './loadDanfo.js'

/**
 * Rows of plain values as a danfojs data frame, which notebooks show as a table and which can be
 * filtered, grouped and saved. Node only; danfojs is large and not installed with this package: `npm install danfojs-node`.
 *
 * @param rows one object per row, all with the keys of the first
 * @throws ParameterError if there are no rows or a row has other keys; MissingPackageError if danfojs-node
 * is not installed
 */
export async function dataFrame(rows: readonly object[]): Promise<danfo.DataFrame> {
  requireObjects('dataFrame', 'rows', rows)
  const keys = Object.keys(rows[0])
  rows.forEach((row, i) => {
    const given = Object.keys(row)
    if (given.length !== keys.length || !keys.every((key) => key in row)) {
      throw new ParameterError('dataFrame', `rows[${i}]`, `a row with keys ${keys.join(', ')}`, row)
    }
  })
  const { DataFrame: Frame } = await loadDanfo()
  const frame = new Frame([...rows], { config: { tableMaxRow: rows.length } })
  // Where a value is printed, as in stock tslab and in Node, its table, not its fields.
  Object.defineProperty(frame, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => frame.toString()
  })
  return frame
}
