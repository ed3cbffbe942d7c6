import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application'
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils'
import { ILauncher } from '@jupyterlab/launcher'
import { IMainMenu } from '@jupyterlab/mainmenu'
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook'
import { IRenderMimeRegistry } from '@jupyterlab/rendermime'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { UUID, type ReadonlyPartialJSONObject } from '@lumino/coreutils'
import { explorerIcon } from '../instruments/icons.js'
import { FigureCollection } from '../renderer/figureCollection.js'
import { ExplorerPanel } from './explorerPanel.js'
import { explorerState, notebookCode, type ExplorerState } from './explorerState.js'
import { figureNetwork } from './figureNetwork.js'

/** Command that opens the explorer; its arguments may hold a `state` and the `id` of the panel. */
const openCommand = 'nnqft:open-explorer'

/** The RG explorer: launcher, palette, menu, restored on reload, filled from figures. */
export const explorerPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:explorer',
  description: 'Explores renormalization-group flows of networks in the browser.',
  autoStart: true,
  requires: [IRenderMimeRegistry, FigureCollection],
  optional: [ILauncher, ICommandPalette, IMainMenu, ILayoutRestorer, INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    figures: FigureCollection,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    menu: IMainMenu | null,
    restorer: ILayoutRestorer | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const tracker = new WidgetTracker<MainAreaWidget<ExplorerPanel>>({
      namespace: 'nnqft-explorer'
    })
    const sendToNotebook = (state: ExplorerState) => insertCode(notebooks, state)
    app.commands.addCommand(openCommand, {
      label: trans.__('RG explorer'),
      caption: trans.__('Explore renormalization-group flows of neural networks'),
      icon: explorerIcon,
      describedBy: {
        args: { type: 'object', properties: { state: { type: 'object' }, id: { type: 'string' } } }
      },
      execute: async (args) => {
        const state = explorerState(args['state'])
        const content = new ExplorerPanel({ state, rendermime, trans, sendToNotebook })
        const widget = new MainAreaWidget({ content })
        // A restored panel keeps its name, by which the stored layout knows its place.
        widget.id = String(args['id'] ?? `nnqft-explorer-${UUID.uuid4()}`)
        widget.title.label = trans.__('RG explorer')
        widget.title.icon = explorerIcon
        content.stateChanged.connect(() => void tracker.save(widget))
        await tracker.add(widget)
        app.shell.add(widget, 'main', { mode: 'tab-after' })
        return widget
      }
    })
    launcher?.add({ command: openCommand, category: trans.__('Other'), rank: 1 })
    palette?.addItem({ command: openCommand, category: trans.__('Neural networks and QFT') })
    menu?.viewMenu.addGroup([{ command: openCommand }], 100)
    if (restorer) {
      const args = ({ id, content }: MainAreaWidget<ExplorerPanel>) =>
        ({ id, state: { ...content.state } }) as ReadonlyPartialJSONObject
      void restorer.restore(tracker, { command: openCommand, args, name: ({ id }) => id })
    }
    addFigureTool(app, figures, trans)
  }
}

/** Opens the explorer on the network of a figure. */
function addFigureTool(
  app: JupyterFrontEnd,
  figures: FigureCollection,
  trans: TranslationBundle
): void {
  figures.addTool({
    id: 'explore',
    label: trans.__('Explore this network'),
    icon: explorerIcon,
    rank: 62,
    isVisible: (figure) =>
      figureNetwork(figure.spec) !== undefined && !figure.node.closest('.nnqft-Explorer'),
    execute: async (figure) => {
      const state = { ...explorerState(figureNetwork(figure.spec)) } as ReadonlyPartialJSONObject
      await app.commands.execute(openCommand, { state })
    }
  })
}

/** Puts the code of a state into a new cell of the notebook that was used last. @returns its name */
function insertCode(notebooks: INotebookTracker | null, state: ExplorerState): string | undefined {
  const panel = notebooks?.currentWidget
  if (!panel) return undefined
  const { content, title } = panel
  NotebookActions.insertBelow(content)
  content.activeCell?.model.sharedModel.setSource(notebookCode(state))
  return title.label
}
