import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { SessionContext } from '@jupyterlab/apputils'
import { CodeCell } from '@jupyterlab/cells'
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook'
import type { WidgetRenderer } from '@jupyter-widgets/jupyterlab-manager'
import { savedContext } from './savedContext.js'

type Context = NotebookPanel['context']

/**
 * Shows the widgets that are saved in a notebook without a kernel, where Jupyter's own front end
 * waits for one.
 */
export const savedWidgetsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:saved-widgets',
  description: 'Shows saved widgets of notebooks without a kernel.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app: JupyterFrontEnd, notebooks: INotebookTracker) => {
    if (!app.hasPlugin('@jupyter-widgets/jupyterlab-manager:plugin')) return
    notebooks.forEach((panel) => void showSaved(panel))
    notebooks.widgetAdded.connect((_, panel) => void showSaved(panel))
  }
}

async function showSaved({ context, content }: NotebookPanel): Promise<void> {
  await context.ready
  if (await getsKernel(context)) return
  const { registerWidgetManager, WidgetRenderer } =
    await import('@jupyter-widgets/jupyterlab-manager')
  if (content.isDisposed) return
  const bind = (shown: Context) =>
    registerWidgetManager(shown, content.rendermime, renderersIn(content, WidgetRenderer))
  bind(savedContext(context))
  // The front end may have given up waiting; what it has bound already stays.
  await new Promise<void>((resolve) => {
    const { sessionContext } = context
    sessionContext.kernelChanged.connect((_, { newValue }) => {
      if (newValue) resolve()
    })
  })
  bind(context)
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
