import type { TranslationBundle } from '@jupyterlab/translation'
import type { View } from 'vega'
import type { Figure } from '../renderer/figure.js'
import type { FigureCollection } from '../renderer/figureCollection.js'
import { Tooltip } from '../renderer/tooltip.js'
import type { FigureLink } from './linkedHover.js'
import { clickAt, drag, turnWheel, type WindowPlace } from './pointerActions.js'
import {
  drawingOrigin,
  drawingScale,
  legendEntries,
  scenePoints,
  type ScenePoint
} from './scenePoints.js'
import { spokenRow } from './spokenRow.js'
import { zoomChange } from './zoom.js'

/** Pixels by which one key moves a picture that is zoomed. */
const moveStep = 40

/** Turn of a wheel for one key, in pixels: a magnification of 1.001^-deltaY (Vega-Lite), about 1.5. */
const wheelStep = 400

/** Which way each arrow key points, right and down. */
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
}

/** Lets the reader walk through the marks of every figure with the arrow keys. */
export function addPointCursors(
  collection: FigureCollection,
  link: FigureLink,
  trans: TranslationBundle
): void {
  collection.figureAdded.connect((_, figure) => {
    new PointCursor(figure, link, trans)
  })
}

/**
 * A cursor on the marks of one figure: left and right along a series, up and down between series and
 * views, Home and End to their ends, Escape to leave. Each mark is ringed, its row told to the screen
 * reader, and what belongs to it lights up in all figures, as under the pointer. The entries of a legend
 * that filters are a series as well: Enter clicks what is ringed. While the figure zooms, plus and minus
 * turn the wheel, and the arrow keys with Shift drag.
 */
class PointCursor {
  private readonly ring = document.createElement('div')
  private readonly tooltip = new Tooltip()
  private series: readonly (readonly ScenePoint[])[] = []
  private place: { readonly series: number; readonly index: number } | undefined
  private watched: View | undefined

  constructor(
    private readonly figure: Figure,
    private readonly link: FigureLink,
    private readonly trans: TranslationBundle
  ) {
    const { stage } = figure
    this.ring.className = 'nnqft-Figure-cursor'
    this.ring.hidden = true
    // Screen readers hand the arrow keys on to an application only.
    stage.setAttribute('role', 'application')
    stage.setAttribute('aria-roledescription', trans.__('points of a figure'))
    stage.setAttribute('aria-label', trans.__('Points of the figure: arrow keys move among them'))
    stage.addEventListener('keydown', (event) => this.onKeydown(event))
    stage.addEventListener('focusout', () => this.leave())
    figure.drawn.connect(() => {
      // A new picture, or new rows in the old one: the marks have moved.
      if (figure.view !== this.watched) this.leave()
      this.watched = figure.view
      this.series = []
    })
    figure.disposed.connect(() => this.tooltip.dispose())
  }

  private onKeydown(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, altKey } = event
    if (ctrlKey || metaKey || altKey || !this.figure.view) return
    if (event.target !== this.figure.stage) return this.inInput(event)
    if (!this.act(event, this.figure.view)) return
    // The notebook would move to another cell.
    event.preventDefault()
    event.stopPropagation()
  }

  /** An input element of the figure keeps its keys from the notebook; Escape goes back to the picture. */
  private inInput(event: KeyboardEvent): void {
    event.stopPropagation()
    if (event.key === 'Escape') this.figure.stage.focus()
  }

  /** @returns whether the key is one of the cursor's */
  private act({ key, shiftKey }: KeyboardEvent, view: View): boolean {
    if (this.figure.hasChange(zoomChange) && isZoomKey(key, shiftKey)) return this.zoom(key, view)
    if (key === 'Enter' || key === ' ') return this.click(shiftKey, view)
    if (shiftKey) return false
    if (key !== 'Escape') return this.move(key, view)
    const left = this.place !== undefined
    this.leave()
    return left
  }

  private click(shiftKey: boolean, view: View): boolean {
    if (!this.place) return false
    clickAt(view, this.windowPlace(), shiftKey)
    this.figure.announce(this.trans.__('Clicked'))
    return true
  }

  private zoom(key: string, view: View): boolean {
    if (!this.place && !this.move('Home', view)) return false
    void this.moveMarks(key, view)
    return true
  }

  /** Zooms or drags; the ring goes to the mark of its series that is nearest to its own place then. */
  private async moveMarks(key: string, view: View): Promise<void> {
    const { series, index } = this.place!
    const { x, y } = this.series[series][index]
    const place = this.placeInPlot(view)
    if (key in arrows) {
      const [across, down] = arrows[key]
      await drag(view, place, -across * moveStep, -down * moveStep)
    } else turnWheel(view, place, key === '-' ? wheelStep : -wheelStep)
    await view.runAsync()
    if (view !== this.figure.view || !this.place) return
    this.series = this.allSeries(view)
    const distances = this.series[series].map((point) => Math.hypot(point.x - x, point.y - y))
    this.show({ series, index: leastIndex(distances) }, view)
  }

  /** Where the ring is in the window. */
  private windowPlace(): WindowPlace {
    const { left, top, width, height } = this.ring.getBoundingClientRect()
    return { clientX: left + width / 2, clientY: top + height / 2 }
  }

  /** The same, or the nearest place of its view, where a mark was moved out of it. */
  private placeInPlot(view: View): WindowPlace {
    const { series, index } = this.place!
    const scale = drawingScale(view)
    const { x, y, plot } = this.series[series][index]
    const { clientX, clientY } = this.windowPlace()
    return {
      clientX: clientX + scale * (inside(x, plot.left, plot.width) - x),
      clientY: clientY + scale * (inside(y, plot.top, plot.height) - y)
    }
  }

  /** @returns whether there was a mark to go to */
  private move(key: string, view: View): boolean {
    if (!(key in arrows) && key !== 'Home' && key !== 'End') return false
    if (this.series.length === 0) this.series = this.allSeries(view)
    if (this.series.length === 0) return false
    this.show(this.next(key), view)
    return true
  }

  /** The series of a picture, then its legend. */
  private allSeries(view: View): ScenePoint[][] {
    const legend = legendEntries(view, this.trans.__('legend'))
    return [...scenePoints(view), ...(legend.length > 0 ? [legend] : [])]
  }

  private next(key: string): { series: number; index: number } {
    const { series, index } = this.place ?? { series: 0, index: -1 }
    const own = this.series[series] ?? []
    const last = own.length - 1
    if (key === 'Home') return { series, index: 0 }
    if (key === 'End') return { series, index: last }
    if (key === 'ArrowLeft') return { series, index: Math.max(0, index - 1) }
    if (key === 'ArrowRight') return { series, index: Math.min(last, index + 1) }
    if (!this.place) return { series: 0, index: 0 }
    const step = key === 'ArrowDown' ? 1 : this.series.length - 1
    const other = (series + step) % this.series.length
    return { series: other, index: nearest(this.series[other], own[index]) }
  }

  private show(place: { series: number; index: number }, view: View): void {
    const point = this.series[place.series]?.[place.index]
    const picture = view.container()
    if (!point || !picture) return
    this.place = place
    const { left, top } = drawingOrigin(view)
    const [x, y] = [left + point.x, top + point.y]
    this.ring.style.left = `${x}px`
    this.ring.style.top = `${y}px`
    this.ring.hidden = false
    picture.append(this.ring)
    this.ring.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const text = spokenRow(point.datum)
    const { left: pageX, top: pageY } = picture.getBoundingClientRect()
    const scale = drawingScale(view)
    this.tooltip.show(text, pageX + scale * x, pageY + scale * y)
    this.figure.announce(this.trans.__('%1 (series %2)', text, place.series + 1))
    this.link.show(this.figure, point.datum)
  }

  private leave(): void {
    if (!this.place) return
    this.place = undefined
    this.ring.remove()
    this.tooltip.hide()
    this.link.show(this.figure, null)
  }
}

function isZoomKey(key: string, shiftKey: boolean): boolean {
  return ['+', '=', '-'].includes(key) || (shiftKey && key in arrows)
}

/** The value of a range, less a pixel at its ends, that is nearest to another one. */
function inside(value: number, start: number, length: number): number {
  return Math.min(Math.max(value, start + 1), start + length - 1)
}

/** Index of the point of a series that is nearest along x. */
function nearest(series: readonly ScenePoint[], { x }: ScenePoint): number {
  return leastIndex(series.map((point) => Math.abs(point.x - x)))
}

function leastIndex(numbers: readonly number[]): number {
  return numbers.reduce((least, number, i) => (number < numbers[least] ? i : least), 0)
}
