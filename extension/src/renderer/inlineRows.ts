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
 * as in Vega.
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
          add(tables, String(source['name'] ?? `data ${tables.length + 1}`), source['values'])
        }
      }
    } else collect(value, tables)
  }
}

function add(tables: InlineTable[], name: string, values: unknown): void {
  if (!Array.isArray(values)) return
  tables.push({
    name,
    rows: values.map((value) => (isObject(value) ? value : { data: value }))
  })
}
