import type { Row } from '../parts/figureRows.js'

/** Any result of the library, by the names of its fields. */
export type Result = Readonly<Record<string, unknown>>

/** What of a result is a cell of a table. */
export function plainRow(result: Result): Row {
  return Object.fromEntries(
    Object.entries(result).flatMap(([key, value]) => {
      const cell = cellOf(value)
      return typeof cell === 'function' || isList(cell) || isObject(cell) ? [] : [[key, cell]]
    })
  )
}

/** Indices, such as those of a combination of fields, as a word. */
export function cellOf(value: unknown): unknown {
  const isOfIndices =
    isList(value) && value.length > 0 && listOf(value).every((entry) => Number.isInteger(entry))
  return isOfIndices ? listOf(value).join(' ') : value
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

export function listOf(value: unknown): readonly unknown[] {
  return isList(value) ? Array.from(value) : []
}

/** An object with fields of its own; a date is a cell. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Date)
}
