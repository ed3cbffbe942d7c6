import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator } from '@jupyterlab/translation'
import type { Figure } from '../renderer/figure.js'
import { FigureCollection } from '../renderer/figureCollection.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import { FigureSelection } from './figureSelection.js'
import * as icons from './icons.js'
import { canSelect, selectionChange, selectionHash } from './rowSelection.js'
import { SelectionSender, type SelectionKernel } from './selectionSender.js'

/** Selects rows in figures of the library, and tells the kernel of their notebook which. */
export const selectionPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:selection',
  description: 'Selections in figures, readable in the kernel.',
  autoStart: true,
  requires: [FigureCollection, INotebookTracker],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    figures: FigureCollection,
    notebooks: INotebookTracker,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const sender = new SelectionSender()
    // A cell that runs now computes with what is selected now.
    NotebookActions.executionScheduled.connect(() => sender.flush())
    const kernelOf = ({ node }: Figure): SelectionKernel | undefined =>
      notebooks.find(({ content }) => content.node.contains(node))?.sessionContext.session
        ?.kernel ?? undefined
    const selections = new WeakMap<Figure, FigureSelection>()
    figures.figureAdded.connect((_, figure) => {
      const tell = (rows: readonly JsonObject[]) => {
        const hash = selectionHash(figure.spec)
        // A stranger's notebook is looked at: it sends nothing.
        if (hash === undefined || !figure.trusted) return
        sender.tell(figure, hash, rows, kernelOf(figure))
      }
      selections.set(figure, new FigureSelection(figure, trans, tell))
      figure.disposed.connect(() => sender.forget(figure))
    })
    figures.addTool({
      id: selectionChange,
      label: trans.__('Select by dragging, clicks or Enter, Shift adds, Escape clears'),
      icon: icons.selectIcon,
      rank: 21,
      isVisible: ({ spec, node }) => canSelect(spec) && node.closest('.jp-Notebook') !== null,
      isPressed: (figure) => figure.hasChange(selectionChange),
      execute: (figure) => selections.get(figure)?.toggle()
    })
  }
}
