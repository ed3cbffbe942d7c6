import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { openByKeys } from './accordionKeys.js'
import { keepFocus } from './keptFocus.js'

/** What an output shows: widgets of any kernel, those with code of their own too, which have no class in common. */
const output = '.jp-OutputArea-output'

/** Our figures say themselves which keys they take. */
const figure = '.nnqft-Figure'

/** The class that Jupyter's front end gives to a widget of which no running kernel knows, with a mark that it does not explain. */
const disconnected = '.jupyter-widgets-disconnected'

/**
 * Leaves the keys that are pressed in a widget, or another element of an output, to it: an arrow in a list of choices moved to another cell, and a letter on a
 * slider inserted or cut one. Sliders are told to a screen reader by their descriptions and by what stands beside them, and widgets
 * without a kernel say that they have none.
 */
export const widgetKeysPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:widget-keys',
  description: 'Lets widgets in notebooks be used by keys, and names their sliders.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator],
  activate: (_: JupyterFrontEnd, notebooks: INotebookTracker, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const follow = ({ content: { node } }: NotebookPanel) => {
      node.addEventListener('focusin', ({ target }) => describe(target as Element, trans))
      node.addEventListener('pointerover', ({ target }) => explain(target as Element, trans))
      keepFocus(node, output)
      openByKeys(node)
      // After the widget's own listeners, before those of the notebook's commands.
      node.addEventListener('keydown', (event) => {
        const target = event.target as Element
        if (!target.closest(output) || target.closest(figure)) return
        describe(target, trans)
        keep(event)
      })
    }
    notebooks.forEach(follow)
    notebooks.widgetAdded.connect((_, panel) => follow(panel))
  }
}

/** Keys with modifiers and Shift-Enter, which runs the cell, stay JupyterLab's; Escape goes back to the cell. */
function keep(event: KeyboardEvent): void {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented } = event
  if (ctrlKey || metaKey || altKey || (shiftKey && key === 'Enter')) return
  event.stopPropagation()
  if (key !== 'Escape' || defaultPrevented) return
  const cell = (target as Element).closest<HTMLElement>('.jp-Cell')
  cell?.focus({ preventScroll: true })
}

/** Jupyter's sliders have no name, and say the place of their handle: of logarithmic ones the exponent. */
function describe(part: Element, trans: TranslationBundle): void {
  explain(part, trans)
  const slider = part.closest('.widget-slider')
  if (!slider || !part.matches('.noUi-handle, .widget-readout')) return
  const label = slider.querySelector('.widget-label')?.textContent ?? ''
  const readout = slider.querySelector('.widget-readout')
  if (part === readout) part.setAttribute('role', 'textbox')
  else if (readout) part.setAttribute('aria-valuetext', readout.textContent ?? '')
  part.setAttribute('aria-label', nameOf(part, slider, label, trans))
}

/** Of two handles each is one end. */
function nameOf(part: Element, slider: Element, label: string, trans: TranslationBundle): string {
  const handles = [...slider.querySelectorAll('.noUi-handle')]
  if (handles.length < 2 || !handles.includes(part)) return label
  return part === handles[0] ? trans.__('%1, lower end', label) : trans.__('%1, upper end', label)
}

/** What a widget without a kernel is, and no tooltip where Jupyter's front end writes that there is none: `null`. */
function explain(part: Element, trans: TranslationBundle): void {
  part.closest('.jupyter-widgets [title=null]')?.removeAttribute('title')
  const widget = part.closest<HTMLElement>(disconnected)
  if (!widget) return
  const text = trans.__('Not connected to a kernel: run its cell to use it')
  widget.title = text
  if (part.matches(':focus')) part.setAttribute('aria-description', text)
}
