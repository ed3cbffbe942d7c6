import type { LabIcon } from '@jupyterlab/ui-components'
import { Token } from '@lumino/coreutils'
import { Signal, type ISignal } from '@lumino/signaling'
import type { Figure } from './figure.js'

/** A button on each figure. */
export interface FigureTool {
  readonly id: string
  /** Name and tooltip, translated. */
  readonly label: string
  readonly icon: LabIcon
  /** Place in the toolbar; smaller is further left. */
  readonly rank: number
  /** Whether this figure can use the tool; always, if absent. */
  isVisible?(figure: Figure): boolean
  /** What the reader should know before choosing the tool, added to its name; translated. */
  warning?(figure: Figure): string | undefined
  /** Whether a tool that stays on is on; absent for tools that act once. */
  isPressed?(figure: Figure): boolean
  /** `button` is where a menu may open. */
  execute(figure: Figure, button: HTMLElement): void | Promise<void>
}

/** The figures on the page and the tools that plugins offer on them. */
export interface FigureCollection {
  readonly figures: ReadonlySet<Figure>
  /** A figure came to the page; it is not drawn yet. */
  readonly figureAdded: ISignal<FigureCollection, Figure>
  readonly tools: readonly FigureTool[]
  readonly toolsChanged: ISignal<FigureCollection, void>
  /** @throws Error if a tool of this name is there already */
  addTool(tool: FigureTool): void
}

/** Service by which a plugin works on figures. */
export const FigureCollection = new Token<FigureCollection>(
  'jupyterlab-nnqft:FigureCollection',
  'The Vega and Vega-Lite figures on the page and the tools in their toolbars.'
)

/** The collection that the renderer keeps. */
export class PageFigures implements FigureCollection {
  readonly figures = new Set<Figure>()
  private readonly list: FigureTool[] = []
  private readonly _figureAdded = new Signal<FigureCollection, Figure>(this)
  private readonly _toolsChanged = new Signal<FigureCollection, void>(this)

  get figureAdded(): ISignal<FigureCollection, Figure> {
    return this._figureAdded
  }

  /** In the order of their ranks. */
  get tools(): readonly FigureTool[] {
    return this.list
  }

  get toolsChanged(): ISignal<FigureCollection, void> {
    return this._toolsChanged
  }

  addTool(tool: FigureTool): void {
    if (this.list.some(({ id }) => id === tool.id)) {
      throw new Error(`figure tool ${tool.id} is there already`)
    }
    this.list.push(tool)
    this.list.sort((a, b) => a.rank - b.rank)
    this._toolsChanged.emit()
  }

  addFigure(figure: Figure): void {
    this.figures.add(figure)
    figure.disposed.connect(() => this.figures.delete(figure))
    this._figureAdded.emit(figure)
  }
}
