import { types } from 'node:util'
import { attempt, valueText } from '../../language/valueText.js'
import { isNumbers, plainNumbers } from '../../language/typedArrays.js'
import { mime } from './mimeTypes.js'

/** Rows under column names, each with its label. */
export interface Table {
  readonly columns: readonly unknown[]
  readonly length: number
  label(row: number): unknown
  cells(row: number): readonly unknown[]
}

const shownRows = 60
const shownColumns = 40

/** A table as HTML and as text: its first rows, and its size where there are more. */
export function tableBundle(table: Table): Record<string, unknown> {
  const columns = table.columns.slice(0, shownColumns)
  const rows = Array.from({ length: Math.min(table.length, shownRows) }, (_, i) => {
    return [table.label(i), ...table.cells(i).slice(0, shownColumns)]
  })
  const header = ['', ...columns].map((name) => `<th>${escapeHtml(name)}</th>`).join('')
  const lines = rows.map(([label, ...cells]) => {
    const fields = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`)
    return `<tr><th>${escapeHtml(label)}</th>${fields.join('')}</tr>`
  })
  const isCut = table.length > shownRows || table.columns.length > shownColumns
  const size = `${table.length} rows × ${table.columns.length} columns`
  const html =
    `<table><thead><tr>${header}</tr></thead><tbody>${lines.join('')}</tbody></table>` +
    (isCut ? `<p>${size}</p>` : '')
  const text = [['', ...columns], ...rows].map((row) => row.map(labelText))
  return { [mime.html]: html, [mime.text]: alignColumns(text) }
}

/** A danfojs frame or series, by its shape: column names, index, rows; what is missing is left blank. */
export function frameTable(value: object): Table | undefined {
  if (types.isProxy(value)) return undefined
  const { constructor } = value
  const isFrame = typeof constructor === 'function' && 'ndframe' in constructor
  if (!('$setValues' in value || isFrame || '$data' in value)) return undefined
  const { columns, index, values } = value as Record<'columns' | 'index' | 'values', unknown>
  if (!Array.isArray(columns) || !Array.isArray(index) || !Array.isArray(values)) return undefined
  const rows = values as readonly unknown[]
  return {
    columns,
    length: rows.length,
    label: (row) => (index as unknown[])[row],
    cells: (row) => [rows[row]].flat().map((cell) => cell ?? '')
  }
}

/** An array, typed array, set or map as a table: of its rows, of the fields of its objects, or of its values. */
export function listTable(value: unknown): Table | undefined {
  if (types.isProxy(value)) return undefined
  if (types.isMap(value)) {
    const entries = [...Map.prototype.entries.call(value)] as [unknown, unknown][]
    const cells = (row: number) => [cellText(entries[row]?.[1])]
    return {
      columns: ['value'],
      length: entries.length,
      label: (row) => cellText(entries[row]?.[0]),
      cells
    }
  }
  const list = types.isSet(value) ? [...Set.prototype.values.call(value)] : value
  return isList(list) ? tableOfList(itemsOf(list)) : undefined
}

function tableOfList(list: ArrayLike<unknown>): Table {
  const shown = Array.from({ length: Math.min(list.length, shownRows) }, (_, i) => itemAt(list, i))
  const common = { length: list.length, label: (row: number) => row }
  if (shown.length > 0 && shown.every(isList)) {
    const rows = shown.map(itemsOf)
    const width = Math.max(...rows.map((row) => row.length))
    const cells = (row: number) =>
      Array.from({ length: rows[row]?.length ?? 0 }, (_, i) => cellText(itemAt(rows[row] ?? [], i)))
    return { ...common, columns: Array.from({ length: width }, (_, i) => i), cells }
  }
  if (shown.length > 0 && shown.every(isRecord)) {
    const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))]
    const cells = (row: number) =>
      columns.map((key) => cellText(attempt(() => (shown[row] as Record<string, unknown>)[key])))
    return { ...common, columns, cells }
  }
  return { ...common, columns: ['value'], cells: (row) => [cellText(shown[row])] }
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  !types.isProxy(value) && (Array.isArray(value) || isNumbers(value))

/** What a list holds, without the properties that a typed array may have. */
const itemsOf = (list: ArrayLike<unknown>): ArrayLike<unknown> =>
  isNumbers(list) ? plainNumbers(list) : list

/** An element, which may be an accessor that throws. */
const itemAt = (list: ArrayLike<unknown>, index: number): unknown => attempt(() => list[index])

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !types.isProxy(value)

/** A text is shown as it is, an object in one line. */
const cellText = (value: unknown): string =>
  typeof value === 'string' ? value : valueText(value, { depth: 0 })

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)))
  const line = (row: readonly string[]) => row.map((cell, c) => cell.padStart(widths[c] ?? 0))
  return rows.map((row) => line(row).join('  ')).join('\n')
}

/** A name or a value of a table: an object may have no text of its own. */
const labelText = (value: unknown): string =>
  typeof value === 'object' || typeof value === 'function' ? cellText(value) : String(value)

function escapeHtml(value: unknown): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return labelText(value).replace(/[&<>"]/g, (character) => names[character] ?? character)
}
