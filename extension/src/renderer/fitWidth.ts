import type { FigureLanguage } from './mimeTypes.js'
import { isObject, type JsonObject } from './safeSpec.js'

/** Width of a single view that names none, in pixels, where the page has room. */
const preferredWidth = 640

/** First guess of the room that axes take beside each view of a composition, in pixels. */
export const usualDecoration = 50

/** Room below which a view, with its axes, is not put beside another one, in pixels. */
const leastShare = 190

/** What `fitWidth` decided. */
export interface FittedSpec {
  readonly spec: JsonObject
  /** Whether a change of width needs no new figure: the view's own width signal follows. */
  readonly resizable: boolean
}

/**
 * Gives a specification a width that fits into `available` pixels. A single view fills the page if
 * it asks for `container`, keeps its own width where that fits and takes 640 pixels where it names
 * none. Views side by side share the room, each less `decoration` for its axes and legends, which are
 * known only once they are drawn; in a narrow room they continue in a second row. Facets, repeats and
 * step widths stay as they are. Changes `spec` in place.
 */
export function fitWidth(
  spec: JsonObject,
  language: FigureLanguage,
  available: number,
  decoration = usualDecoration
): FittedSpec {
  const room = Math.max(120, Math.floor(available))
  if (language === 'vega') return { spec, resizable: false }
  if (isComposition(spec)) {
    breakRows(spec, room)
    shareWidth(spec, room, decoration)
    return { spec, resizable: false }
  }
  if (isFaceted(spec) || isObject(spec['width'])) return { spec, resizable: false }
  spec['width'] = fittedWidth(spec['width'], room)
  if (spec['height'] === 'container') delete spec['height']
  const autosize = spec['autosize']
  const given = isObject(autosize) ? autosize : {}
  spec['autosize'] = { ...given, type: 'fit-x', contains: 'padding' }
  return { spec, resizable: true }
}

/** Width that a figure of one view takes in `available` pixels, given the width it asks for. */
export function fittedWidth(wish: unknown, available: number): number {
  const room = Math.max(120, Math.floor(available))
  if (wish === 'container') return room
  return Math.min(typeof wish === 'number' ? wish : preferredWidth, room)
}

/** Whether a specification puts views beside or above each other. */
export function isComposition(spec: JsonObject): boolean {
  return ['hconcat', 'vconcat', 'concat'].some((key) => Array.isArray(spec[key]))
}

/** Whether one view is drawn several times, for parts of the rows or for other fields. */
export function isFaceted(spec: JsonObject): boolean {
  if ('facet' in spec || 'repeat' in spec) return true
  const encoding = spec['encoding']
  return isObject(encoding) && ['row', 'column', 'facet'].some((channel) => channel in encoding)
}

/** Turns rows of views that would be too narrow into as many rows as it takes. */
export function breakRows(spec: JsonObject, room: number): void {
  for (const view of views(spec, 'vconcat')) breakRows(view, room)
  const { hconcat, ...rest } = spec
  if (!Array.isArray(hconcat) || room / viewsAcross(spec) >= leastShare) return
  for (const key of Object.keys(spec)) delete spec[key]
  const most = Math.max(1, Math.floor(room / leastShare))
  // As many rows as it takes, equally long.
  const rows = Math.ceil(hconcat.length / most)
  Object.assign(spec, rest, { concat: hconcat, columns: Math.ceil(hconcat.length / rows) })
}

function views(spec: JsonObject, key: string): JsonObject[] {
  const list = spec[key]
  return Array.isArray(list) ? list.filter(isObject) : []
}

function shareWidth(spec: JsonObject, room: number, decoration: number): void {
  const share = (parts: readonly JsonObject[], columns: number) =>
    parts.forEach((view) => shareWidth(view, room / Math.max(1, columns), decoration))
  const concat = views(spec, 'concat')
  share(views(spec, 'vconcat'), 1)
  share(views(spec, 'hconcat'), views(spec, 'hconcat').length)
  share(concat, columnsOf(spec, concat))
  if (isComposition(spec) || isFaceted(spec) || isObject(spec['width'])) return
  const wish = spec['width']
  const most = Math.max(80, Math.floor(room - decoration))
  spec['width'] = Math.min(typeof wish === 'number' ? wish : preferredWidth, most)
  if (spec['height'] === 'container') delete spec['height']
}

function columnsOf({ columns }: JsonObject, concat: readonly JsonObject[]): number {
  return Number(columns ?? concat.length)
}

/** Most views that stand side by side in a composition. */
export function viewsAcross(spec: JsonObject): number {
  const across = (key: string) => views(spec, key).map(viewsAcross)
  if (Array.isArray(spec['vconcat'])) return Math.max(1, ...across('vconcat'))
  if (Array.isArray(spec['hconcat'])) return across('hconcat').reduce((a, b) => a + b, 0)
  return isComposition(spec) ? columnsOf(spec, views(spec, 'concat')) : 1
}

/** Width of the widest view of a composition that was given its widths, in pixels. */
export function widestView(spec: JsonObject): number {
  const parts = ['hconcat', 'vconcat', 'concat'].flatMap((key) => views(spec, key))
  if (parts.length > 0) return Math.max(...parts.map(widestView))
  return typeof spec['width'] === 'number' ? spec['width'] : 0
}
