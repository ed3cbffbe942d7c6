import type { Spec, TooltipHandler, View } from 'vega'
import {
  compiledFigure,
  ingestedRows,
  withRows,
  type CompiledFigure,
  type FigureSource
} from './compiledFigure.js'
import { failureLogger } from './failureLogger.js'
import { fittedWidth, usualDecoration, viewsAcross } from './fitWidth.js'
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
   * Compiles and draws a figure in `node`; resolves when the picture is complete.
   *
   * @throws Error with the reason, if the specification cannot be compiled or evaluated
   */
  static async create(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing,
    decoration = usualDecoration
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
    figure.hideEmptyMarks()
    const excess = figure.excessWidth()
    if (excess <= 0 || decoration !== usualDecoration) return figure
    // Axes and legends of a composition took more room than guessed: once more, knowing it.
    view.finalize()
    node.replaceChildren()
    const shares = viewsAcross(drawing.spec)
    return FigureView.create(engine, node, drawing, decoration + Math.ceil(excess / shares))
  }

  /** Vega gives mark groups a role even if they are empty, where no name can follow. */
  private hideEmptyMarks(): void {
    for (const group of this.node.querySelectorAll('g[role="graphics-symbol"]')) {
      if (group.childElementCount === 0) group.setAttribute('aria-hidden', 'true')
      else group.removeAttribute('aria-hidden')
    }
  }

  /** Pixels by which a composition is wider than its room. */
  private excessWidth(): number {
    const picture = this.node.firstElementChild
    if (this.compiled.fitted.resizable || this.drawing.language === 'vega' || !picture) return 0
    return picture.getBoundingClientRect().width - this.drawing.width
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
    this.hideEmptyMarks()
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
