import { htmlMimeType, textMimeType } from './mimeTypes.js'
import { jupyterDisplay, type Displayable } from './displayable.js'
import { percentDone, progressLabel, type ShownProgress } from './progressBar.js'

/** A bar with a button that stops the work, above what the work shows. */
export interface ProgressControl {
  show(progress: ShownProgress): void
  /** Takes it away: what a stored notebook keeps is the figure. */
  close(): void
}

interface Widget extends Displayable {
  set(state: object): void
  close(): void
}

/** What is used of the widgets that this project's kernel offers as `Jupyter.widgets`. */
interface Widgets {
  /** Whether a page that shows widgets is there; where a notebook is executed without one it is not. */
  readonly isShown: boolean
  progress(options: object): Widget
  button(options: object): Widget & { onClick(listener: () => void): void }
  hbox(children: readonly Widget[]): Widget
}

type DisplayFunction = (value: Displayable, options: { readonly id: string }) => void

let controls = 0

/** A control in the output of the running cell; undefined where nobody shows widgets. */
export function progressControl(stop: () => void): ProgressControl | undefined {
  const display = Reflect.get(globalThis, 'display') as DisplayFunction | undefined
  const jupyter = Reflect.get(globalThis, 'Jupyter') as { readonly widgets?: Widgets } | undefined
  const widgets = jupyter?.widgets
  if (typeof display !== 'function' || widgets?.isShown !== true) return undefined
  const looks = { style: { descriptionWidth: 'initial' }, layout: { width: '36em' } }
  const bar = widgets.progress({ max: 100, ...looks })
  const button = widgets.button({ description: 'Stop', icon: 'stop' })
  button.onClick(stop)
  const box = widgets.hbox([bar, button])
  const id = `nnqft-progress-${++controls}`
  display(box, { id })
  return {
    show: (progress) =>
      bar.set({ value: percentDone(progress), description: progressLabel(progress) }),
    close() {
      display(nothing, { id })
      for (const widget of [box, bar, button]) widget.close()
    }
  }
}

/** An output cannot be removed, only emptied. */
const nothing: Displayable = {
  toString: () => '',
  [jupyterDisplay]: () => ({ [htmlMimeType]: '', [textMimeType]: '' })
}
