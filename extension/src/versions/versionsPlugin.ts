import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { Notification } from '@jupyterlab/apputils'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import { ITranslator, nullTranslator } from '@jupyterlab/translation'

/** Version of the extension, as in its package.json (a test holds them together). */
const version = '0.1.0'

type Session = NonNullable<NotebookPanel['sessionContext']['session']>
type Kernel = NonNullable<Session['kernel']>

/** Tells once a page where kernel and extension are of different versions, and what to install. */
export const versionsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:versions',
  description: 'Warns of a kernel of another version.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator],
  activate: (_: JupyterFrontEnd, notebooks: INotebookTracker, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const told = new Set<string>()
    const compare = async (kernel: Kernel) => {
      // One that ends before it has answered tells nothing.
      const info = await kernel.info.catch(() => undefined)
      if (info?.implementation !== 'nnqft-kernel') return
      const { implementation_version: other } = info
      if (other === version || told.has(other)) return
      told.add(other)
      // Of longer ones JupyterLab shows the beginning.
      const message =
        'nnqft-kernel %1 and jupyterlab-nnqft %2 differ: npm install nnqft-kernel@%2, or pip install jupyterlab-nnqft==%1.'
      Notification.warning(trans.__(message, other, version), { autoClose: false })
    }
    const watch = ({ sessionContext }: NotebookPanel) => {
      const look = (kernel: Kernel | null | undefined) => {
        if (kernel) void compare(kernel)
      }
      look(sessionContext.session?.kernel)
      sessionContext.kernelChanged.connect((_, { newValue }) => look(newValue))
    }
    notebooks.forEach(watch)
    notebooks.widgetAdded.connect((_, panel) => watch(panel))
  }
}
