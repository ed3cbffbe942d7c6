import type { View } from 'vega'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** A mark of a picture that stands for one row of data. */
export interface ScenePoint {
  readonly datum: JsonObject
  /** Place in the picture, in pixels of its drawing area. */
  readonly x: number
  readonly y: number
  /** Drawing area of its view, which a zoomed mark may have left. */
  readonly plot: Plot
  /** Around all that is drawn of it, in the same pixels. */
  readonly box: Box
  /** Whether it is a corner of a line or an area, which join many rows. */
  readonly isJoined: boolean
}

/** A rectangle with its sides along those of the picture. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A rectangle between its axes, in pixels of the picture's drawing area. */
export interface Plot {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The part of Vega's scene graph that is read here. */
interface SceneItem {
  readonly datum?: unknown
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly fill?: unknown
  readonly stroke?: unknown
  readonly defined?: boolean
  readonly opacity?: number
  readonly bounds?: {
    readonly x1: number
    readonly x2: number
    readonly y1: number
    readonly y2: number
  }
  readonly items?: readonly SceneMark[]
}

interface SceneMark {
  readonly marktype: string
  readonly interactive?: boolean
  readonly role?: string
  readonly items: readonly SceneItem[]
}

/** Marks of many rows each. */
const joinedMarks = ['line', 'area', 'trail']

/** Marks whose place is that of their row; the others are placed by the middle of their upper end. */
const placedMarks = ['symbol', ...joinedMarks]

/**
 * The points of a picture in series, view by view: all marks of one layer and colour, from left to
 * right. Error bars are left out where a point lies on them, for they belong to it.
 */
export function scenePoints(view: View): ScenePoint[][] {
  const series: ScenePoint[][] = []
  const bars: { readonly points: ScenePoint[]; readonly items: readonly SceneItem[] }[] = []
  // Axes, legends and titles have roles of their own.
  for (const placed of leafMarks(view).filter(({ mark }) => mark.role === 'mark')) {
    const { mark } = placed
    for (const items of byColour(mark)) {
      const points = items.flatMap((item) => scenePoint(placed, item) ?? [])
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

/**
 * The entries of legends that answer a click, at places as those of `scenePoints`.
 *
 * @param name of the field that holds an entry's label
 */
export function legendEntries(view: View, name: string): ScenePoint[] {
  const symbols = leafMarks(view).filter(
    ({ mark }) => mark.role === 'legend-symbol' && mark.interactive === true
  )
  return symbols.flatMap(({ mark, plot }) =>
    mark.items.flatMap(({ datum, x = 0, y = 0 }) =>
      isObject(datum) ? [placedPoint({ [name]: datum['label'] }, { x, y }, plot)] : []
    )
  )
}

/** The rows behind all marks of a picture, with the fields that it has computed. */
export function drawnRows(view: View): JsonObject[] {
  const marks = leafMarks(view).filter(({ mark }) => mark.role === 'mark')
  const rows = marks.flatMap(({ mark }) => mark.items.flatMap(({ datum }) => datum ?? []))
  return [...new Set(rows)].filter(isObject)
}

/** Where a pointer is in the drawing area of a picture. */
export function pointerPosition(view: View, event: MouseEvent): { x: number; y: number } {
  const picture = view.container()?.firstElementChild?.getBoundingClientRect()
  const { left, top } = drawingOrigin(view)
  const scale = drawingScale(view)
  return {
    x: (event.clientX - (picture?.left ?? 0)) / scale - left,
    y: (event.clientY - (picture?.top ?? 0)) / scale - top
  }
}

/** Pixels of the window per pixel of a picture, which a full screen may magnify. */
export function drawingScale(view: View): number {
  const picture = view.container()
  return picture?.offsetWidth ? picture.getBoundingClientRect().width / picture.offsetWidth : 1
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
  /** The group around it. */
  readonly plot: Plot
}

/** All marks of a picture but groups, with the offset of the groups around them. */
function leafMarks(view: View): PlacedMark[] {
  // The typings leave out the root.
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark }
  return leavesOf(root, { left: 0, top: 0, width: 0, height: 0 })
}

function leavesOf(mark: SceneMark, plot: Plot): PlacedMark[] {
  if (mark.marktype !== 'group') return [{ mark, plot }]
  return mark.items.flatMap(({ x = 0, y = 0, width = 0, height = 0, items = [] }) => {
    const inside = { left: plot.left + x, top: plot.top + y, width, height }
    return items.flatMap((child) => leavesOf(child, inside))
  })
}

function byColour({ items }: SceneMark): SceneItem[][] {
  const series = new Map<string, SceneItem[]>()
  for (const item of items) {
    const colour = JSON.stringify([item.fill, item.stroke])
    series.set(colour, [...(series.get(colour) ?? []), item])
  }
  return [...series.values()]
}

/** Marks that are drawn without data, such as the frame of a brush, have an empty object. */
function isRow(datum: unknown): datum is JsonObject {
  return isObject(datum) && Object.keys(datum).length > 0
}

function scenePoint({ mark, plot }: PlacedMark, item: SceneItem): ScenePoint | undefined {
  const { datum, bounds, defined, opacity } = item
  if (!isRow(datum) || defined === false || opacity === 0) return undefined
  const placed = placedMarks.includes(mark.marktype)
  const x = placed || !bounds ? (item.x ?? 0) : (bounds.x1 + bounds.x2) / 2
  const y = placed || !bounds ? (item.y ?? 0) : bounds.y1
  const joined = joinedMarks.includes(mark.marktype)
  return { ...placedPoint(datum, { x, y }, plot, joined ? undefined : bounds), isJoined: joined }
}

function placedPoint(
  datum: JsonObject,
  { x, y }: { readonly x: number; readonly y: number },
  plot: Plot,
  { x1, x2, y1, y2 }: NonNullable<SceneItem['bounds']> = { x1: x, x2: x, y1: y, y2: y }
): ScenePoint {
  const { left, top } = plot
  const box = { left: left + x1, right: left + x2, top: top + y1, bottom: top + y2 }
  return { datum, x: left + x, y: top + y, plot, box, isJoined: false }
}
