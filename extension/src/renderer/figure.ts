import type { ISignal } from '@lumino/signaling'
import type { View } from 'vega'
import type { EmbedOptions } from './embedOptions.js'
import type { InlineTable } from './inlineRows.js'
import type { FigureLanguage } from './mimeTypes.js'
import type { JsonObject } from './safeSpec.js'

/** A changed specification; may change and return its argument, which is a copy. */
export type SpecChange = (spec: JsonObject) => JsonObject

/** What a picture is kept for: white paper, or to be seen as on the page. */
export type PicturePurpose = 'print' | 'screen'

/**
 * A figure in a cell's output, as tools see it: what was shown, and the living picture while there
 * is one.
 */
export interface Figure {
  /** Safe copy of the specification in the notebook. */
  readonly spec: JsonObject
  readonly language: FigureLanguage
  /** Whether the notebook's user trusts its outputs. */
  readonly trusted: boolean
  /** The picture, absent before the first drawing and after a failure. */
  readonly view: View | undefined
  /** The rows that the specification carries and those that the picture has loaded. */
  readonly tables: readonly InlineTable[]
  /** Whether there are any; costs nothing, however many. */
  readonly hasRows: boolean
  /** What the compiler and Vega have to say about the picture: no failures, but perhaps a surprise. */
  readonly warnings: readonly string[]
  /** How its author wants it embedded. */
  readonly embed: EmbedOptions
  /** The Vega specification of the picture; `undefined` without a picture. */
  readonly compiledSpec: object | undefined
  /** Outermost element of the figure. */
  readonly node: HTMLElement
  /** Element of the picture, a stop of the Tab key. */
  readonly stage: HTMLElement
  /** Element below the picture where a tool may open a panel. */
  readonly panel: HTMLElement
  /** A picture was drawn, or failed. */
  readonly drawn: ISignal<Figure, void>
  /** The figure left the page. */
  readonly disposed: ISignal<unknown, void>
  /**
   * Draws the figure with a change made by the reader (a scale, a layer). Each change has a name;
   * `undefined` takes it back. Nothing is written into the notebook.
   */
  change(name: string, change: SpecChange | undefined): Promise<void>
  /** Whether a change of this name is in force. */
  hasChange(name: string): boolean
  /** Whether any change is in force. */
  readonly isChanged: boolean
  /** Adds a change that stays for good; it acts from the next drawing on. */
  instrument(change: SpecChange): void
  /** Takes all the reader's changes back, with zoom and selections. */
  reset(): Promise<void>
  /**
   * The picture as it is now, as the address of a file's content; a PNG has `scale` pixels per CSS pixel.
   *
   * @throws Error if there is no picture
   */
  picture(format: 'png' | 'svg', purpose: PicturePurpose, scale: number): Promise<string>
  /** Shows the toolbar anew, after something a tool depends on changed elsewhere. */
  refreshTools(): void
  /** Puts the focus on the button of a tool. */
  focusTool(id: string): void
  /** Tells assistive technology what happened. */
  announce(message: string): void
}
