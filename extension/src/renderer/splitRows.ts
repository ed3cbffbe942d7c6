import { isObject, type JsonObject } from './safeSpec.js'

/** A specification without its rows, and the rows by the name of their data source. */
export interface SplitSpec {
  readonly spec: JsonObject
  readonly rows: ReadonlyMap<string, readonly unknown[]>
}

/**
 * Takes the inline rows out of a specification and gives their sources names, so that compiling,
 * comparing and copying it cost the same for ten rows and for a million. The rows are shared with
 * the argument, all else is a copy.
 */
export function splitRows(spec: JsonObject): SplitSpec {
  const rows = new Map<string, readonly unknown[]>()
  const bare = copyWithout(spec, rows, true) as JsonObject
  return { spec: bare, rows }
}

/** A deep copy that shares the rows: nobody changes them. */
export function copySpec(spec: JsonObject): JsonObject {
  return copyShared(spec) as JsonObject
}

function copyWithout(node: unknown, rows: Map<string, readonly unknown[]>, isTop = false): unknown {
  if (Array.isArray(node)) return node.map((item) => copyWithout(item, rows))
  if (!isObject(node)) return node
  const copy: JsonObject = {}
  for (const [key, value] of Object.entries(node)) {
    if (key === 'usermeta') copy[key] = value
    else if (key === 'datasets' && isTop && isObject(value)) {
      copy[key] = withoutLists(value, rows)
    } else if (key === 'data' && Array.isArray(value)) {
      // Inside a group of Vega a name is the group's own, and its rows stay where they are.
      copy[key] = isTop ? value.map((source) => bareSource(source, rows)) : structuredClone(value)
    } else copy[key] = key === 'data' ? bareSource(value, rows) : copyWithout(value, rows)
  }
  return copy
}

/** Named data sets of a Vega-Lite specification: lists go, other kinds (CSV text) stay. */
function withoutLists(datasets: JsonObject, rows: Map<string, readonly unknown[]>): JsonObject {
  const kept = Object.entries(datasets).filter(([name, values]) => {
    if (!Array.isArray(values)) return true
    rows.set(name, values)
    return false
  })
  return Object.fromEntries(kept)
}

function bareSource(source: unknown, rows: Map<string, readonly unknown[]>): unknown {
  if (!isObject(source) || !Array.isArray(source['values'])) return copyWithout(source, rows)
  const { values, ...rest } = source
  const given =
    typeof rest['name'] === 'string' && !rows.has(rest['name']) ? rest['name'] : undefined
  const name = given ?? `nnqft_rows_${rows.size}`
  rows.set(name, values as unknown[])
  return { ...(copyWithout(rest, rows) as JsonObject), name }
}

function copyShared(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(copyShared)
  if (!isObject(node)) return node
  const copy: JsonObject = {}
  for (const [key, value] of Object.entries(node)) {
    copy[key] = key === 'values' && Array.isArray(value) ? value : copyShared(value)
  }
  return copy
}
