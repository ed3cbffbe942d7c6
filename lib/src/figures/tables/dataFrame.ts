import type * as danfo from 'danfojs-node'
import { ParameterError } from '../../numerics/parameterError.js'
import { refusedUnder } from '../../numerics/refusedUnder.js'
import { requireCell } from '../parts/figureOptions.js'
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
 * @param result of any function of the library, a list of such, or one object per row; what a row lacks is empty in its column
 * @example await dataFrame(passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 10] }))
 * @throws ParameterError if there are no rows, or a column has the name of a part of data frames (`values`, `index`, …); MissingPackageError if danfojs-node
 * is not installed
 */
export async function dataFrame(result: object | readonly object[]): Promise<danfo.DataFrame> {
  const rows = refusedUnder('dataFrame', () => resultRows(result))
  const columns = [...new Set(rows.flatMap(Object.keys))]
  const clash = columns.find((name) => frameFields.has(name) || name.startsWith('$'))
  if (clash !== undefined) {
    throw new ParameterError(
      'dataFrame',
      'column',
      'of a name that no part of a data frame has',
      clash
    )
  }
  rows.forEach((row, i) => {
    for (const name of columns) requireCell('dataFrame', `result[${i}].${name}`, row[name])
  })
  const cells = rows.map((row) => columns.map((name) => row[name]))
  const { DataFrame: Frame } = await loadDanfo()
  const frame = new Frame(cells, { columns, config: { tableMaxRow: rows.length } })
  // Where a value is printed, as in stock tslab and in Node, its table, not its fields.
  Object.defineProperty(frame, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => frame.toString()
  })
  return frame
}
