import type { TranslationBundle } from '@jupyterlab/translation'
import type { View } from 'vega'
import type { Figure } from '../renderer/figure.js'
import type { FigureCollection } from '../renderer/figureCollection.js'
import { Tooltip } from '../renderer/tooltip.js'
import type { FigureLink } from './linkedHover.js'
import { drawingOrigin, scenePoints, type ScenePoint } from './scenePoints.js'
import { spokenRow } from './spokenRow.js'

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
 * reader, and what belongs to it lights up in all figures, as under the pointer.
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
    stage.addEventListener('blur', () => this.leave())
    figure.drawn.connect(() => {
      // A new picture, or new rows in the old one: the marks have moved.
      if (figure.view !== this.watched) this.leave()
      this.watched = figure.view
      this.series = []
    })
    figure.disposed.connect(() => this.tooltip.dispose())
  }

  private onKeydown(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, altKey, shiftKey, key } = event
    if (ctrlKey || metaKey || altKey || shiftKey || !this.figure.view) return
    if (key === 'Escape') {
      if (!this.place) return
      this.leave()
    } else if (!this.move(key)) return
    // The notebook would move to another cell.
    event.preventDefault()
    event.stopPropagation()
  }

  /** @returns whether the key is one of the cursor's */
  private move(key: string): boolean {
    const { view } = this.figure
    if (
      !view ||
      !['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)
    ) {
      return false
    }
    if (this.series.length === 0) this.series = scenePoints(view)
    if (this.series.length === 0) return false
    this.show(this.next(key), view)
    return true
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
    const text = spokenRow(point.datum)
    const { left: pageX, top: pageY } = picture.getBoundingClientRect()
    this.tooltip.show(text, pageX + x, pageY + y)
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

/** Index of the point of a series that is nearest along x. */
function nearest(series: readonly ScenePoint[], { x }: ScenePoint): number {
  const distances = series.map((point) => Math.abs(point.x - x))
  return distances.indexOf(Math.min(...distances))
}
