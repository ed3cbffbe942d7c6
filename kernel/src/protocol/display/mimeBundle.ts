import { inspect } from 'node:util'
import type { MimeBundle } from '../../language/engineMessages.js'
import { mime } from './mimeTypes.js'
import { pngDisplaySize } from './pngDensity.js'

/** Method by which a value shows itself: returns a MIME bundle, or a promise of one. */
export const displaySymbol = Symbol.for('Jupyter.display')

/** A value as plain text, without colour codes, cut where it gets long. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return inspect(value, { maxStringLength: 10_000 })
  return inspect(value, { colors: false, depth: 4, maxArrayLength: 100, maxStringLength: 1000 })
}

/**
 * The MIME bundle of a value: what its `Symbol.for("Jupyter.display")` method returns, else what
 * is recognised by its shape (Vega-Lite and Vega specs, elements and pictures, tables of danfojs),
 * else text. There is always a `text/plain`. A promise only where the value's own method is async,
 * so that pictures and printed text keep their order.
 */
export function mimeBundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const own = ownBundle(value)
  if (own instanceof Promise) return own.then((data) => completeBundle(checkBundle(data), value))
  const data = own === undefined ? (recognisedBundle(value) ?? {}) : checkBundle(own)
  return completeBundle(data, value)
}

/**
 * A bundle ready to be sent: binary data as base64, a `text/plain`, and the display size of a PNG
 * of high density in the metadata.
 */
export function completeBundle(
  data: Readonly<Record<string, unknown>>,
  value: unknown = data,
  metadata: Readonly<Record<string, unknown>> = {}
): MimeBundle {
  const complete: Record<string, unknown> = {}
  for (const [type, content] of Object.entries(data)) complete[type] = jsonSafe(type, content)
  complete[mime.text] ??= plainText(value)
  const png = complete[mime.png]
  const size = typeof png === 'string' ? pngDisplaySize(Buffer.from(png, 'base64')) : undefined
  return { data: complete, metadata: { ...(size && { [mime.png]: size }), ...metadata } }
}

function ownBundle(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  const show = (value as Record<symbol, unknown>)[displaySymbol]
  if (typeof show !== 'function') return undefined
  return show.call(value) as unknown
}

function checkBundle(bundle: unknown): Record<string, unknown> {
  if (typeof bundle === 'object' && bundle !== null) return bundle as Record<string, unknown>
  throw new TypeError(`[Symbol.for("Jupyter.display")]() must return a MIME bundle, got ${bundle}`)
}

function recognisedBundle(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
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

function vegaBundle(spec: object): Record<string, unknown> | undefined {
  const { $schema: schema } = spec as { $schema?: unknown }
  if (typeof schema !== 'string') return undefined
  if (schema.includes('/schema/vega-lite/')) return { [mime.vegaLite]: spec }
  if (schema.includes('/schema/vega/')) return { [mime.vega]: spec }
  return undefined
}

function pictureBundle(value: object): Record<string, unknown> | undefined {
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

function tableBundle(value: object): Record<string, unknown> | undefined {
  const { columns, index, values } = value as Partial<Table>
  const isTable = '$setValues' in value || 'ndframe' in value.constructor || '$data' in value
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

/** Binary data as base64, text as text, JSON types as plain JSON. */
function jsonSafe(type: string, content: unknown): unknown {
  if (content instanceof Uint8Array) {
    return type === mime.svg || type.startsWith('text/')
      ? Buffer.from(content).toString('utf8')
      : Buffer.from(content).toString('base64')
  }
  if (type.endsWith('json') && typeof content === 'object' && content !== null) {
    // A copy: the value may change before the message leaves, or hold what JSON cannot.
    return JSON.parse(JSON.stringify(content)) as unknown
  }
  return content
}
