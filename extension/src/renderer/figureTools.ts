import { Token } from '@lumino/coreutils'
import { Signal, type ISignal } from '@lumino/signaling'
import type { LabIcon } from '@jupyterlab/ui-components'
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
  /** Whether a tool that stays on is on; absent for tools that act once. */
  isPressed?(figure: Figure): boolean
  execute(figure: Figure): void | Promise<void>
}

/** The tools that plugins offer on figures. */
export interface FigureToolbar {
  readonly tools: readonly FigureTool[]
  readonly changed: ISignal<FigureToolbar, void>
  add(tool: FigureTool): void
}

/** Service by which a plugin puts a tool on each figure. */
export const FigureToolbar = new Token<FigureToolbar>(
  'jupyterlab-nnqft:FigureToolbar',
  'Adds buttons to the toolbar of each Vega or Vega-Lite figure.'
)

/** The registry of tools, in the order of their ranks. */
export class FigureTools implements FigureToolbar {
  private readonly list: FigureTool[] = []
  private readonly _changed = new Signal<FigureToolbar, void>(this)

  get tools(): readonly FigureTool[] {
    return this.list
  }

  get changed(): ISignal<FigureToolbar, void> {
    return this._changed
  }

  /** @throws Error if a tool of this name is there already */
  add(tool: FigureTool): void {
    if (this.list.some(({ id }) => id === tool.id)) {
      throw new Error(`figure tool ${tool.id} is there already`)
    }
    this.list.push(tool)
    this.list.sort((a, b) => a.rank - b.rank)
    this._changed.emit()
  }
}
