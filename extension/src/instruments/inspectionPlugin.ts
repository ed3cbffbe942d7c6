import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { FigureCollection, type FigureTool } from '../renderer/figureCollection.js'
import { dataTables } from './dataTable.js'
import { figureNotes, unconvergedCount } from './figureNotes.js'
import * as icons from './icons.js'
import { isPanelOpen, togglePanel } from './panels.js'
import { provenancePanel } from './provenancePanel.js'

/** Tools that show what is behind a figure: its rows, their provenance, the code that makes it. */
export const inspectionPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:inspection',
  description: 'Data table, provenance and code of figures.',
  autoStart: true,
  requires: [FigureCollection],
  optional: [INotebookTracker, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    figures: FigureCollection,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    figures.addTool(tableTool(trans))
    figures.addTool(provenanceTool(trans))
    figures.addTool(warningsTool(trans))
    if (notebooks) figures.addTool(codeTool(notebooks, trans))
  }
}

function tableTool(trans: TranslationBundle): FigureTool {
  const id = 'table'
  const label = trans.__('Data table')
  return {
    id,
    label,
    icon: icons.tableIcon,
    rank: 50,
    isPressed: (figure) => isPanelOpen(figure, id),
    execute: (figure) => togglePanel(figure, id, label, () => dataTables(figure.tables, trans))
  }
}

function provenanceTool(trans: TranslationBundle): FigureTool {
  const id = 'provenance'
  const label = trans.__('Provenance')
  return {
    id,
    label,
    icon: icons.provenanceIcon,
    rank: 51,
    isVisible: ({ spec }) => figureNotes(spec) !== undefined,
    isPressed: (figure) => isPanelOpen(figure, id),
    warning: ({ spec }) => {
      const notes = figureNotes(spec)
      const count = notes ? unconvergedCount(notes) : 0
      return count > 0 ? trans.__('%1 estimators have not converged', count) : undefined
    },
    execute: (figure) => {
      const notes = figureNotes(figure.spec)
      if (notes) togglePanel(figure, id, label, () => provenancePanel(notes, trans))
    }
  }
}

/** What the compiler says of a figure is of interest to its author alone: it is shown on request. */
function warningsTool(trans: TranslationBundle): FigureTool {
  const id = 'warnings'
  const label = trans.__('Warnings of the compiler')
  return {
    id,
    label,
    icon: icons.warningsIcon,
    rank: 52,
    isVisible: ({ warnings }) => warnings.length > 0,
    isPressed: (figure) => isPanelOpen(figure, id),
    execute: (figure) => togglePanel(figure, id, label, () => warningList(figure.warnings))
  }
}

function warningList(warnings: readonly string[]): HTMLElement {
  const list = document.createElement('ul')
  list.className = 'nnqft-Warnings'
  for (const warning of warnings) {
    const item = document.createElement('li')
    item.textContent = warning
    list.append(item)
  }
  return list
}

function codeTool(notebooks: INotebookTracker, trans: TranslationBundle): FigureTool {
  return {
    id: 'code',
    label: trans.__('Insert the code that makes this figure'),
    icon: icons.codeIcon,
    rank: 60,
    isVisible: ({ spec, node }) =>
      figureNotes(spec)?.code !== undefined && node.closest('.jp-Notebook') !== null,
    execute: (figure) => {
      const code = figureNotes(figure.spec)?.code
      const panel = notebooks.find(({ content }) => content.node.contains(figure.node))
      if (!panel || code === undefined) return
      const { content } = panel
      const cell = content.widgets.findIndex(({ node }) => node.contains(figure.node))
      content.activeCellIndex = cell
      NotebookActions.insertBelow(content)
      content.activeCell?.model.sharedModel.setSource(code)
      figure.announce(trans.__('Code inserted in a new cell.'))
    }
  }
}
