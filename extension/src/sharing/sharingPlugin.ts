import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { Clipboard, Notification, ToolbarButton } from '@jupyterlab/apputils'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { linkIcon } from '@jupyterlab/ui-components'
import { withParameters, type ParameterValues } from './parameters.js'
import { linkIn, linkTo, withoutValues, type SharedLink } from './sharedLink.js'
import { isSite } from './site.js'

/** Links to notebooks of a site, with the values of their first cell. */
export const sharingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:sharing',
  description: 'Copies links that carry the parameters of a notebook, and opens them.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, notebooks: INotebookTracker, translator: ITranslator | null) => {
    // A server's address means something to its user alone.
    if (!isSite()) return
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const copy = (panel: NotebookPanel) => {
      const [first] = codeCells(panel)
      const source = first?.sharedModel.getSource() ?? ''
      Clipboard.copyToSystem(linkTo(location.href, panel.context.path, source))
      const message = trans.__('A link to this notebook with its parameters is in the clipboard.')
      Notification.success(message, { autoClose: 3000 })
    }
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (panel: NotebookPanel) => {
        const button = new ToolbarButton({
          icon: linkIcon,
          tooltip: trans.__('Copy a link with the parameters of this notebook'),
          onClick: () => copy(panel)
        })
        panel.toolbar.insertBefore('spacer', 'nnqft-copy-link', button)
        return button
      }
    })
    openLink(app, notebooks, linkIn(location.href), trans)
  }
}

function codeCells({ content }: NotebookPanel) {
  return content.widgets.map(({ model }) => model).filter(({ type }) => type === 'code')
}

/** Puts the values of a link into the notebook that it names, once that is there; nothing runs. */
function openLink(
  app: JupyterFrontEnd,
  notebooks: INotebookTracker,
  link: SharedLink | undefined,
  trans: TranslationBundle
): void {
  if (!link) return
  const drop = () => history.replaceState(history.state, '', withoutValues(location.href))
  if (link.path === undefined) {
    drop()
    warn(trans.__('This link has parameters, but names no notebook.'))
    return
  }
  const path = app.serviceManager.contents.normalize(link.path)
  const take = async (panel: NotebookPanel) => {
    if (panel.context.path !== path) return
    notebooks.widgetAdded.disconnect(added)
    await panel.context.ready
    drop()
    if (link.values) putValues(app, panel, link.values, trans)
    else warn(trans.__('The parameters of this link cannot be read: the notebook has its own.'))
  }
  const added = (_: unknown, panel: NotebookPanel) => void take(panel)
  notebooks.widgetAdded.connect(added)
  notebooks.forEach((panel) => void take(panel))
}

/** Stays until it has been read: a page that is loading is not looked at yet. */
function warn(message: string): void {
  Notification.warning(message, { autoClose: false })
}

function putValues(
  app: JupyterFrontEnd,
  panel: NotebookPanel,
  values: ParameterValues,
  trans: TranslationBundle
): void {
  const [first] = codeCells(panel)
  const source = first?.sharedModel.getSource() ?? ''
  const { code, changed, refused } = withParameters(source, values)
  if (refused.length > 0) {
    const message = 'The first cell has no such parameters as this link says: %1'
    warn(trans.__(message, refused.join(', ')))
  }
  if (changed.length === 0) return
  first?.sharedModel.setSource(code)
  const label = trans.__('Run all cells')
  const run = () => void app.commands.execute('notebook:run-all-cells')
  Notification.info(
    trans.__(
      'This link has set %1. The figures are those of the values before, until all cells have run.',
      changed.join(', ')
    ),
    { autoClose: false, actions: [{ label, callback: run }] }
  )
}
