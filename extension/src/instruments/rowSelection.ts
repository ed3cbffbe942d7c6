import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { figureNotes } from './figureNotes.js'
import { fadeWhere, isJoined } from './markOpacity.js'
import type { Box, ScenePoint } from './scenePoints.js'
import { unitSpecs } from './unitSpecs.js'

/** Name of the change that makes the marks of a figure selectable. */
export const selectionChange = 'select'

/** Signal of a figure that holds the selected rows: their numbers as keys, or null if there are none. */
export const selectionSignal = 'nnqft_selection'

/** Field of the rows that are drawn that holds their number. */
const rowField = 'nnqft_row'

/** By what the library knows the rows of one of its figures; others have nobody to tell. */
export function selectionHash(spec: JsonObject): string | undefined {
  const hash = figureNotes(spec)?.provenance['hash']
  return typeof hash === 'string' ? hash : undefined
}

/** Whether a figure of the library has marks that stand for one row each. */
export function canSelect(spec: JsonObject): boolean {
  return selectionHash(spec) !== undefined && unitSpecs(spec).some((unit) => !isJoined(unit))
}

/**
 * Numbers the rows of a figure, and fades the marks of those that are not selected as soon as some are. Lines and
 * areas stay: they join many rows.
 *
 * @param rows gets the rows as they were, in the order of their numbers
 */
export function withRowSelection(spec: JsonObject, rows: JsonObject[]): JsonObject {
  numberRows(spec, rows)
  const params = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : []
  spec['params'] = [...params, { name: selectionSignal, value: null }]
  const number = `datum.${rowField}`
  const test = `${selectionSignal} && isValid(${number}) && !${selectionSignal}[${number}]`
  for (const unit of unitSpecs(spec).filter((unit) => !isJoined(unit))) {
    fadeWhere(unit, spec['config'], test)
  }
  return spec
}

/** A row as a text that is the same whatever the order of its fields: a notebook that is saved sorts them. */
export function rowText(row: JsonObject): string {
  return JSON.stringify(row, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  )
}

/** The same of several rows. */
export const rowsText = (rows: readonly JsonObject[]): string => `[${rows.map(rowText).join()}]`

/** The number of the row behind a mark; none for what is computed from several. */
export function rowNumber(datum: JsonObject): number | undefined {
  const number = datum[rowField]
  return typeof number === 'number' ? number : undefined
}

/** The rows of the marks that have their middle in a rectangle. */
export function rowsInside(points: readonly ScenePoint[], area: Box): number[] {
  const inside = points.filter(({ box, isJoined }) => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    return !isJoined && contains(area, { x, y })
  })
  return inside.flatMap(({ datum }) => rowNumber(datum) ?? [])
}

/** The row of the mark at a place: of several the one whose own place is nearest, of those the uppermost. */
export function rowAt(points: readonly ScenePoint[], place: Place): number | undefined {
  const distance = ({ x, y }: ScenePoint) => Math.hypot(x - place.x, y - place.y)
  const hits = points.filter(
    ({ box, isJoined, datum }) =>
      !isJoined && contains(box, place) && rowNumber(datum) !== undefined
  )
  const [first, ...others] = hits
  if (!first) return undefined
  const hit = others.reduce((best, one) => (distance(one) <= distance(best) ? one : best), first)
  return rowNumber(hit.datum)
}

/** A place in the drawing area of a picture, in pixels. */
export interface Place {
  readonly x: number
  readonly y: number
}

export function contains({ left, right, top, bottom }: Box, { x, y }: Place): boolean {
  return x >= left && x <= right && y >= top && y <= bottom
}

function numberRows(node: JsonObject, rows: JsonObject[]): void {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'usermeta' || key === 'datasets') continue
    if (key === 'data' && isObject(value) && Array.isArray(value['values'])) {
      node[key] = { ...value, values: value['values'].map((row) => numbered(row, rows)) }
    } else for (const part of [value].flat()) if (isObject(part)) numberRows(part, rows)
  }
}

function numbered(row: unknown, rows: JsonObject[]): unknown {
  return isObject(row) ? { ...row, [rowField]: rows.push(row) - 1 } : row
}
