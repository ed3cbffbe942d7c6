import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime'
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import type { TranslationBundle } from '@jupyterlab/translation'
import type { Message } from '@lumino/messaging'
import { Signal, type ISignal } from '@lumino/signaling'
import { Panel, Widget } from '@lumino/widgets'
import type { View } from 'vega'
import { pointerPosition } from '../instruments/scenePoints.js'
import type { Figure } from '../renderer/figure.js'
import type { FigureWidget } from '../renderer/figureWidget.js'
import { figureMimeType } from '../renderer/mimeTypes.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import { ExplorerControls } from './explorerControls.js'
import {
  deviationFigure,
  flowFigure,
  greenFunctionFigure,
  theoryFigure
} from './explorerFigures.js'
import type {
  ExplorerAnswer,
  ExplorerCurves,
  FigureRow,
  SampledDeviation,
  TheoryPoint
} from './explorerMessages.js'
import {
  explorerEnsemble,
  rangeMistake,
  trajectoryBounds,
  type ExplorerState
} from './explorerState.js'
import { ExplorerWorkerClient } from './explorerWorkerClient.js'

/** The figures of the explorer, in the order of the page. */
type FigureName = 'greenFunction' | 'deviation' | 'flow' | 'theory'

/** What the explorer's panel needs from its plugin. */
export interface ExplorerPanelOptions {
  readonly state: ExplorerState
  readonly rendermime: IRenderMimeRegistry
  readonly trans: TranslationBundle
  /** Puts TypeScript of the present state into a notebook; returns its name, if there is one. */
  readonly sendToNotebook: (state: ExplorerState) => string | undefined
}

/**
 * Explores the renormalization group beside a notebook, without a kernel: parameters on the left,
 * free, exact, measured and flow figures on the right, computed by the library in a worker.
 */
export class ExplorerPanel extends Panel {
  private readonly controls: ExplorerControls
  private readonly worker: ExplorerWorkerClient
  private readonly figures: Record<FigureName, IRenderMime.IRenderer>
  private readonly status = document.createElement('p')
  private readonly progress = document.createElement('progress')
  private readonly _stateChanged = new Signal<ExplorerPanel, ExplorerState>(this)
  private _state: ExplorerState
  /** What was wrong with the number that was typed last. */
  private mistake: string | undefined
  private curves: ExplorerCurves | undefined
  private sampled: SampledDeviation | undefined
  private trajectories: (readonly FigureRow[])[] = []
  private watched: View | undefined

  constructor(private readonly options: ExplorerPanelOptions) {
    super()
    const { rendermime, trans } = options
    this._state = options.state
    this.addClass('nnqft-Explorer')
    this.worker = new ExplorerWorkerClient(
      (answer) => this.onAnswer(answer),
      (reason) => this.showFailure(brokenText(reason, trans))
    )
    this.controls = new ExplorerControls(
      this._state,
      (state, mistake) => this.setState(state, mistake),
      trans
    )
    const side = new Widget()
    side.addClass('nnqft-Explorer-side')
    side.node.append(this.controls.node, this.buttons(), this.progress, this.status)
    this.progress.hidden = true
    this.progress.max = 1
    this.progress.setAttribute('aria-label', trans.__('Sampling'))
    this.status.setAttribute('role', 'status')
    side.node.append(this.trajectoryForm())
    this.addWidget(side)
    const figure = () => rendermime.createRenderer(figureMimeType)
    const figures = {
      greenFunction: figure(),
      deviation: figure(),
      flow: figure(),
      theory: figure()
    }
    this.figures = figures
    const main = new Panel()
    main.addClass('nnqft-Explorer-figures')
    for (const figure of Object.values(figures)) main.addWidget(figure)
    this.addWidget(main)
    this.watchTheorySpace(figures.theory as FigureWidget)
    this.compute()
  }

  get state(): ExplorerState {
    return this._state
  }

  get stateChanged(): ISignal<ExplorerPanel, ExplorerState> {
    return this._stateChanged
  }

  /** Shows another state, and what was wrong with the number that was typed for it. */
  setState(state: ExplorerState, mistake?: string): void {
    this.mistake = mistake
    this.status.textContent = mistake ?? ''
    if (sameJson(state, this._state)) return
    // A run, and what it has drawn, is of its network, whatever flows.
    if (!sameJson(explorerEnsemble(state), explorerEnsemble(this._state))) {
      this.sampled = undefined
      this.stop()
    }
    this._state = state
    this.trajectories = []
    this.controls.show(state)
    this.compute()
    this._stateChanged.emit(state)
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.worker.dispose()
    super.dispose()
    Signal.clearData(this)
  }

  /** Who comes by the keyboard finds the first parameter; a click inside keeps its own place. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message)
    if (document.activeElement === this.node) this.controls.focus()
  }

  private compute(): void {
    this.worker.send({ kind: 'curves', state: this._state })
  }

  /** Starts trajectories in theory space without a pointer, and at exact places. */
  private trajectoryForm(): HTMLElement {
    const { trans } = this.options
    const form = document.createElement('form')
    form.className = 'nnqft-Explorer-trajectory'
    form.setAttribute('aria-label', trans.__('Trajectory in theory space'))
    const inputs = (
      [
        ['u₂ / k²', '0.5', trajectoryBounds.u2],
        ['u₄ / k^(4−d)', '1', trajectoryBounds.u4]
      ] as const
    ).map(([text, value, [min, max]]) => {
      const label = document.createElement('label')
      const input = document.createElement('input')
      Object.assign(input, { type: 'number', step: 'any', min, max, value, required: true })
      label.append(text, input)
      form.append(label)
      return input
    })
    const button = document.createElement('button')
    button.className = 'jp-mod-styled'
    button.textContent = trans.__('Start trajectory')
    form.append(button)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const [u2, u4] = inputs.map(({ valueAsNumber }) => valueAsNumber)
      this.startTrajectory({ u2, u4 })
    })
    return form
  }

  private startTrajectory(start: TheoryPoint): void {
    this.worker.send({ kind: 'trajectory', state: this._state, start })
  }

  private buttons(): HTMLElement {
    const { trans } = this.options
    const group = document.createElement('div')
    group.className = 'nnqft-Explorer-buttons'
    const add = (name: string, label: string, action: () => void) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'jp-mod-styled'
      button.dataset['action'] = name
      button.textContent = label
      button.addEventListener('click', action)
      group.append(button)
    }
    add('couplings', trans.__('Take exact couplings'), () => this.takeExactCouplings())
    add('sample', trans.__('Sample'), () => this.sample())
    add('stop', trans.__('Stop'), () => this.stop())
    add('send', trans.__('Send to notebook'), () => this.send())
    return group
  }

  /** Exact couplings of the present network become the initial values of the flow. */
  private takeExactCouplings(): void {
    this.status.textContent = ''
    this.worker.send({ kind: 'couplings', state: this._state })
  }

  private takeCouplings(couplings: Partial<Pick<ExplorerState, 'u4' | 'u6'>>): void {
    const mistake = rangeMistake(couplings, this.options.trans)
    if (mistake === undefined) this.setState({ ...this._state, ...couplings })
    else this.showFailure(mistake)
  }

  private send(): void {
    const { trans, sendToNotebook } = this.options
    const name = sendToNotebook(this._state)
    this.status.textContent =
      name === undefined
        ? trans.__('No notebook is open that could take the code.')
        : trans.__('The code is in a new cell of %1.', name)
  }

  private sample(): void {
    this.progress.value = 0
    this.progress.hidden = false
    this.mistake = undefined
    this.status.textContent = ''
    this.worker.send({ kind: 'sample', state: this._state })
  }

  private stop(): void {
    this.worker.stop()
    this.progress.hidden = true
  }

  private onAnswer(answer: ExplorerAnswer): void {
    if (answer.kind === 'progress') this.showProgress(answer.fraction, answer.soFar)
    else if (answer.kind === 'couplings') this.takeCouplings(answer.couplings)
    else if (answer.kind === 'failed') this.showFailure(answer.reason)
    else if (answer.kind === 'curves') {
      this.curves = answer.curves
      this.showStatus()
      this.draw('greenFunction', 'deviation', 'flow', 'theory')
    } else if (answer.kind === 'trajectory') {
      this.trajectories.push(answer.rows)
      this.draw('theory')
    } else {
      this.progress.hidden = true
      this.showSampled(answer.sampled)
    }
  }

  private showProgress(fraction: number, soFar: SampledDeviation | undefined): void {
    this.progress.value = fraction
    if (soFar) this.showSampled(soFar)
  }

  private showSampled(sampled: SampledDeviation): void {
    this.sampled = sampled
    this.showStatus()
    this.draw('greenFunction', 'deviation')
  }

  private showStatus(): void {
    const { mistake, curves, sampled, options } = this
    const texts = [mistake, ...(curves?.failures ?? [])]
    if (sampled) texts.push(sampledText(sampled, options.trans))
    this.status.textContent = texts.filter((text) => text !== undefined).join(' ')
  }

  private draw(...names: readonly FigureName[]): void {
    const { curves, sampled, trajectories, _state: state } = this
    if (!curves) return
    const { trans } = this.options
    const specs: Record<FigureName, () => JsonObject> = {
      greenFunction: () => greenFunctionFigure(state, curves, sampled, trans),
      deviation: () => deviationFigure(state, curves, sampled, trans),
      flow: () => flowFigure(state, curves, trans),
      theory: () => theoryFigure(state, curves, trajectories, trans)
    }
    for (const name of names) {
      const data = { [figureMimeType]: specs[name]() as never }
      void this.figures[name].renderModel(new MimeModel({ data, trusted: true }))
    }
  }

  /** A click in theory space starts the trajectory through that point. */
  private watchTheorySpace(figure: Figure): void {
    figure.drawn.connect(() => {
      const { view } = figure
      if (!view || view === this.watched) return
      this.watched = view
      view.addEventListener('click', (event) => {
        this.startTrajectory(theoryPoint(view, event as MouseEvent))
      })
    })
  }

  private showFailure(reason: string): void {
    this.progress.hidden = true
    this.status.textContent = reason
  }
}

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function brokenText(reason: string | undefined, trans: TranslationBundle): string {
  return reason === undefined
    ? trans.__('The program that computes could not be loaded.')
    : trans.__('The computation broke down: %1', reason)
}

/** Where in theory space the reader clicked. */
function theoryPoint(view: View, event: MouseEvent): TheoryPoint {
  const { x, y } = pointerPosition(view, event)
  const invert = (scale: string, pixel: number) =>
    (view.scale(scale) as { invert(pixel: number): number }).invert(pixel)
  return { u2: invert('x', x), u4: invert('y', y) }
}

function sampledText(sampled: SampledDeviation, trans: TranslationBundle): string {
  const { bags, order, mean, standardError } = sampled
  const value = `${mean.toPrecision(5)} ± ${standardError.toPrecision(2)}`
  return trans.__('⟨|m%1|⟩ = %2 from %3 bags', order, value, bags)
}
