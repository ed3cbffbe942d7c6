import { attempt } from '../../language/valueText.js'
import { mime } from './mimeTypes.js'

type Bundle = Record<string, unknown> | undefined

/**
 * The bundle of a value whose shape tells how to show it. Nothing that such a value does to being looked
 * at matters: then it is not recognised.
 */
export function recognisedBundle(value: unknown): Bundle {
  return typeof value === 'object' && value !== null ? attempt(() => recognise(value)) : undefined
}

function recognise(value: object): Bundle {
  const spec = vegaBundle(value)
  if (spec) return spec
  const { toSpec, outerHTML, tagName } = value as {
    toSpec?: unknown
    outerHTML?: unknown
    tagName?: unknown
  }
  if (typeof toSpec === 'function') return vegaBundle(toSpec.call(value) as object)
  if (typeof outerHTML === 'string') {
    const isSvg = String(tagName).toLowerCase() === 'svg'
    return { [isSvg ? mime.svg : mime.html]: outerHTML }
  }
  return pictureBundle(value) ?? tableBundle(value)
}

function vegaBundle(spec: object): Bundle {
  const { $schema: schema } = spec as { $schema?: unknown }
  if (typeof schema !== 'string') return undefined
  if (schema.includes('/schema/vega-lite/')) return { [mime.vegaLite]: spec }
  if (schema.includes('/schema/vega/')) return { [mime.vega]: spec }
  return undefined
}

function pictureBundle(value: object): Bundle {
  if (!(value instanceof Uint8Array)) return undefined
  const start = Buffer.from(value.subarray(0, 4)).toString('latin1')
  const text = `${value.constructor.name} of ${value.length} bytes`
  if (start === '\x89PNG') return { [mime.png]: value, [mime.text]: `PNG, ${text}` }
  if (start.startsWith('\xff\xd8\xff')) return { [mime.jpeg]: value, [mime.text]: `JPEG, ${text}` }
  return undefined
}

/** A danfojs frame or series, by its shape: column names, index, rows. */
interface Table {
  readonly columns: readonly unknown[]
  readonly index: readonly unknown[]
  readonly values: readonly unknown[]
  toString(): string
}

const shownRows = 60

function tableBundle(value: object): Bundle {
  const { columns, index, values } = value as Partial<Table>
  const { constructor } = value
  const isFrame = typeof constructor === 'function' && 'ndframe' in constructor
  const isTable = '$setValues' in value || isFrame || '$data' in value
  if (!isTable || !Array.isArray(columns) || !Array.isArray(index) || !Array.isArray(values)) {
    return undefined
  }
  const cells = (row: unknown) => (Array.isArray(row) ? (row as unknown[]) : [row])
  const header = ['', ...columns].map((name) => `<th>${escapeHtml(name)}</th>`).join('')
  const rows = values.slice(0, shownRows).map((row, i) => {
    const fields = cells(row).map((cell) => `<td>${escapeHtml(cell)}</td>`)
    return `<tr><th>${escapeHtml(index[i])}</th>${fields.join('')}</tr>`
  })
  const size = `${values.length} rows × ${columns.length} columns`
  const html =
    `<table><thead><tr>${header}</tr></thead><tbody>${rows.join('')}</tbody></table>` +
    (values.length > shownRows ? `<p>${size}</p>` : '')
  const text = [
    ['', ...columns],
    ...values.slice(0, shownRows).map((r, i) => [index[i], ...cells(r)])
  ]
  return { [mime.html]: html, [mime.text]: alignColumns(text.map((row) => row.map(String))) }
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)))
  const line = (row: readonly string[]) => row.map((cell, c) => cell.padStart(widths[c] ?? 0))
  return rows.map((row) => line(row).join('  ')).join('\n')
}

function escapeHtml(value: unknown): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return String(value).replace(/[&<>"]/g, (character) => names[character] ?? character)
}
