import type { TooltipHandler, View } from 'vega'
import {
  compiledFigure,
  ingestedRows,
  withRows,
  type CompiledFigure,
  type Fit,
  type FigureSource
} from './compiledFigure.js'
import type { FigureFailure } from './figureFailure.js'
import { figureLoader, type FigureReach } from './figureLoader.js'
import { FigureLog } from './figureLog.js'
import { fitScreen, nextMagnification, type Magnification, type ScreenTrial } from './fitScreen.js'
import { fittedWidth, fitWidth, usualDecoration, viewsAcross, widestView } from './fitWidth.js'
import { runtimeConfig } from './runtimeConfig.js'
import type { VegaEngine } from './vegaEngine.js'

/** Everything that decides how one figure is drawn; the specification is safe (see `safeSpec`). */
export interface FigureDrawing extends FigureSource {
  readonly renderer: 'canvas' | 'svg'
  /** What it may fetch; an untrusted figure listens to nothing outside its own picture either. */
  readonly reach: FigureReach
  /** Called with each image that the picture goes without. */
  readonly onMissing: (failure: FigureFailure) => void
  readonly tooltip: TooltipHandler
}

/** Times a composition is drawn to find sizes that fit; the last one stays, even if it does not. */
const mostAttempts = 4

/** Milliseconds after which no further attempt is begun: the page stands still meanwhile. */
const attemptTime = 1000

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
    private readonly log: FigureLog,
    private readonly fit: Fit
  ) {}

  /**
   * Compiles and draws a figure in `node`; resolves when the picture is complete. Axes and legends of
   * a composition take room that is known only once they are drawn: if they took more than guessed,
   * it is drawn again.
   *
   * @throws Error with the reason, if the specification cannot be compiled or evaluated
   */
  static create(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing
  ): Promise<FigureView> {
    const { width, height } = drawing
    return height === undefined
      ? FigureView.onPage(engine, node, drawing)
      : FigureView.onScreen(engine, node, drawing, { width, height })
  }

  private static async onPage(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing
  ): Promise<FigureView> {
    const { language, width } = drawing
    const start = performance.now()
    for (let decoration = usualDecoration, attempt = 1; ; attempt++) {
      const taken = decoration
      const fit: Fit = (spec) => fitWidth(spec, language, width, taken)
      const figure = await FigureView.draw(engine, node, drawing, fit)
      const excess = figure.excessWidth()
      if (excess <= 0 || attempt === mostAttempts || isLate(start)) return figure
      decoration = figure.roomierDecoration(decoration, excess)
      figure.clear()
    }
  }

  private static async onScreen(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing,
    room: { readonly width: number; readonly height: number }
  ): Promise<FigureView> {
    const start = performance.now()
    const trials: ScreenTrial[] = []
    let magnification: Magnification = { across: 1, down: 1 }
    for (;;) {
      const taken = magnification
      const fit: Fit = (spec) => fitScreen(spec, drawing.language, room, taken)
      const figure = await FigureView.draw(engine, node, drawing, fit)
      trials.push({ ...magnification, ...figure.pictureSize() })
      const next = nextMagnification(trials, room)
      if (!next || trials.length === mostAttempts || isLate(start)) return figure
      magnification = next
      figure.clear()
    }
  }

  private static async draw(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing,
    fit: Fit
  ): Promise<FigureView> {
    const compiled = compiledFigure(engine, drawing, fit)
    const log = new FigureLog()
    const { reach, onMissing } = drawing
    const options = { ast: true }
    const runtime = engine.vega.parse(
      withRows(compiled),
      runtimeConfig(drawing, reach.trusted),
      options
    )
    const view = new engine.vega.View(runtime, {
      expr: engine.expressionInterpreter,
      renderer: drawing.renderer,
      loader: figureLoader(reach, onMissing),
      logger: log.logger,
      tooltip: drawing.tooltip,
      hover: true
    })
    try {
      view.initialize(node)
      await view.runAsync()
      if (log.failures.length > 0) throw log.failures[0]
    } catch (error) {
      view.finalize()
      throw error
    }
    const figure = new FigureView(node, view, engine, compiled, drawing, log, fit)
    figure.hideNamelessMarks()
    return figure
  }

  /** What the compiler and Vega have to say about the figure. */
  get warnings(): readonly string[] {
    return [...new Set([...this.compiled.warnings, ...this.log.warnings])]
  }

  /** Room beside each view that makes this composition narrower by `excess` pixels. */
  private roomierDecoration(decoration: number, excess: number): number {
    const { spec } = this.compiled.fitted
    const columns = viewsAcross(spec)
    // Views may be narrower than their share, by their own wish: less of it changes nothing yet.
    const unused = this.drawing.width / columns - decoration - widestView(spec)
    return decoration + Math.max(0, Math.floor(unused)) + Math.ceil(excess / columns)
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
    if (this.compiled.fitted.resizable || this.drawing.language === 'vega') return 0
    return this.pictureSize().width - this.drawing.width
  }

  /** Not its size on the page: JupyterLab takes cells out of the page while they are out of sight. */
  private pictureSize(): { width: number; height: number } {
    const picture = this.node.querySelector<SVGElement | HTMLCanvasElement>('svg, canvas')
    const side = (name: 'width' | 'height') => {
      const isVector = picture instanceof SVGElement
      return parseFloat((isVector ? picture.getAttribute(name) : picture?.style[name]) ?? '0')
    }
    return { width: side('width'), height: side('height') }
  }

  /** Takes the picture away, for another one in the same element. */
  private clear(): void {
    this.view.finalize()
    this.node.replaceChildren()
  }

  /**
   * Takes the rows of a new drawing into this view, which keeps its zoom and selections.
   *
   * @returns false if more than rows differ; the view is unchanged then
   */
  async replaceRows(drawing: FigureDrawing): Promise<boolean> {
    // The width of this view stays: it follows the page through its own signal.
    const next = compiledFigure(this.engine, drawing, this.fit)
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

  /** Whether this picture suits a room, by itself or after `resize`; another one is drawn else. */
  suits({ width, height }: { readonly width: number; readonly height?: number }): boolean {
    const { fitted } = this.compiled
    return height === this.drawing.height && (fitted.resizable || width === this.drawing.width)
  }

  /** Follows a new width; for a picture that suits it. */
  async resize(width: number): Promise<void> {
    if (!this.compiled.fitted.resizable) return
    this.view.width(fittedWidth(this.drawing.spec['width'], width))
    await this.view.runAsync()
  }

  /** Ends the view and frees what it holds. */
  finalize(): void {
    this.view.finalize()
    this.node.remove()
  }
}

function isLate(start: number): boolean {
  return performance.now() - start > attemptTime
}
