import type * as danfo from 'danfojs-node'
import { ParameterError } from '../../numerics/parameterError.js'
import { loadDanfo } from './loadDanfo.js'
import { resultRows } from './resultRows.js'

/** danfojs makes a property of each column, which would hide these. */
const frameFields: ReadonlySet<string> = new Set([
  '__proto__',
  'axis',
  'columns',
  'config',
  'constructor',
  'ctypes',
  'dtypes',
  'index',
  'ndim',
  'shape',
  'size',
  'tensor',
  'toString',
  'values'
])

/**
 * A result, a list of results or rows of plain values (`resultRows`) as a danfojs data frame, which notebooks show as a table and
 * which can be filtered, grouped and saved. danfojs is large and not installed with this package:
 * `npm install danfojs-node`.
 *
 * @param result of any function of the library, a list of such, or one object per row, all with the keys of the first
 * @example await dataFrame(passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 10] }))
 * @throws ParameterError if there are no rows, a row has other keys, or a column has the name of a part of data frames (`values`, `index`, …); MissingPackageError if danfojs-node
 * is not installed
 */
export async function dataFrame(result: object | readonly object[]): Promise<danfo.DataFrame> {
  const rows = resultRows(result)
  const keys = Object.keys(rows[0])
  const clash = keys.find((key) => frameFields.has(key) || key.startsWith('$'))
  if (clash !== undefined) {
    const rule = 'of a name that no part of a data frame has'
    throw new ParameterError('dataFrame', 'column', rule, clash)
  }
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
