import type { View } from 'vega'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** A mark of a picture that stands for one row of data. */
export interface ScenePoint {
  readonly datum: JsonObject
  /** Place in the picture, in pixels of its drawing area. */
  readonly x: number
  readonly y: number
}

/** The part of Vega's scene graph that is read here. */
interface SceneItem {
  readonly datum?: unknown
  readonly x?: number
  readonly y?: number
  readonly fill?: unknown
  readonly stroke?: unknown
  readonly defined?: boolean
  readonly opacity?: number
  readonly bounds?: { readonly x1: number; readonly x2: number; readonly y1: number }
  readonly items?: readonly SceneMark[]
}

interface SceneMark {
  readonly marktype: string
  readonly role?: string
  readonly items: readonly SceneItem[]
}

/** Marks whose place is that of their row; the others are placed by the middle of their upper end. */
const placedMarks = ['symbol', 'line', 'area', 'trail']

/**
 * The points of a picture in series, view by view: all marks of one layer and colour, from left to
 * right. Error bars are left out where a point lies on them, for they belong to it.
 */
export function scenePoints(view: View): ScenePoint[][] {
  // The typings leave out the root.
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark }
  const series: ScenePoint[][] = []
  const bars: { readonly points: ScenePoint[]; readonly items: readonly SceneItem[] }[] = []
  for (const { mark, left, top } of dataMarks(root, 0, 0)) {
    for (const items of byColour(mark)) {
      const points = items.flatMap((item) => scenePoint(mark, item, left, top) ?? [])
      points.sort((a, b) => a.x - b.x || a.y - b.y)
      if (points.length === 0) continue
      if (mark.marktype === 'rule') bars.push({ points, items })
      else series.push(points)
    }
  }
  const places = new Set(series.flat().map(({ x }) => Math.round(x)))
  const rules = bars.filter(({ points }) => !points.every(({ x }) => places.has(Math.round(x))))
  return [...series, ...rules.map(({ points }) => points)]
}

/** Where a pointer is in the drawing area of a picture. */
export function pointerPosition(view: View, event: MouseEvent): { x: number; y: number } {
  const picture = view.container()?.firstElementChild?.getBoundingClientRect()
  const { left, top } = drawingOrigin(view)
  return {
    x: event.clientX - (picture?.left ?? 0) - left,
    y: event.clientY - (picture?.top ?? 0) - top
  }
}

/** Where the drawing area of a picture begins, in pixels from the picture's corner. */
export function drawingOrigin(view: View): { left: number; top: number } {
  const padding = view.padding()
  const { left = 0, top = 0 } = typeof padding === 'object' && 'left' in padding ? padding : {}
  const [originX, originY] = view.origin()
  return { left: left + originX, top: top + originY }
}

interface PlacedMark {
  readonly mark: SceneMark
  readonly left: number
  readonly top: number
}

/** Marks that show data, with the offset of the groups around them; axes and legends are left out. */
function dataMarks(mark: SceneMark, left: number, top: number): PlacedMark[] {
  if (mark.marktype !== 'group') return mark.role === 'mark' ? [{ mark, left, top }] : []
  if (/^(axis|legend|title)/.test(mark.role ?? '')) return []
  return mark.items.flatMap(({ x = 0, y = 0, items = [] }) =>
    items.flatMap((child) => dataMarks(child, left + x, top + y))
  )
}

function byColour({ items }: SceneMark): SceneItem[][] {
  const series = new Map<string, SceneItem[]>()
  for (const item of items) {
    const colour = JSON.stringify([item.fill, item.stroke])
    series.set(colour, [...(series.get(colour) ?? []), item])
  }
  return [...series.values()]
}

function scenePoint(
  { marktype }: SceneMark,
  item: SceneItem,
  left: number,
  top: number
): ScenePoint | undefined {
  const { datum, bounds, defined, opacity } = item
  if (!isObject(datum) || defined === false || opacity === 0) return undefined
  const placed = placedMarks.includes(marktype)
  const x = placed || !bounds ? (item.x ?? 0) : (bounds.x1 + bounds.x2) / 2
  const y = placed || !bounds ? (item.y ?? 0) : bounds.y1
  return { datum, x: left + x, y: top + y }
}
