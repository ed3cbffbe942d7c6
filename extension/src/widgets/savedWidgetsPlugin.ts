import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { SessionContext } from '@jupyterlab/apputils'
import { CodeCell } from '@jupyterlab/cells'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import { ISettingRegistry } from '@jupyterlab/settingregistry'
import type { WidgetManager, WidgetRenderer } from '@jupyter-widgets/jupyterlab-manager'
import { kernelOf } from '../sessions/notebookKernel.js'
import { KeptStates } from './keptStates.js'
import { savedContext } from './savedContext.js'

type Context = NotebookPanel['context']

const frontEnd = '@jupyter-widgets/jupyterlab-manager:plugin'

/**
 * Shows the widgets that are saved in a notebook without a kernel, where Jupyter's own front end
 * waits for one, and keeps them in the notebook when it is saved with a new kernel.
 */
export const savedWidgetsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:saved-widgets',
  description: 'Shows saved widgets of notebooks without a kernel, and keeps them.',
  autoStart: true,
  requires: [INotebookTracker, ISettingRegistry],
  activate: async (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    registry: ISettingRegistry
  ) => {
    if (!app.hasPlugin(frontEnd)) return
    const settings = await registry.load(frontEnd)
    notebooks.forEach((panel) => void showSaved(panel, settings))
    notebooks.widgetAdded.connect((_, panel) => void showSaved(panel, settings))
  }
}

/** Notebooks whose states are kept: one may be shown in several places. */
const kept = new WeakSet<Context>()

async function showSaved(
  { context, content }: NotebookPanel,
  settings: ISettingRegistry.ISettings
): Promise<void> {
  await context.ready
  const states = new KeptStates(context, settings)
  const { registerWidgetManager, WidgetRenderer } =
    await import('@jupyter-widgets/jupyterlab-manager')
  const bind = (shown: Context, told: (manager: WidgetManager) => void = () => undefined) => {
    if (content.isDisposed) return
    const teller = {
      set manager(manager: WidgetManager) {
        told(manager)
      }
    }
    const renderers = [...renderersIn(content, WidgetRenderer), teller]
    registerWidgetManager(shown, content.rendermime, renderers.values())
  }
  if (!(await getsKernel(context))) bind(savedContext(context))
  await kernelOf(context.sessionContext)
  // The front end may have given up waiting; what it has bound already stays.
  bind(context, (manager) => {
    if (!kept.has(context)) states.complete(manager)
    kept.add(context)
  })
}

/** Whether JupyterLab connects a notebook that is opened to a kernel or starts one, without a question. */
async function getsKernel({ model, sessionContext }: Context): Promise<boolean> {
  const { sessionManager, specsManager, kernelPreference, path } = sessionContext
  await Promise.all([sessionManager.ready, specsManager.ready])
  await sessionManager.refreshRunning()
  const sessions = [...sessionManager.running()]
  if (sessionContext.session?.kernel || sessions.some((session) => session.path === path)) {
    return true
  }
  if (kernelPreference.canStart === false || kernelPreference.shouldStart === false) return false
  if (kernelPreference.id !== undefined) return true
  // JupyterLab tells the preference only afterwards what the notebook names.
  const preference = {
    ...kernelPreference,
    name: model.defaultKernelName || kernelPreference.name,
    language: model.defaultKernelLanguage
  }
  const { specs } = specsManager
  return SessionContext.getDefaultKernel({ specs, sessions, preference }) !== null
}

function* renderersIn(
  { widgets: cells }: NotebookPanel['content'],
  Renderer: typeof WidgetRenderer
): Generator<WidgetRenderer, void, unknown> {
  for (const cell of cells) {
    if (!(cell instanceof CodeCell)) continue
    for (const output of cell.outputArea.widgets) {
      for (const shown of output.children()) if (shown instanceof Renderer) yield shown
    }
  }
}
