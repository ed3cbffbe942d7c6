import {
  ILabShell,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application'
import { IWindowResolver } from '@jupyterlab/apputils'
import type { CommandRegistry } from '@lumino/commands'
import { namesNotebook } from './sharedLink.js'
import { isSite } from './site.js'

/** What a page of a site has open when it starts. */
export const startPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:start',
  description: 'Has a link show its notebook alone, and a narrow page no file browser.',
  autoStart: true,
  optional: [IWindowResolver, ILabShell],
  activate: async (
    app: JupyterFrontEnd,
    resolver: IWindowResolver | null,
    shell: ILabShell | null
  ) => {
    if (!isSite()) return
    const isLink = namesNotebook(location.href)
    if (shell && matchMedia('(max-width: 760px)').matches) closeFileBrowser(app, shell, isLink)
    // Nothing is restored until all plugins are there. A reload comes without the notebook's name, and restores.
    if (resolver && isLink) await app.serviceManager.workspaces.remove(resolver.name)
  }
}

/** Closes the file browser, which is opened at the start and once more beside the notebook of a link. */
function closeFileBrowser(app: JupyterFrontEnd, shell: ILabShell, isLink: boolean): void {
  const close = () => shell.collapseLeft()
  void app.restored.then(close)
  if (!isLink) return
  const { commandExecuted } = app.commands
  const executed = (_: unknown, { id, result }: CommandRegistry.ICommandExecutedArgs) => {
    if (id !== 'docmanager:show-in-file-browser') return
    commandExecuted.disconnect(executed)
    void result.then(close)
  }
  commandExecuted.connect(executed)
}
