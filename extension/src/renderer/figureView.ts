import type { Spec, TooltipHandler, View } from 'vega'
import {
  compiledFigure,
  ingestedRows,
  withRows,
  type CompiledFigure,
  type FigureSource
} from './compiledFigure.js'
import { failureLogger } from './failureLogger.js'
import { fittedWidth, usualDecoration, viewsAcross, widestView } from './fitWidth.js'
import { refusingLoader } from './refusingLoader.js'
import type { VegaEngine } from './vegaEngine.js'

/** Everything that decides how one figure is drawn; the specification is safe (see `safeSpec`). */
export interface FigureDrawing extends FigureSource {
  readonly renderer: 'canvas' | 'svg'
  /** Untrusted figures listen to nothing outside their own picture. */
  readonly trusted: boolean
  /** Whether addresses in the specification may be fetched. */
  readonly externalData: boolean
  readonly tooltip: TooltipHandler
}

/** Times a composition is drawn to find widths that fit; the last one stays, even if it does not. */
const mostAttempts = 4

/** A living Vega view in an element of its own. */
export class FigureView {
  private constructor(
    /** Element that holds the picture. */
    readonly node: HTMLElement,
    /** The view, for signals, data and images. */
    readonly view: View,
    private readonly engine: VegaEngine,
    private compiled: CompiledFigure,
    private readonly drawing: FigureDrawing,
    private readonly decoration: number
  ) {}

  /**
   * Compiles and draws a figure in `node`; resolves when the picture is complete. Axes and legends of
   * a composition take room that is known only once they are drawn: if they took more than guessed,
   * it is drawn again.
   *
   * @throws Error with the reason, if the specification cannot be compiled or evaluated
   */
  static async create(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing
  ): Promise<FigureView> {
    let decoration = usualDecoration
    for (let attempt = 1; ; attempt++) {
      const figure = await FigureView.draw(engine, node, drawing, decoration)
      const excess = figure.excessWidth()
      if (excess <= 0 || attempt === mostAttempts) return figure
      decoration = figure.roomierDecoration(excess)
      figure.view.finalize()
      node.replaceChildren()
    }
  }

  private static async draw(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing,
    decoration: number
  ): Promise<FigureView> {
    const compiled = compiledFigure(engine, drawing, decoration)
    const failures: string[] = []
    const options = { ast: true }
    const runtime = engine.vega.parse(withRows(compiled), runtimeConfig(drawing), options)
    const view = new engine.vega.View(runtime, {
      expr: engine.expressionInterpreter,
      renderer: drawing.renderer,
      loader: drawing.externalData ? engine.vega.loader() : refusingLoader(),
      logger: failureLogger(failures),
      tooltip: drawing.tooltip,
      hover: true
    })
    try {
      view.initialize(node)
      await view.runAsync()
      if (failures.length > 0) throw new Error(failures[0])
    } catch (error) {
      view.finalize()
      throw error
    }
    const figure = new FigureView(node, view, engine, compiled, drawing, decoration)
    figure.hideNamelessMarks()
    return figure
  }

  /** Room beside each view that makes this composition narrower by `excess` pixels. */
  private roomierDecoration(excess: number): number {
    const { spec } = this.compiled.fitted
    const columns = viewsAcross(spec)
    // Views may be narrower than their share, by their own wish: less of it changes nothing yet.
    const unused = this.drawing.width / columns - this.decoration - widestView(spec)
    return this.decoration + Math.max(0, Math.floor(unused)) + Math.ceil(excess / columns)
  }

  /** Vega gives groups of marks a role even if nothing in them has a name: empty ones, plain lines. */
  private hideNamelessMarks(): void {
    for (const group of this.node.querySelectorAll('g[role="graphics-symbol"]')) {
      const named = group.matches('[aria-label]') || group.querySelector('[aria-label]') !== null
      if (named) group.removeAttribute('aria-hidden')
      else group.setAttribute('aria-hidden', 'true')
    }
  }

  /** Pixels by which a composition is wider than its room. */
  private excessWidth(): number {
    const picture = this.node.querySelector<SVGElement | HTMLCanvasElement>('svg, canvas')
    if (this.compiled.fitted.resizable || this.drawing.language === 'vega' || !picture) return 0
    // Not its size on the page: JupyterLab takes cells out of the page while they are out of sight.
    const width =
      picture instanceof SVGElement ? picture.getAttribute('width') : picture.style.width
    return parseFloat(width ?? '0') - this.drawing.width
  }

  /**
   * Takes the rows of a new drawing into this view, which keeps its zoom and selections.
   *
   * @returns false if more than rows differ; the view is unchanged then
   */
  async replaceRows(drawing: FigureDrawing): Promise<boolean> {
    // The width of this view stays: it follows the page through its own signal.
    const { width } = this.drawing
    const next = compiledFigure(this.engine, { ...drawing, width }, this.decoration)
    if (JSON.stringify(next.spec) !== JSON.stringify(this.compiled.spec)) return false
    const { changeset, truthy } = this.engine.vega
    for (const { name, rows } of ingestedRows(this.engine, next)) {
      this.view.change(name, changeset().remove(truthy).insert(rows))
    }
    this.compiled = next
    await this.view.runAsync()
    this.hideNamelessMarks()
    return true
  }

  /** Follows a new width. @returns false if this figure has to be drawn anew for it */
  async resize(width: number): Promise<boolean> {
    if (!this.compiled.fitted.resizable) return false
    this.view.width(fittedWidth(this.drawing.spec['width'], width))
    await this.view.runAsync()
    return true
  }

  /** Ends the view and frees what it holds. */
  finalize(): void {
    this.view.finalize()
    this.node.remove()
  }
}

/** Vega's own switches: an untrusted figure gets no timers, no window events, no foreign elements. */
function runtimeConfig(drawing: FigureDrawing): Spec['config'] {
  const theme = drawing.language === 'vega' ? (drawing.config as Spec['config']) : {}
  if (drawing.trusted) return theme
  return { ...theme, events: { bind: 'none', selector: false, timer: false, window: false } }
}
