import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator } from '@jupyterlab/translation'
import type { Figure } from '../renderer/figure.js'
import { FigureCollection } from '../renderer/figureCollection.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import { kernelOf } from '../sessions/notebookKernel.js'
import { FigureSelection } from './figureSelection.js'
import * as icons from './icons.js'
import { canSelect, selectionChange, selectionHash } from './rowSelection.js'
import { SelectionSender, type SelectionKernel } from './selectionSender.js'

/**
 * Selects rows in figures of the library, and tells the kernel of their notebook which. Figures of a notebook that draw the same
 * numbers have one selection.
 */
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
    const notebookOf = ({ node }: Figure) =>
      notebooks.find(({ content }) => content.node.contains(node))
    const selections = new Map<Figure, FigureSelection>()
    /** Where figures are, also those of cells out of sight, which are taken out of their notebook. */
    const documents = new WeakMap<Figure, object>()
    const others = (figure: Figure) => {
      const [place, hash] = [documents.get(figure), selectionHash(figure.spec)]
      const isOther = ([one]: [Figure, FigureSelection]) =>
        one !== figure && documents.get(one) === place && selectionHash(one.spec) === hash
      return place ? [...selections].filter(isOther).map(([, selection]) => selection) : []
    }
    /** Selects what the kernel holds from a page that was there before. */
    const restore = (figure: Figure, kernel: SelectionKernel) => {
      const [hash, selection] = [selectionHash(figure.spec), selections.get(figure)]
      if (hash === undefined || !selection || !figure.trusted) return
      void sender.ask(figure, hash, kernel, (rows) => void selection.adopt(rows))
    }
    const awaiting = new WeakSet<NotebookPanel>()
    /** The same in all figures of a notebook that has no kernel yet; those that are gone by then are not held. */
    const restoreLater = async (notebook: NotebookPanel) => {
      if (awaiting.has(notebook)) return
      awaiting.add(notebook)
      const kernel = await kernelOf(notebook.sessionContext)
      awaiting.delete(notebook)
      for (const figure of selections.keys()) {
        if (documents.get(figure) === notebook.context) restore(figure, kernel)
      }
    }
    figures.figureAdded.connect((_, figure) => {
      const changed = (rows: readonly JsonObject[], isOther: boolean) => {
        const hash = selectionHash(figure.spec)
        if (hash === undefined) return
        const notebook = notebookOf(figure)
        // A stranger's notebook is looked at: it sends nothing.
        const kernel = notebook?.sessionContext.session?.kernel ?? undefined
        if (figure.trusted) sender.tell(figure, hash, rows, kernel)
        const isNew = notebook && !documents.has(figure)
        if (notebook) documents.set(figure, notebook.context)
        if (isOther) for (const one of others(figure)) void one.adopt(rows)
        else if (isNew) {
          const shown = others(figure).find(({ selection }) => selection.length > 0)
          if (shown) void selection.adopt(shown.selection)
          else if (kernel) restore(figure, kernel)
          else void restoreLater(notebook)
        }
      }
      const selection = new FigureSelection(figure, trans, changed)
      selections.set(figure, selection)
      figure.disposed.connect(() => {
        selections.delete(figure)
        sender.forget(figure)
      })
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
