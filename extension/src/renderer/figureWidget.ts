import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import type { TranslationBundle } from '@jupyterlab/translation'
import { JSONExt, type ReadonlyPartialJSONValue } from '@lumino/coreutils'
import type { Message } from '@lumino/messaging'
import { Signal, type ISignal } from '@lumino/signaling'
import { Widget } from '@lumino/widgets'
import type { View } from 'vega'
import { drawingOf, type FigureState } from './drawingOf.js'
import type { Figure, PicturePurpose, SpecChange } from './figure.js'
import type { FigureEnvironment } from './figureEnvironment.js'
import { pictureLook } from './figureLook.js'
import type { FigureCollection } from './figureCollection.js'
import type { FigureTrial, TrialOutcome } from './figureTrial.js'
import { FigureView, type FigureDrawing } from './figureView.js'
import { embedOptions, type EmbedOptions } from './embedOptions.js'
import { failureText, type FigureFailure } from './figureFailure.js'
import type { FileResolver } from './fileResolver.js'
import type { Room } from './room.js'
import { hasRowsElsewhere, inlineRowCount, inlineTables, type InlineTable } from './inlineRows.js'
import { figureLoader } from './figureLoader.js'
import { versionNote } from './figureVersion.js'
import { figureLanguage, type FigureLanguage } from './mimeTypes.js'
import { copiedSpec, restrictSpec, type JsonObject } from './safeSpec.js'
import {
  failureNotice,
  missingNotice,
  questionNotice,
  remarkNotice,
  trialText,
  type NoticeContext
} from './notices.js'
import type { LeftPictures } from './leftPictures.js'
import { copySpec } from './splitRows.js'
import { keepingDelay, lacksPicture, withPicture } from './keptPicture.js'
import { titleText } from './titleText.js'
import { ToolbarView } from './toolbarView.js'
import { Tooltip } from './tooltip.js'
import { vegaEngine } from './vegaEngine.js'

/** What a figure widget needs from its plugin. */
export interface FigureWidgetOptions {
  readonly mimeType: string
  /** Finds files beside the notebook. */
  readonly resolver: FileResolver | null
  readonly environment: FigureEnvironment
  readonly figures: FigureCollection
  readonly trial: FigureTrial
  readonly left: LeftPictures
  readonly trans: TranslationBundle
}

/**
 * A Vega or Vega-Lite output in a cell. A new output of the same figure exchanges rows and title of the
 * living view where only these differ; otherwise the new picture is made out of sight and takes the
 * place of the old one when it is complete, so that nothing flickers or jumps. So does a figure that is
 * put in the place of another one, with the picture that was left there.
 */
export class FigureWidget extends Widget implements IRenderMime.IRenderer, Figure {
  readonly panel = element('nnqft-Figure-panel')
  readonly stage = element('nnqft-Figure-stage')
  private readonly notice = element('nnqft-Figure-notice')
  private readonly status = element('nnqft-Figure-status')
  private readonly tooltip = new Tooltip((uri) => this.imageAddress(uri))
  private readonly toolbarView: ToolbarView
  private readonly resizes: ResizeObserver
  private readonly instruments: SpecChange[] = []
  private readonly changes = new Map<string, SpecChange>()
  private readonly _drawn = new Signal<Figure, void>(this)
  private model: IRenderMime.IMimeModel | undefined
  private _spec: JsonObject = {}
  private _embed = embedOptions({}, undefined)
  /** What `_spec` was read from. */
  private read:
    { readonly source: unknown; readonly metadata: unknown; readonly trusted: boolean } | undefined
  private current: FigureView | undefined
  private currentKey = ''
  /** Room of the drawing that was last begun. */
  private drawnRoom: Room = { width: 0 }
  private acceptsManyRows = false
  private acceptsSlow = false
  /** A file that is opened by itself has nobody else who could trust it. */
  private trustedByReader = false
  /** Images that the picture goes without, by their reasons. */
  private readonly missing = new Map<string, FigureFailure>()
  /** The specification that was last tried out with success. */
  private triedSpec: JsonObject | undefined
  private keeping: ReturnType<typeof setTimeout> | undefined
  private isKeeping = false
  /** Why no picture could be kept. */
  private keepingFailure: string | undefined
  private wanted = 0
  private running: Promise<void> | undefined
  /** Where the output is shown among others. */
  private area: Element | undefined

  constructor(private readonly options: FigureWidgetOptions) {
    super()
    this.addClass('nnqft-Figure')
    this.node.setAttribute('role', 'figure')
    this.stage.tabIndex = 0
    // Vega puts input elements into a form, which Enter would submit: another page would load.
    this.stage.addEventListener('submit', (event) => event.preventDefault())
    this.status.setAttribute('role', 'status')
    this.toolbarView = new ToolbarView(this, options.figures, options.trans.__('Figure tools'))
    this.node.append(this.toolbarView.node, this.stage, this.notice, this.status, this.panel)
    this.resizes = new ResizeObserver(() => void this.followRoom())
    this.observeRoom()
    options.environment.changed.connect(this.onEnvironmentChanged, this)
  }

  get spec(): JsonObject {
    return this._spec
  }

  get language(): FigureLanguage {
    return figureLanguage(this.options.mimeType, this._spec)
  }

  get trusted(): boolean {
    return this.trustedByReader || (this.model?.trusted ?? false)
  }

  get view(): View | undefined {
    return this.current?.view
  }

  get warnings(): readonly string[] {
    const { trans } = this.options
    const kept = this.keepingFailure
    return [
      ...(this.current?.warnings ?? []),
      ...(kept === undefined ? [] : [trans.__('No picture is kept in the output: %1', kept)])
    ]
  }

  get tables(): readonly InlineTable[] {
    return [...inlineTables(this._spec), ...(this.current?.readTables ?? [])]
  }

  get hasRows(): boolean {
    return inlineRowCount(this._spec) > 0 || (this.current?.readTables.length ?? 0) > 0
  }

  get embed(): EmbedOptions {
    return this._embed
  }

  get compiledSpec(): object | undefined {
    return this.current?.compiledSpec
  }

  get drawn(): ISignal<Figure, void> {
    return this._drawn
  }

  /** Shows an output, the first time or instead of the one before. Never rejects: failures show in the cell. */
  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    // The notebook tells of the picture that was just added to this output.
    if (this.isKeeping) return Promise.resolve()
    // What another output names may have changed where it lies.
    if (model !== this.model && hasRowsElsewhere(this._spec)) this.currentKey = ''
    this.model = model
    return this.refresh()
  }

  hasChange(name: string): boolean {
    return this.changes.has(name)
  }

  get isChanged(): boolean {
    return this.changes.size > 0
  }

  async change(name: string, change: SpecChange | undefined): Promise<void> {
    if (change) this.changes.set(name, change)
    else this.changes.delete(name)
    await this.refresh()
  }

  instrument(change: SpecChange): void {
    this.instruments.push(change)
  }

  async reset(): Promise<void> {
    this.changes.clear()
    // A new view even if the specification is the same: zoom and selections live in the view.
    this.currentKey = ''
    await this.refresh()
  }

  async picture(format: 'png' | 'svg', purpose: PicturePurpose, scale: number): Promise<string> {
    const { current, node, language } = this
    if (!current) throw new Error(this.options.trans.__('This figure has no picture.'))
    const source = { spec: this._spec, language, node, embed: this._embed }
    const look = pictureLook(purpose, source, this.options.environment)
    return current.picture(format, look, scale)
  }

  refreshTools(): void {
    if (!this.isDisposed) this.toolbarView.update()
  }

  focusTool(id: string): void {
    this.toolbarView.focus(id)
  }

  announce(message: string): void {
    this.status.textContent = message
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.options.environment.changed.disconnect(this.onEnvironmentChanged, this)
    this.resizes.disconnect()
    clearTimeout(this.keeping)
    this.toolbarView.dispose()
    this.tooltip.dispose()
    this.leavePicture()
    super.dispose()
    Signal.clearData(this)
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message)
    this.area = this.node.closest('.jp-OutputArea') ?? undefined
    if (!this.area || this.current) return
    const left = this.options.left.take(this.area)
    if (!left) return
    this.stage.append(left.view.node)
    this.current = left.view
    this.currentKey = left.key
    // In this task: the page is never without a picture.
    void this.refresh()
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message)
    void this.followRoom()
  }

  private get room(): Room {
    const { clientWidth: width, clientHeight: height } = this.stage
    return document.fullscreenElement === this.node ? { width, height } : { width }
  }

  /**
   * Hears of the room it has in the next frame, and of each later change. The observer tells only of sizes
   * that differ from the last one it told of: a figure drawn for a size that did not last until a frame,
   * as while one theme's styles give way to another's, would keep it.
   */
  private observeRoom(): void {
    if (this.isDisposed) return
    this.resizes.unobserve(this.stage)
    this.resizes.observe(this.stage)
  }

  /** Draws until the picture shows the latest state; requests that arrive meanwhile are merged. */
  private refresh(): Promise<void> {
    this.wanted++
    this.running ??= this.drawUntilCurrent()
    return this.running
  }

  private async drawUntilCurrent(): Promise<void> {
    let drawn: number | undefined
    try {
      // The first step is asynchronous even where nothing is left to draw.
      do {
        drawn = this.wanted
        await this.draw()
      } while (!this.isDisposed && drawn !== this.wanted)
    } finally {
      // Before the promise is settled: a request that comes in between begins anew.
      this.running = undefined
    }
    this.observeRoom()
    clearTimeout(this.keeping)
    this.keeping = setTimeout(() => void this.keepPicture(), keepingDelay)
  }

  /**
   * Adds a picture to an output that brought none, for all that does not draw figures: GitHub, nbconvert,
   * mail. Not to a stranger's notebook, which stays as it came, and not what the reader has changed.
   */
  private async keepPicture(): Promise<void> {
    const { model, trusted, current } = this
    if (!current || !model || !trusted || this.isChanged || !lacksPicture(model)) return
    try {
      const png = await this.picture('png', 'print', this._embed.scaleFactor.png)
      if (this.current !== current || model !== this.model || this.isChanged) return
      this.isKeeping = true
      model.setData(withPicture(model, png, this._embed.scaleFactor.png))
    } catch (error) {
      // A picture with an image of another server, for instance: the browser keeps it to itself.
      this.keepingFailure = failureText(error, this.options.trans)
      this.toolbarView.update()
    } finally {
      this.isKeeping = false
    }
  }

  private async draw(): Promise<void> {
    const model = this.model
    const room = this.room
    if (!model || this.isDisposed) return
    this.drawnRoom = room
    try {
      this.readSpec(model)
      // A hidden notebook has no width; the observer of sizes draws once it is shown.
      if (room.width === 0) return
      const rows = inlineRowCount(this._spec)
      const { maximumRows } = this.options.environment.settings
      if (rows > maximumRows && !this.acceptsManyRows) return this.askForManyRows(rows)
      const outcome = await this.tryOut(room)
      if (outcome !== 'quick') return this.askForTime(outcome)
      await this.drawSpec(room)
      this.showRemarks()
    } catch (error) {
      if (!this.isDisposed) this.showFailure(error)
    }
    if (this.isDisposed) return
    this.toolbarView.update()
    this._drawn.emit()
  }

  private readSpec(model: IRenderMime.IMimeModel): void {
    const { mimeType } = this.options
    const source = model.data[mimeType]
    const metadata = model.metadata[mimeType]
    const { trusted, read } = this
    const isRead = read?.trusted === trusted && areEqual(metadata, read.metadata)
    if (isRead && areEqual(source, read.source)) return
    // Kept even if the next step refuses it, so that its data can still be exported.
    this._spec = copiedSpec(source)
    if (!trusted) restrictSpec(this._spec, this.language)
    const given = copiedSpec({ metadata })
    if (!trusted) restrictSpec(given, this.language)
    this._embed = embedOptions(this._spec, given['metadata'])
    this.toolbarView.node.hidden = this._embed.actions === undefined
    this.read = { source, metadata, trusted }
    this.node.setAttribute('aria-label', this.description)
  }

  private async drawSpec(room: Room): Promise<void> {
    let spec = this._spec
    const changes = [...this.instruments, ...this.changes.values()]
    if (changes.length > 0) spec = changes.reduce((s, change) => change(s), copySpec(spec))
    const { trusted } = this
    const drawing = drawingOf(this.stateOf(spec, room), this.options.environment)
    const key = JSON.stringify([
      drawing.config,
      drawing.renderer,
      trusted,
      drawing.reach.externalData,
      drawing.embed
    ])
    const { current } = this
    if (current?.suits(room) && key === this.currentKey && (await current.update(drawing))) {
      if (current === this.current) await current.resize(room)
      return
    }
    this.swap(await this.prepare(drawing), key)
  }

  private stateOf(spec: JsonObject, room: Room): FigureState {
    const { node, language, trusted, description, onMissing, embed } = this
    const { resolver } = this.options
    const tooltip = this.tooltip.handler
    const context = { trusted, resolver, description, node, tooltip, onMissing, embed }
    return { spec, language, ...room, ...context }
  }

  /** Computes an untrusted figure out of the page; trusted ones may take as long as they need. */
  private async tryOut(room: Room): Promise<TrialOutcome> {
    const spec = this._spec
    if (this.trusted || this.acceptsSlow || spec === this.triedSpec) return 'quick'
    const drawing = drawingOf(this.stateOf(spec, room), this.options.environment)
    const { language, config, width, embed } = drawing
    const source = { spec: drawing.spec, language, config, width, embed }
    const outcome = await this.options.trial.outcome(source)
    if (outcome === 'quick') this.triedSpec = spec
    return outcome
  }

  /** Draws out of sight, but in the page, so that fonts and sizes are the true ones. */
  private async prepare(drawing: FigureDrawing): Promise<FigureView> {
    const host = element('nnqft-Figure-view nnqft-mod-pending')
    this.missing.clear()
    this.stage.append(host)
    try {
      return await FigureView.create(await vegaEngine(), host, drawing)
    } catch (error) {
      host.remove()
      throw error
    }
  }

  private swap(next: FigureView, key: string): void {
    if (this.isDisposed) return next.finalize()
    this.tooltip.hide()
    this.current?.finalize()
    next.node.classList.remove('nnqft-mod-pending')
    this.current = next
    this.currentKey = key
  }

  private async followRoom(): Promise<void> {
    const { room, drawnRoom } = this
    if (this.isDisposed || room.width === 0) return
    if (room.width === drawnRoom.width && room.height === drawnRoom.height) return
    // What came while there was no room is not drawn yet, whatever picture there is.
    const isDrawn = drawnRoom.width > 0 && !this.running
    if (!isDrawn || !this.current?.suits(room)) return this.refresh()
    this.drawnRoom = room
    await this.current.resize(room)
  }

  private onEnvironmentChanged(): void {
    void this.refresh()
  }

  private askForManyRows(rows: number): void {
    const { trans } = this.options
    this.ask(trans.__('This figure has %1 rows of data and may slow the page.', rows), () => {
      this.acceptsManyRows = true
    })
  }

  private askForTime(outcome: Exclude<TrialOutcome, 'quick'>): void {
    if (this.isDisposed) return
    this.ask(trialText(outcome, this.options.trans), () => {
      this.acceptsSlow = true
    })
  }

  private ask(text: string, accept: () => void): void {
    this.removePicture()
    const notice = questionNotice(text, this.options.trans.__('Draw it anyway'), () => {
      accept()
      // The button goes with its question.
      this.stage.focus()
      void this.refresh()
    })
    this.notice.replaceChildren(notice)
    this.toolbarView.update()
  }

  private showFailure(error: unknown): void {
    this.removePicture()
    this.notice.replaceChildren(failureNotice(error, this.noticeContext))
  }

  /** Images are asked for while a picture is drawn, and later where it changes. */
  private readonly onMissing = (failure: FigureFailure): void => {
    this.missing.set(failure.message, failure)
    if (this.current) this.showRemarks()
  }

  /** What the reader should know about a picture that is drawn. */
  private showRemarks(): void {
    if (this.isDisposed) return
    const failures = [...this.missing.values()]
    const { versionNote: version } = this
    this.notice.replaceChildren(
      ...(version === undefined ? [] : [remarkNotice(version)]),
      ...(failures.length > 0 ? [missingNotice(failures, this.noticeContext)] : [])
    )
  }

  private get versionNote(): string | undefined {
    return versionNote(this.options.mimeType, this._spec, this.options.trans)
  }

  private get noticeContext(): NoticeContext {
    const { node, options } = this
    const png = this.model?.data['image/png']
    return {
      trans: options.trans,
      hasRows: this.hasRows && this._embed.actions !== undefined,
      version: this.versionNote,
      png: typeof png === 'string' ? png : undefined,
      trust: node.closest('.jp-MimeDocument') ? () => this.trust() : undefined
    }
  }

  /** Where a picture of a tooltip is, if the figure may fetch it. */
  private async imageAddress(uri: string): Promise<string> {
    const { reach } = drawingOf(this.stateOf(this._spec, this.room), this.options.environment)
    return (await figureLoader(reach).sanitize(uri, { context: 'image' })).href
  }

  private trust(): void {
    this.trustedByReader = true
    this.stage.focus()
    void this.refresh()
  }

  /**
   * Leaves the picture to a figure in the place of this one, which may be another: not with what the reader has
   * changed, nor one for which files would have to be read again.
   */
  private leavePicture(): void {
    const { current, currentKey, area, _spec: spec } = this
    this.current = undefined
    if (!current) return
    const isWhole = this.missing.size === 0 && !hasRowsElsewhere(spec)
    if (!area || this.isChanged || !isWhole) current.finalize()
    else this.options.left.leave(area, { view: current, key: currentKey })
  }

  private removePicture(): void {
    this.current?.finalize()
    this.current = undefined
  }

  /** What a screen reader says: the description or the title of the figure. */
  private get description(): string {
    const { description, title } = this._spec
    if (typeof description === 'string') return description
    return titleText(title) || this.options.trans.__('Figure')
  }
}

/** Models of outputs hand out a copy of their data each time. */
function areEqual(a: unknown, b: unknown): boolean {
  return a === b || JSONExt.deepEqual(a as ReadonlyPartialJSONValue, b as ReadonlyPartialJSONValue)
}

function element(className: string): HTMLDivElement {
  const node = document.createElement('div')
  node.className = className
  return node
}
