import type { TooltipHandler, View } from 'vega'
import {
  compiledFigure,
  ingestedRows,
  withRows,
  type CompiledFigure,
  type FigureSource
} from './compiledFigure.js'
import { embeddedLook, namesUnknownTheme } from './embeddedLook.js'
import type { EmbedOptions } from './embedOptions.js'
import type { FigureFailure } from './figureFailure.js'
import { figureLoader, type FigureReach, type LoadWatch } from './figureLoader.js'
import { FigureLog } from './figureLog.js'
import { splitTexts, withTextSignals } from './figureTexts.js'
import { roomSignal, roomValue } from './containerRoom.js'
import { pageRoom } from './fitPage.js'
import { leastOnScreen, nextMagnification, type Trial } from './fitting.js'
import type { InlineTable } from './inlineRows.js'
import { readTables } from './readTables.js'
import type { Magnification, Room } from './room.js'
import { canReadGuides, isLegible, type Page } from './legibility.js'
import { runtimeConfig } from './runtimeConfig.js'
import type { VegaEngine } from './vegaEngine.js'

/** Everything that decides how one figure is drawn; the specification is safe (see `safeSpec`). */
export interface FigureDrawing extends FigureSource {
  readonly renderer: 'canvas' | 'svg'
  /** The page behind a figure whose marks are its author's, which is put on paper if they are not seen on it. */
  readonly page?: Page
  /** What it may fetch; an untrusted figure listens to nothing outside its own picture either. */
  readonly reach: FigureReach
  /** How its author wants it embedded. */
  readonly embed: EmbedOptions
  /** Called with each image that the picture goes without. */
  readonly onMissing: (failure: FigureFailure) => void
  readonly tooltip: TooltipHandler
}

/** Whom a view tells of what happens to it; another figure may go on with it. */
type Audience = Pick<FigureDrawing, 'onMissing' | 'tooltip'>

/** Times a composition is drawn to find sizes that fit; the last one stays, even if it does not. */
const mostAttempts = 4

/** Colours and paper of a picture to be kept. */
interface Paper {
  /** Instead of the configuration on the page. */
  readonly config?: FigureSource['config']
  readonly paper: string
}

/** How a picture to be kept differs from the one on the page. */
export interface PictureLook extends Paper {
  /** For axes, legends and titles whose author has coloured them for another paper. */
  readonly otherwise?: Paper
}

/** A living Vega view in an element of its own. */
export class FigureView {
  /** The room that it follows. */
  private room: Room
  private tables: readonly InlineTable[] | undefined

  private constructor(
    /** Element that holds the picture. */
    readonly node: HTMLElement,
    /** The view, for signals, data and images. */
    readonly view: View,
    private readonly engine: VegaEngine,
    private compiled: CompiledFigure,
    private drawing: FigureDrawing,
    private readonly audience: Audience,
    private readonly log: FigureLog,
    private readonly magnification: Magnification,
    /** What it has loaded, by address. */
    private readonly texts: ReadonlyMap<string, string>
  ) {
    this.room = roomOf(drawing)
  }

  /**
   * Compiles and draws a figure in `node`; resolves when the picture is complete. Axes and legends of
   * a composition take room that is known only once they are drawn, and so is whether its marks can be
   * seen on the page: it is drawn again where they took more than guessed, or cannot.
   *
   * @throws Error with the reason, if the specification cannot be compiled or evaluated
   */
  static async create(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing
  ): Promise<FigureView> {
    const { page, embed, ...bare } = drawing
    const config = embeddedLook(engine, bare.config, embed)
    const look = { ...bare, embed, config }
    const figure = await FigureView.fitted(engine, node, look)
    if (!page || isLegible(figure.view, page)) return figure
    figure.clear()
    const onPaper = await FigureView.fitted(engine, node, {
      ...look,
      config: embeddedLook(engine, {}, embed)
    })
    await putOn(onPaper.view, page.sheet)
    return onPaper
  }

  private static async fitted(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing
  ): Promise<FigureView> {
    const trials: Trial[] = []
    for (let magnification: Magnification = { across: 1, down: 1 }; ;) {
      const figure = await FigureView.draw(engine, node, drawing, magnification)
      trials.push({ ...magnification, ...figure.pictureSize() })
      const isFinal = figure.compiled.fitted.follows !== 'drawing' || trials.length === mostAttempts
      const next = isFinal ? undefined : nextMagnification(trials, drawing)
      if (!next) {
        figure.magnify()
        return figure
      }
      magnification = next
      figure.clear()
    }
  }

  private static async draw(
    engine: VegaEngine,
    node: HTMLElement,
    drawing: FigureDrawing,
    magnification: Magnification
  ): Promise<FigureView> {
    const compiled = compiledFigure(engine, drawing, magnification)
    const log = new FigureLog()
    const texts = new Map<string, string>()
    const audience = { tooltip: drawing.tooltip, onMissing: drawing.onMissing }
    const heard: FigureDrawing = {
      ...drawing,
      tooltip: (...told) => audience.tooltip(...told),
      onMissing: (failure) => audience.onMissing(failure)
    }
    const view = newView(engine, compiled, heard, log, (uri, text) => texts.set(uri, text))
    try {
      view.initialize(node)
      await view.runAsync()
      if (log.failures.length > 0) throw log.failures[0]
    } catch (error) {
      view.finalize()
      throw error
    }
    const figure = new FigureView(
      node,
      view,
      engine,
      compiled,
      drawing,
      audience,
      log,
      magnification,
      texts
    )
    figure.hideNamelessMarks()
    return figure
  }

  /** What the compiler and Vega have to say about the figure. */
  get warnings(): readonly string[] {
    const { engine, drawing, compiled, log } = this
    const unknown = namesUnknownTheme(engine, drawing.embed)
      ? [`Unknown theme: ${drawing.embed.theme}`]
      : []
    return [...new Set([...unknown, ...compiled.warnings, ...log.warnings])]
  }

  /** The rows that the figure has read from files and from text, as they were there. */
  get readTables(): readonly InlineTable[] {
    this.tables ??= readTables(this.engine, this.compiled.spec, this.texts)
    return this.tables
  }

  /** The figure as it was compiled, with its rows. */
  get compiledSpec(): object {
    return withRows(this.compiled)
  }

  /** Vega gives groups of marks a role even if nothing in them has a name: empty ones, plain lines. */
  private hideNamelessMarks(): void {
    for (const group of this.node.querySelectorAll('g[role="graphics-symbol"]')) {
      const named = group.matches('[aria-label]') || group.querySelector('[aria-label]') !== null
      if (named) group.removeAttribute('aria-hidden')
      else group.setAttribute('aria-hidden', 'true')
    }
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

  /**
   * The picture as it is now, with zoom and selections, as the address of a file's content.
   *
   * @param look colours other than those on the page, and the paper behind what has no background
   * @param scale pixels per CSS pixel of a PNG
   */
  async picture(format: 'png' | 'svg', look: PictureLook, scale: number): Promise<string> {
    const { otherwise, paper } = look
    let copy = await this.copy(look)
    if (otherwise && !canReadGuides(copy, { colour: paper, sheet: otherwise.paper })) {
      copy.finalize()
      copy = await this.copy(otherwise)
    }
    try {
      return await copy.toImageURL(format, scale)
    } finally {
      copy.finalize()
    }
  }

  /** The picture as it is now in other colours; to be finalized. */
  private async copy({ config: given, paper }: Paper): Promise<View> {
    const { engine, drawing, magnification, room } = this
    const config = given ? embeddedLook(engine, given, drawing.embed) : drawing.config
    const compiled = compiledFigure(engine, { ...inRoom(drawing, room), config }, magnification)
    const copy = newView(engine, compiled, { ...drawing, config }, new FigureLog())
    try {
      await copy.setState(stateToCopy(this.view)).runAsync()
      const shown = given ? undefined : backgroundOf(this.view)
      await putOn(copy, shown ?? paper)
      return copy
    } catch (error) {
      copy.finalize()
      throw error
    }
  }

  /** Takes the picture away, for another one in the same element. */
  private clear(): void {
    this.view.finalize()
    this.node.replaceChildren()
  }

  /**
   * Takes rows, title and description of a new drawing into this view, which keeps its zoom and selections.
   *
   * @returns false if more than these differ; the view is unchanged then
   */
  async update(drawing: FigureDrawing): Promise<boolean> {
    // The look of this view stays, and the room it was compiled for, which it follows by itself.
    const source = { ...inRoom(drawing, roomOf(this.drawing)), config: this.drawing.config }
    const next = compiledFigure(this.engine, source, this.magnification)
    const { spec, titles, description } = splitTexts(next.spec)
    if (JSON.stringify(spec) !== JSON.stringify(splitTexts(this.compiled.spec).spec)) return false
    const { changeset, truthy } = this.engine.vega
    for (const { name, rows } of ingestedRows(this.engine, next)) {
      this.view.change(name, changeset().remove(truthy).insert(rows))
    }
    for (const [name, text] of Object.entries(titles)) this.view.signal(name, text)
    this.view.description(description ?? '')
    this.engine.lowerSubscripts(this.view, drawing.spec)
    Object.assign(this.audience, { tooltip: drawing.tooltip, onMissing: drawing.onMissing })
    this.drawing = source
    this.compiled = next
    await this.view.runAsync()
    this.hideNamelessMarks()
    return true
  }

  /** Whether this picture suits a room, by itself or after `resize`; another one is drawn else. */
  suits({ width, height }: Room): boolean {
    const { follows } = this.compiled.fitted
    if (follows === 'nothing' || follows === 'room') return true
    return height === this.drawing.height && (follows !== 'drawing' || width === this.drawing.width)
  }

  /** Follows a new room; for a picture that suits it. */
  async resize(room: Room): Promise<void> {
    const { follows } = this.compiled.fitted
    this.room = room
    if (follows === 'width') this.view.width(pageRoom(room.width))
    if (follows === 'room') this.view.signal(roomSignal, roomValue(room))
    await this.view.runAsync()
    this.magnify()
  }

  /** A picture of its own size is shown as large as the full screen allows, in its proportions. */
  private magnify(): void {
    const { node, room, compiled } = this
    const { width, height } = room
    const isMagnified = height !== undefined && compiled.fitted.follows === 'nothing'
    node.classList.toggle('nnqft-mod-magnified', isMagnified)
    node.style.transform = node.style.marginLeft = ''
    if (!isMagnified || node.offsetWidth === 0) return
    const { offsetWidth: across, offsetHeight: down } = node
    const factor = Math.max(leastOnScreen, Math.min(width / across, height / down))
    node.style.transform = `scale(${factor})`
    node.style.marginLeft = `${Math.max(0, (width - factor * across) / 2)}px`
  }

  /** Ends the view and frees what it holds. */
  finalize(): void {
    this.view.finalize()
    this.node.remove()
  }
}

/** A view that is not shown yet. */
function newView(
  engine: VegaEngine,
  compiled: CompiledFigure,
  drawing: FigureDrawing,
  { logger }: FigureLog,
  onLoaded?: LoadWatch['onLoaded']
): View {
  const { reach, renderer, tooltip, onMissing, embed } = drawing
  const config = runtimeConfig(drawing, reach.trusted)
  const runtime = engine.vega.parse(withTextSignals(withRows(compiled)), config, { ast: true })
  const { formatLocale: number, timeFormatLocale: time } = embed
  const view = new engine.vega.View(runtime, {
    expr: engine.expressionInterpreter,
    renderer,
    loader: figureLoader(reach, { onMissing, ...(onLoaded && { onLoaded }) }),
    logger,
    tooltip,
    hover: true,
    // Not the locale of all pictures on the page, as with other software.
    ...((number ?? time) && {
      locale: { ...(number && { number }), ...(time && { time }) } as never
    })
  })
  engine.lowerSubscripts(view, drawing.spec)
  const isOnPage = drawing.height === undefined || compiled.fitted.follows !== 'drawing'
  if (isOnPage && embed.width !== undefined) view.width(embed.width)
  if (isOnPage && embed.height !== undefined) view.height(embed.height)
  return view
}

function roomOf({ width, height }: Room): Room {
  return { width, ...(height !== undefined && { height }) }
}

function inRoom(drawing: FigureDrawing, room: Room): FigureDrawing {
  const { height: _, ...rest } = drawing
  return { ...rest, ...room }
}

/** What the reader did in a view. Sizes are made anew: those of a fitted view are what its axes leave. */
function stateToCopy(view: View): Parameters<View['setState']>[0] {
  const state = view.getState() as { readonly signals: Record<string, unknown> }
  const own = ['width', 'height', 'padding', 'autosize', 'background', roomSignal]
  const signals = Object.entries(state.signals).filter(([name]) => !own.includes(name))
  return { ...state, signals: Object.fromEntries(signals) } as Parameters<View['setState']>[0]
}

/** Gives a picture without a background one. */
async function putOn(view: View, colour: string): Promise<void> {
  if (backgroundOf(view) === undefined) await view.background(colour).runAsync()
}

function backgroundOf(view: View): string | undefined {
  const background: unknown = view.background()
  return typeof background === 'string' && background !== 'transparent' ? background : undefined
}
