import { isObject, type JsonObject } from './safeSpec.js'

/** One row of a figure's data. */
export type Row = JsonObject

/** Rows that a specification carries, under the name that the specification gives them. */
export interface InlineTable {
  readonly name: string
  readonly rows: readonly Row[]
}

/**
 * All inline data of a Vega or Vega-Lite specification: named data sets and the `values` of every
 * data source, in the order they occur. Values that are not objects become rows `{ data: value }`,
 * as in Vega. Lists that a view flattens before all else become a row per element, as they are drawn.
 */
export function inlineTables(spec: JsonObject): InlineTable[] {
  const tables: InlineTable[] = []
  const datasets = spec['datasets']
  if (isObject(datasets)) {
    for (const [name, values] of Object.entries(datasets)) add(tables, name, values)
  }
  collect(spec, tables)
  return tables
}

/** Number of inline rows of a specification. */
export function inlineRowCount(spec: JsonObject): number {
  return inlineTables(spec).reduce((sum, table) => sum + table.rows.length, 0)
}

function collect(node: unknown, tables: InlineTable[]): void {
  if (Array.isArray(node)) node.forEach((item) => collect(item, tables))
  if (!isObject(node)) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'datasets' || key === 'values' || key === 'usermeta') continue
    if (key === 'data') {
      for (const source of Array.isArray(value) ? value : [value]) {
        if (isObject(source) && 'values' in source) {
          const name = String(source['name'] ?? `data ${tables.length + 1}`)
          add(tables, name, source['values'], flattenedFields(node))
        }
      }
    } else collect(value, tables)
  }
}

function add(
  tables: InlineTable[],
  name: string,
  values: unknown,
  flattened: readonly string[] = []
): void {
  if (!Array.isArray(values)) return
  const rows = values.map((value) => (isObject(value) ? value : { data: value }))
  const isFlattened = flattened.length > 0
  tables.push({ name, rows: isFlattened ? rows.flatMap((row) => elements(row, flattened)) : rows })
}

/** Fields of lists that the first transform of a Vega-Lite view turns into a row per element. */
function flattenedFields({ transform }: JsonObject): readonly string[] {
  const first: unknown = Array.isArray(transform) ? transform[0] : undefined
  if (!isObject(first) || !Array.isArray(first['flatten']) || 'as' in first) return []
  return first['flatten'].map(String)
}

/** A row per element of the longest list; where another one has ended, its column is empty. */
function elements(row: Row, fields: readonly string[]): Row[] {
  const lists = fields.map((field) => [row[field]].flat() as unknown[])
  const length = Math.max(...lists.map((list) => list.length))
  return Array.from({ length }, (_, i) => ({
    ...row,
    ...Object.fromEntries(fields.map((field, j) => [field, lists[j][i] ?? null]))
  }))
}
