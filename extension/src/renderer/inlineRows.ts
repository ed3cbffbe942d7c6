import { isObject, type JsonObject } from './safeSpec.js'

/** One row of a figure's data. */
export type Row = JsonObject

/** Rows that a specification carries, under the name that the specification gives them. */
export interface InlineTable {
  readonly name: string
  readonly rows: readonly Row[]
}

/** Rows as a specification carries them, perhaps as text, and the lists in them that its view flattens. */
interface Source {
  readonly name: string
  readonly values: readonly unknown[] | string
  readonly flattened: readonly string[]
}

/** Cells that flattened rows may take in all; more would fill the memory of the page. */
const mostCells = 10_000_000

/**
 * All inline data of a Vega or Vega-Lite specification: named data sets and the `values` of every
 * data source, in the order they occur. Values that are not objects become rows `{ data: value }`,
 * as in Vega. Lists that a view flattens before all else become a row per element, as they are drawn,
 * unless that makes more than ten million cells. Rows that are text are left to `readTables`.
 */
export function inlineTables(spec: JsonObject): InlineTable[] {
  return sources(spec).flatMap(({ name, values, flattened }) =>
    typeof values === 'string' ? [] : [{ name, rows: rowsOf(values, flattened) }]
  )
}

/**
 * Number of inline rows of a specification, flattened ones too, and of lines of rows that are text; costs
 * no memory, however many.
 */
export function inlineRowCount(spec: JsonObject): number {
  return sources(spec).reduce((sum, source) => sum + rowCount(source), 0)
}

/** Whether rows of a specification come from somewhere else, by an address. */
export function hasRowsElsewhere(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasRowsElsewhere)
  if (!isObject(node)) return false
  return Object.entries(node).some(([key, value]) => {
    if (key === 'datasets' || key === 'values' || key === 'usermeta') return false
    if (key !== 'data') return hasRowsElsewhere(value)
    return [value].flat().some((source) => isObject(source) && 'url' in source)
  })
}

function sources(spec: JsonObject): Source[] {
  const found: Source[] = []
  const datasets = spec['datasets']
  if (isObject(datasets)) {
    for (const [name, values] of Object.entries(datasets)) add(found, name, values)
  }
  collect(spec, found)
  return found
}

function collect(node: unknown, found: Source[]): void {
  if (Array.isArray(node)) node.forEach((item) => collect(item, found))
  if (!isObject(node)) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'datasets' || key === 'values' || key === 'usermeta') continue
    if (key === 'data') {
      for (const source of Array.isArray(value) ? value : [value]) {
        if (isObject(source) && 'values' in source) {
          const name = String(source['name'] ?? `data ${found.length + 1}`)
          add(found, name, source['values'], flattenedFields(node))
        }
      }
    } else collect(value, found)
  }
}

function add(
  found: Source[],
  name: string,
  values: unknown,
  flattened: readonly string[] = []
): void {
  if (Array.isArray(values) || typeof values === 'string') found.push({ name, values, flattened })
}

function rowCount({ values, flattened }: Pick<Source, 'values' | 'flattened'>): number {
  if (typeof values === 'string') return lineCount(values)
  if (flattened.length === 0) return values.length
  return values.reduce<number>((sum, value) => sum + longest(asRow(value), flattened), 0)
}

function lineCount(text: string): number {
  let lines = 1
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines++
  return lines
}

function rowsOf(values: readonly unknown[], flattened: readonly string[]): readonly Row[] {
  const rows = values.map(asRow)
  if (flattened.length === 0) return rows
  const columns = rows.reduce((most, row) => Math.max(most, Object.keys(row).length), 0)
  if (rowCount({ values, flattened }) * columns > mostCells) return rows
  return rows.flatMap((row) => elements(row, flattened))
}

/** A value as a row: one that is no object becomes a field `data`, as in Vega. */
export function asRow(value: unknown): Row {
  return isObject(value) ? value : { data: value }
}

/** Fields of lists that the first transform of a Vega-Lite view turns into a row per element. */
function flattenedFields({ transform }: JsonObject): readonly string[] {
  const first: unknown = Array.isArray(transform) ? transform[0] : undefined
  if (!isObject(first) || !Array.isArray(first['flatten']) || 'as' in first) return []
  return first['flatten'].map(String)
}

/** Length of the longest list of a row; a value that is no list is one of one element. */
function longest(row: Row, fields: readonly string[]): number {
  const lengths = fields.map((field) => {
    const list = row[field]
    return Array.isArray(list) ? list.length : 1
  })
  return Math.max(...lengths)
}

/** A row per element of the longest list; where another one has ended, its column is empty. */
function elements(row: Row, fields: readonly string[]): Row[] {
  const lists = fields.map((field) => [row[field]].flat() as unknown[])
  return Array.from({ length: longest(row, fields) }, (_, i) => ({
    ...row,
    ...Object.fromEntries(fields.map((field, j) => [field, lists[j][i] ?? null]))
  }))
}
