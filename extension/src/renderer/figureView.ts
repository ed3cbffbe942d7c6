import type { Config, TopLevelSpec } from 'vega-lite'
import type { Spec, TooltipHandler, View } from 'vega'
import { fitWidth, fittedWidth, usualDecoration, viewsAcross, type FittedSpec } from './fitWidth.js'
import type { FigureLanguage } from './mimeTypes.js'
import { refusingLoader } from './refusingLoader.js'
import type { JsonObject } from './safeSpec.js'
import type { VegaEngine } from './vegaEngine.js'

/** Everything that decides how one figure is drawn. */
export interface FigureDrawing {
  /** Specification, already safe (see `safeSpec`). */
  readonly spec: JsonObject
  readonly language: FigureLanguage
  /** Colours and fonts; the specification's own configuration comes on top. */
  readonly config: Config
  /** Room for the figure, in pixels. */
  readonly width: number
  readonly renderer: 'canvas' | 'svg'
  /** Untrusted figures listen to nothing outside their own picture. */
  readonly trusted: boolean
  /** Whether addresses in the specification may be fetched. */
  readonly externalData: boolean
  readonly tooltip: TooltipHandler
}

/** A data set whose rows can be exchanged in a living view. */
type DataValues = { name: string; values?: unknown; format?: { parse?: unknown } }

/** A living Vega view in an element of its own. */
export class FigureView {
  private constructor(
    /** Element that holds the picture. */
    readonly node: HTMLElement,
    /** The view, for signals, data and images. */
    readonly view: View,
    private readonly engine: VegaEngine,
    private compiled: Spec,
    private readonly drawing: FigureDrawing,
    private readonly fitted: FittedSpec,
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
    const { compiled, fitted } = compile(engine, drawing, decoration)
    const failures: string[] = []
    const options = { ast: true }
    const runtime = engine.vega.parse(compiled, runtimeConfig(drawing), options)
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
    const figure = new FigureView(node, view, engine, compiled, drawing, fitted, decoration)
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
    if (this.fitted.resizable || this.drawing.language === 'vega' || !picture) return 0
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
    const { compiled } = compile(this.engine, { ...drawing, width }, this.decoration)
    if (!sameButRows(this.compiled, compiled)) return false
    const before = dataSets(this.compiled)
    const { changeset, truthy } = this.engine.vega
    dataSets(compiled).forEach((set, i) => {
      if (sameJson(set.values, before[i].values)) return
      const rows = this.ingest(set)
      this.view.change(set.name, changeset().remove(truthy).insert(rows))
    })
    this.compiled = compiled
    await this.view.runAsync()
    this.hideEmptyMarks()
    return true
  }

  /** Follows a new width. @returns false if this figure has to be drawn anew for it */
  async resize(width: number): Promise<boolean> {
    if (!this.fitted.resizable) return false
    this.view.width(fittedWidth(this.drawing.spec['width'], width))
    await this.view.runAsync()
    return true
  }

  /** Ends the view and frees what it holds. */
  finalize(): void {
    this.view.finalize()
    this.node.remove()
  }

  /** Rows as Vega wants them: its own copies, parsed as the data source says. */
  private ingest(set: DataValues): unknown[] {
    const rows = structuredClone(set.values) as unknown[]
    // The typings allow text alone; the function takes rows as well, as it does for inline data.
    const read = this.engine.vega.read as unknown as (rows: unknown[], format: object) => unknown[]
    return read(rows, { ...set.format, type: 'json' })
  }
}

function compile(
  engine: VegaEngine,
  drawing: FigureDrawing,
  decoration: number
): { compiled: Spec; fitted: FittedSpec } {
  const { language, width, config } = drawing
  const fitted = fitWidth(structuredClone(drawing.spec), language, width, decoration)
  if (language === 'vega') return { compiled: fitted.spec as unknown as Spec, fitted }
  try {
    const logger = failureLogger([])
    const spec = fitted.spec as unknown as TopLevelSpec
    const compiled = engine.vegaLite.compile(spec, { config, logger }).spec as Spec
    return { compiled, fitted }
  } catch (error) {
    // The compiler checks little: most mistakes surface as an error from deep inside.
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Not a valid Vega-Lite specification (${reason}).`, { cause: error })
  }
}

/** Vega's own switches: an untrusted figure gets no timers, no window events, no foreign elements. */
function runtimeConfig(drawing: FigureDrawing): Spec['config'] {
  const theme = drawing.language === 'vega' ? (drawing.config as Spec['config']) : {}
  if (drawing.trusted) return theme
  return { ...theme, events: { bind: 'none', selector: false, timer: false, window: false } }
}

/**
 * A logger that keeps errors and is silent otherwise: Vega reports failures by logging them, and
 * data that could not be fetched as a mere warning.
 */
function failureLogger(failures: string[]) {
  const logger = {
    level: (level?: number) => (level === undefined ? 1 : logger),
    error: (...args: readonly unknown[]) => {
      failures.push(args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' '))
      return logger
    },
    warn: (...args: readonly unknown[]) =>
      args[0] === 'Loading failed' ? logger.error(...args) : logger,
    info: () => logger,
    debug: () => logger
  }
  return logger as never
}

function dataSets(spec: Spec): DataValues[] {
  return (spec.data ?? []) as unknown as DataValues[]
}

function sameButRows(a: Spec, b: Spec): boolean {
  const withoutRows = (spec: Spec) => ({
    ...spec,
    data: dataSets(spec).map((set) => ({ ...set, values: Array.isArray(set.values) }))
  })
  return sameJson(withoutRows(a), withoutRows(b))
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
