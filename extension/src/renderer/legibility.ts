import type { View } from 'vega'
import { contrast, parsedColour, type Rgba } from './contrast.js'

/** Least contrast at which a mark can be told from what lies behind it. */
const leastOfMarks = 2

/** Least contrast at which words can be read. */
const leastOfText = 3

/** How many times better a mark has to be seen on paper than on the page, to be moved there. */
const muchBetter = 1.25

/** Most items of one mark that are looked at; of more, every second, third, … */
const mostItems = 2000

/** Colours from which on the areas of a mark are a scale, whose dark end its neighbours tell. */
const scaleColours = 8

/** Marks that cover what is behind them. */
const areas = ['rect', 'arc', 'area', 'shape', 'path', 'symbol']

/** The part of Vega's scene graph that is read here. */
interface SceneItem {
  readonly fill?: unknown
  readonly stroke?: unknown
  readonly opacity?: number
  readonly fillOpacity?: number
  readonly strokeOpacity?: number
  readonly bounds?: Box
  readonly items?: readonly SceneMark[]
}

interface SceneMark {
  readonly marktype: string
  readonly role?: string
  readonly items: readonly SceneItem[]
}

interface Box {
  readonly x1: number
  readonly x2: number
  readonly y1: number
  readonly y2: number
}

/** A page, and the sheet of paper that a figure gets where it cannot be seen on it. */
export interface Page {
  readonly colour: string
  /** Colour of text on this page. */
  readonly ink: string
  readonly sheet: string
}

/** A colour, and whether the author chose it: it is the same in every look. */
interface Ground {
  readonly colour: Rgba
  readonly isOwn: boolean
}

/**
 * Whether a figure of somebody else can be seen on the page: its marks, which keep the colours of their
 * author, on the page's colour, and what has the page's colours on grounds of the author. What is hard
 * to see on a sheet of paper as well is the author's wish.
 */
export function isLegible(view: View, page: Page): boolean {
  return canRead(view, page)
}

/** Whether the words of axes, legends and titles can be read on a paper, or not on another one either. */
export function canReadGuides(view: View, paper: Pick<Page, 'colour' | 'sheet'>): boolean {
  return canRead(view, { ...paper, ink: undefined }, true)
}

function canRead(
  view: View,
  page: Pick<Page, 'colour' | 'sheet'> & { readonly ink: string | undefined },
  guidesOnly = false
): boolean {
  const [colour, sheet] = [page.colour, page.sheet].map(parsedColour)
  if (!colour || !sheet) return true
  // The typings leave out the root.
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark }
  return new Reader(page.ink, sheet, guidesOnly).canReadGroups(root, { colour, isOwn: false })
}

class Reader {
  constructor(
    private readonly pageInk: string | undefined,
    private readonly sheet: Rgba,
    private readonly guidesOnly: boolean
  ) {}

  canReadGroups(mark: SceneMark, behind: Ground): boolean {
    return mark.items.every((item) => this.canReadInside(item, behind))
  }

  private canReadInside(group: SceneItem, behind: Ground): boolean {
    const ground = groundOf(group) ?? behind
    const covers: Cover[] = []
    return (group.items ?? []).every((mark) => {
      // Axes and titles stand outside of the ground of their view.
      const isGuide = /^(axis|title|legend)/.test(mark.role ?? '')
      if (mark.marktype === 'group') return this.canReadGroups(mark, isGuide ? behind : ground)
      const items = someOf(mark.items)
      const seen = this.canReadMark(mark, items, (box) =>
        mark.marktype === 'text'
          ? (covers.findLast((cover) => isInside(box, cover.box))?.ground ?? ground)
          : ground
      )
      if (areas.includes(mark.marktype)) covers.push(...coversOf(items))
      return seen
    })
  }

  private canReadMark(
    { marktype, role = 'mark' }: SceneMark,
    items: readonly SceneItem[],
    groundAt: (box: Box | undefined) => Ground
  ): boolean {
    const isText = marktype === 'text'
    // The lines of axes and the symbols of legends say nothing that marks do not.
    if (role === 'mark' ? this.guidesOnly : !isText) return true
    const isArea = areas.includes(marktype)
    if (isArea && marktype !== 'symbol' && coloursOf(items).size >= scaleColours) return true
    const least = isText ? leastOfText : leastOfMarks
    return items.every((item) => {
      if (isArea && isEmpty(item.bounds)) return true
      const inks = inksOf(item)
      const ground = groundAt(item.bounds)
      const { pageInk } = this
      const isPageInk = pageInk !== undefined && [item.fill, item.stroke].includes(pageInk)
      if (inks.length === 0 || (ground.isOwn && !isPageInk)) return true
      return !inks.every((ink) => this.isLost(ink, ground, least))
    })
  }

  private isLost(ink: Rgba, { colour, isOwn }: Ground, least: number): boolean {
    const here = contrast(ink, colour)
    // The page's ink is black on paper: there it is read wherever it is not here.
    return here < least && (isOwn || contrast(ink, this.sheet) > muchBetter * here)
  }
}

/** What lies behind later marks. */
interface Cover {
  readonly box: Box
  readonly ground: Ground
}

function coversOf(items: readonly SceneItem[]): Cover[] {
  return items.flatMap((item) => {
    const ground = groundOf(item)
    return ground && item.bounds ? [{ box: item.bounds, ground }] : []
  })
}

function isEmpty(box: Box | undefined): boolean {
  return box !== undefined && (box.x1 >= box.x2 || box.y1 >= box.y2)
}

function someOf(items: readonly SceneItem[]): readonly SceneItem[] {
  const step = Math.ceil(items.length / mostItems)
  return step <= 1 ? items : items.filter((_, i) => i % step === 0)
}

function coloursOf(items: readonly SceneItem[]): Set<unknown> {
  return new Set(items.map(({ fill }) => fill))
}

/** What is visible of an item: its filling and its outline. */
function inksOf(item: SceneItem): Rgba[] {
  const { opacity = 1, fillOpacity = 1, strokeOpacity = 1 } = item
  return [
    inkOf(item.fill, opacity * fillOpacity),
    inkOf(item.stroke, opacity * strokeOpacity)
  ].filter((ink) => ink !== undefined)
}

function inkOf(colour: unknown, opacity: number): Rgba | undefined {
  // Gradients are objects.
  if (typeof colour !== 'string') return undefined
  const [r, g, b, alpha] = parsedColour(colour) ?? [0, 0, 0, 0]
  return alpha * opacity > 0.05 ? [r, g, b, alpha * opacity] : undefined
}

function groundOf({ fill, opacity = 1, fillOpacity = 1 }: SceneItem): Ground | undefined {
  const colour = inkOf(fill, opacity * fillOpacity)
  return colour && colour[3] > 0.5 ? { colour: opaque(colour), isOwn: true } : undefined
}

function opaque([r, g, b]: Rgba): Rgba {
  return [r, g, b, 1]
}

function isInside(inner: Box | undefined, outer: Box): boolean {
  if (!inner) return false
  const x = (inner.x1 + inner.x2) / 2
  const y = (inner.y1 + inner.y2) / 2
  return outer.x1 <= x && x <= outer.x2 && outer.y1 <= y && y <= outer.y2
}
