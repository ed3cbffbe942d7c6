import type { TranslationBundle } from '@jupyterlab/translation'
import type { View } from 'vega'
import type { Figure } from '../renderer/figure.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import {
  contains,
  rowAt,
  rowNumber,
  rowsInside,
  rowsText,
  rowText,
  selectionChange,
  selectionSignal,
  withRowSelection,
  type Place
} from './rowSelection.js'
import { drawingOrigin, drawnRows, pointerPosition, scenePoints, type Box } from './scenePoints.js'
import { zoomChange } from './zoom.js'

/** Pixels by which a pointer moves in a click. */
const clickRange = 4

/** What a legend keeps: values by their field. */
type LegendChoice = Readonly<Record<string, readonly unknown[]>>

/**
 * The rows that the reader selects in one figure while its tool is on: dragging selects the marks in a rectangle, a
 * click or Enter one of them, Shift adds, Escape clears; a legend that filters leaves its entries selected.
 */
export class FigureSelection {
  private rows: readonly JsonObject[] = []
  private readonly chosen = new Set<number>()
  private readonly legends = new Map<string, LegendChoice>()
  private readonly frame = document.createElement('div')
  /** The picture whose marks can be selected. */
  private view: View | undefined
  private spec: JsonObject | undefined
  private wasDragged = false
  /** What was selected last, and the same as text. */
  private last: readonly JsonObject[] = []
  private lastText = '[]'
  /** What another figure has selected, for the first picture with the tool on. */
  private wanted: readonly JsonObject[] | undefined

  /** @param changed told of each new picture of a selection, and whether it is another one than before */
  constructor(
    private readonly figure: Figure,
    private readonly trans: TranslationBundle,
    private readonly changed: (rows: readonly JsonObject[], isOther: boolean) => void
  ) {
    const { stage } = figure
    this.frame.className = 'nnqft-Figure-brush'
    // Before Vega, which would move a zoomed picture.
    stage.addEventListener('pointerdown', (event) => this.onPointerdown(event), { capture: true })
    stage.addEventListener('click', (event) => this.onClick(event))
    stage.addEventListener('keydown', (event) => this.onKeydown(event))
    figure.drawn.connect(() => this.onDrawn())
  }

  /** Switches the tool on, or off with its selection. */
  async toggle(): Promise<void> {
    const { figure } = this
    const change = (spec: JsonObject) => {
      const rows: JsonObject[] = []
      this.rows = rows
      return withRowSelection(spec, rows)
    }
    await figure.change(selectionChange, figure.hasChange(selectionChange) ? undefined : change)
  }

  /** The rows that are selected. */
  get selection(): readonly JsonObject[] {
    return this.last
  }

  /** Selects what is selected in another figure of the same numbers; where the tool is off it is switched on. */
  async adopt(rows: readonly JsonObject[]): Promise<void> {
    if (rowsText(rows) === this.lastText) return
    if (this.view) this.chooseLike(rows)
    else {
      const isUnderWay = this.wanted !== undefined
      this.wanted = rows.length > 0 ? rows : undefined
      if (this.wanted && !isUnderWay && !this.figure.hasChange(selectionChange)) await this.toggle()
    }
  }

  private onDrawn(): void {
    const { figure, wanted } = this
    const view = figure.hasChange(selectionChange) ? selectable(figure.view) : undefined
    figure.stage.classList.toggle('nnqft-mod-selecting', view !== undefined)
    if (!view || figure.spec !== this.spec) this.chosen.clear()
    this.spec = figure.spec
    if (view !== this.view) this.watch(view)
    if (view && wanted) {
      this.wanted = undefined
      this.chooseLike(wanted)
      // Until the picture with the tool on is there nothing else is told of the figure.
    } else if (!wanted) this.show()
  }

  private watch(view: View | undefined): void {
    this.view = view
    this.frame.remove()
    this.legends.clear()
    if (!view) return
    for (const name of signalsOf(view).filter((name) => /^nnqft_legend_\d+$/.test(name))) {
      view.addSignalListener(name, (_, value) => {
        this.legends.set(name, legendChoice(value))
        this.tell()
      })
    }
  }

  private onPointerdown(event: PointerEvent): void {
    const { view } = this
    this.wasDragged = false
    // Keys that move a zoomed picture drag it with events of their own.
    if (!view || !event.isTrusted || !isInPicture(event)) return
    if (event.button !== 0 || event.pointerType === 'touch') return
    if (this.figure.hasChange(zoomChange)) event.stopPropagation()
    const start = pointerPosition(view, event)
    const ends = new AbortController()
    const { signal } = ends
    const moved = (event: PointerEvent) => {
      const area = boxBetween(start, pointerPosition(view, event))
      const { left, right, top, bottom } = area
      this.wasDragged ||= Math.hypot(right - left, bottom - top) > clickRange
      if (this.wasDragged) this.showFrame(view, area)
      return area
    }
    const ended = (event: PointerEvent) => {
      ends.abort()
      this.frame.remove()
      const area = moved(event)
      this.frame.remove()
      if (!this.wasDragged || event.type !== 'pointerup' || view !== this.view) return
      this.choose(rowsInside(scenePoints(view).flat(), area), event.shiftKey)
    }
    document.addEventListener('pointermove', moved, { signal })
    document.addEventListener('pointerup', ended, { signal })
    document.addEventListener('pointercancel', ended, { signal })
  }

  private onClick(event: MouseEvent): void {
    const { view, wasDragged } = this
    this.wasDragged = false
    if (!view || !isInPicture(event)) return
    // The notebook takes the focus with each click; Escape is for the picture.
    this.figure.stage.focus({ preventScroll: true })
    if (wasDragged) return
    const place = pointerPosition(view, event)
    const points = scenePoints(view).flat()
    const row = rowAt(points, place)
    if (row !== undefined && event.shiftKey && this.chosen.delete(row)) return this.show()
    if (row !== undefined) return this.choose([row], event.shiftKey)
    // A click on a legend is the legend's.
    const isInside = points.some(({ plot: { left, top, width, height } }) =>
      contains({ left, top, right: left + width, bottom: top + height }, place)
    )
    if (isInside && !event.shiftKey) this.choose([], false)
  }

  private onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.target !== this.figure.stage) return
    if (this.chosen.size === 0) return
    this.choose([], false)
    event.preventDefault()
    event.stopPropagation()
  }

  private choose(rows: readonly number[], adds: boolean): void {
    if (!adds) this.chosen.clear()
    for (const row of rows) this.chosen.add(row)
    this.show()
  }

  /** Of several rows with the same content as many as there are. */
  private chooseLike(rows: readonly JsonObject[]): void {
    const places = new Map<string, number[]>()
    this.rows.forEach((row, place) => {
      const text = rowText(row)
      places.set(text, [...(places.get(text) ?? []), place])
    })
    const own = rows.map((row) => places.get(rowText(row))?.shift())
    // The figure in which the reader selects says so.
    this.last = rows
    this.choose(
      own.filter((place) => place !== undefined),
      false
    )
  }

  private show(): void {
    const { view, chosen } = this
    const value = chosen.size > 0 ? Object.fromEntries([...chosen].map((row) => [row, true])) : null
    void view?.signal(selectionSignal, value).runAsync()
    this.tell()
  }

  private tell(): void {
    const rows = this.selected().map((row) => this.rows[row])
    if (rows.length !== this.last.length) this.announce(rows.length)
    const text = rowsText(rows)
    const isOther = text !== this.lastText
    this.last = rows
    this.lastText = text
    this.changed(rows, isOther)
  }

  /** After what the arrow keys say of a mark that Enter has clicked. */
  private announce(count: number): void {
    const { figure, trans } = this
    queueMicrotask(() =>
      figure.announce(trans._n('%1 row selected', '%1 rows selected', count, count))
    )
  }

  /** The rows whose marks do not fade, as soon as others do, in the order of the figure. */
  private selected(): number[] {
    const { view, chosen } = this
    const legends = [...this.legends.values()].flatMap((choice) => Object.entries(choice))
    if (!view || legends.length === 0) return [...chosen].sort((a, b) => a - b)
    const kept = drawnRows(view).filter((datum) =>
      legends.every(([field, values]) => values.includes(datum[field]))
    )
    const numbers = new Set(kept.flatMap((datum) => rowNumber(datum) ?? []))
    const both = [...numbers].filter((row) => chosen.size === 0 || chosen.has(row))
    return both.sort((a, b) => a - b)
  }

  private showFrame(view: View, { left, right, top, bottom }: Box): void {
    const origin = drawingOrigin(view)
    const { style } = this.frame
    style.left = `${origin.left + left}px`
    style.top = `${origin.top + top}px`
    style.width = `${right - left}px`
    style.height = `${bottom - top}px`
    view.container()?.append(this.frame)
  }
}

/** Not in an input element below the picture. */
function isInPicture({ target }: Event): boolean {
  return target instanceof Element && target.closest('svg, canvas') !== null
}

/** A picture that was drawn with its rows numbered. */
function selectable(view: View | undefined): View | undefined {
  return view && signalsOf(view).includes(selectionSignal) ? view : undefined
}

function signalsOf(view: View): string[] {
  const { signals } = view.getState() as { readonly signals: Readonly<Record<string, unknown>> }
  return Object.keys(signals)
}

/** What Vega-Lite keeps in the signal of a legend: values by field, and how it found them. */
function legendChoice(value: unknown): LegendChoice {
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>)
  return Object.fromEntries(
    entries.flatMap(([field, values]) =>
      field !== 'vlPoint' && Array.isArray(values) ? [[field, values as unknown[]]] : []
    )
  )
}

function boxBetween(a: Place, b: Place): Box {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  return { left, right, top, bottom }
}
