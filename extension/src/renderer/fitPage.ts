import type { FigureLanguage } from './mimeTypes.js'
import { ownNotes } from './ownNotes.js'
import { isObject, type JsonObject } from './safeSpec.js'

/** First guess of the room that axes take beside each view of a composition, in pixels. */
const usualDecoration = 50

/** Room below which a view, with its axes, is not put beside another one, in pixels. */
const leastShare = 190

/** Narrowest that a view is drawn that shares the page with others, in pixels. */
const leastWidth = 80

/** Width that Vega-Lite gives a view that names none, in pixels. */
const usualWidth = 300

/** A specification with the sizes it is drawn at. */
export interface FittedSpec {
  readonly spec: JsonObject
  /**
   * What a change of its room asks for: nothing (the full screen magnifies the picture), a change of the
   * view's own width signal, one of the signal of its room (see `containerRoom.ts`), or another drawing.
   */
  readonly follows: 'nothing' | 'width' | 'room' | 'drawing'
}

/**
 * Gives the page's width to what asks for it, and leaves all else as Vega-Lite draws it. A single view
 * of width `container` takes the whole of it. The views of a composition or facet that say `container`
 * share it, and so do all views of this project's figures whose notes say so; how much room axes and
 * legends take is known only once they are drawn, so their shares are magnified by `across` (see
 * `nextFactor`). Where shares are too narrow, a row of views continues in a second one. Changes `spec`.
 */
export function fitPage(
  spec: JsonObject,
  language: FigureLanguage,
  available: number,
  across = 1
): FittedSpec {
  const room = pageRoom(available)
  if (language === 'vega') return { spec, follows: 'nothing' }
  dropContainerHeights(spec)
  const asks = allAsk(spec)
  if (!isComposition(spec) && !isFaceted(spec)) return fitSingle(spec, room, asks)
  if (asks) markAsking(spec)
  if (!hasAsking(spec)) return { spec, follows: 'nothing' }
  breakRows(spec, room)
  shareWidth(spec, room, across)
  return { spec, follows: 'drawing' }
}

/** Whether a figure takes the size of its room: the page's width, all of a full screen. */
export function asksForRoom(spec: JsonObject, language: FigureLanguage): boolean {
  if (language === 'vega') return false
  const isSingle = !isComposition(spec) && !isFaceted(spec)
  return isSingle ? asksItself(spec, allAsk(spec)) : allAsk(spec) || hasAsking(spec)
}

/** Whether the notes of a figure of this project ask for the page's width for all of its views. */
function allAsk(spec: JsonObject): boolean {
  return ownNotes(spec)?.['width'] === 'container'
}

/** Steps are a size of their own. */
function asksItself({ width }: JsonObject, all: boolean): boolean {
  return width === 'container' || (all && !isObject(width))
}

/** Room for a figure in a page of some width: tools, axes and legends stay in sight in the narrowest. */
export function pageRoom(available: number): number {
  return Math.max(120, Math.floor(available))
}

function fitSingle(spec: JsonObject, room: number, asks: boolean): FittedSpec {
  if (!asksItself(spec, asks)) return { spec, follows: 'nothing' }
  const config = isObject(spec['config']) ? spec['config'] : {}
  spec['width'] = room
  spec['autosize'] = {
    type: 'fit-x',
    contains: 'padding',
    ...autosizeOf(config),
    ...autosizeOf(spec)
  }
  return { spec, follows: 'width' }
}

function autosizeOf({ autosize }: JsonObject): JsonObject {
  return typeof autosize === 'string' ? { type: autosize } : isObject(autosize) ? autosize : {}
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

/** The views that a composition or facet holds directly. */
export function innerViews(spec: JsonObject): JsonObject[] {
  const inner = ['hconcat', 'vconcat', 'concat'].flatMap((key) => views(spec, key))
  return isObject(spec['spec']) ? [...inner, spec['spec']] : inner
}

/** Makes every view of a composition that names its width in pixels ask for a share of the page. */
function markAsking(spec: JsonObject): void {
  const inner = innerViews(spec)
  inner.forEach(markAsking)
  if (inner.length === 0 && !isObject(spec['width'])) spec['width'] = 'container'
}

/** A page is as high as what is on it: such a view has its usual height. */
function dropContainerHeights(spec: JsonObject): void {
  if (spec['height'] === 'container') delete spec['height']
  innerViews(spec).forEach(dropContainerHeights)
}

function hasAsking(spec: JsonObject): boolean {
  return spec['width'] === 'container' || innerViews(spec).some(hasAsking)
}

function shareWidth(spec: JsonObject, room: number, across: number): void {
  const share = (parts: readonly JsonObject[], columns: number) => {
    const asking = parts.filter(hasAsking)
    // In a row, views of a given width leave the rest to the others.
    const given = columns > 1 && columns === parts.length ? parts.filter((p) => !hasAsking(p)) : []
    const rest = room - given.reduce((sum, view) => sum + givenWidth(view) + usualDecoration, 0)
    asking.forEach((view) => shareWidth(view, rest / (columns - given.length), across))
  }
  const concat = views(spec, 'concat')
  share(views(spec, 'vconcat'), 1)
  share(views(spec, 'hconcat'), views(spec, 'hconcat').length)
  share(concat, columnsOf(spec, concat.length))
  if (isObject(spec['spec'])) shareWidth(spec['spec'], room / columnsOf(spec, 1), across)
  if (spec['width'] !== 'container') return
  const wish = (room - usualDecoration) * across
  spec['width'] = Math.max(leastWidth, Math.floor(wish))
}

function givenWidth(spec: JsonObject): number {
  const inner = innerViews(spec).map(givenWidth)
  if (Array.isArray(spec['hconcat'])) return inner.reduce((sum, width) => sum + width, 0)
  if (inner.length > 0) return Math.max(...inner)
  return typeof spec['width'] === 'number' ? spec['width'] : usualWidth
}

function columnsOf({ columns }: JsonObject, all: number): number {
  return Math.max(1, Number(columns ?? all))
}

/** Most views that stand side by side in a composition. */
export function viewsAcross(spec: JsonObject): number {
  const across = (key: string) => views(spec, key).map(viewsAcross)
  if (Array.isArray(spec['vconcat'])) return Math.max(1, ...across('vconcat'))
  if (Array.isArray(spec['hconcat'])) return across('hconcat').reduce((a, b) => a + b, 0)
  return isComposition(spec) ? columnsOf(spec, views(spec, 'concat').length) : 1
}
