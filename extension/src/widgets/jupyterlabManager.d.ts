/** What is used of the front end of Jupyter's widgets, which the page shares if it has it. */
declare module '@jupyter-widgets/jupyterlab-manager' {
  import type { DocumentRegistry } from '@jupyterlab/docregistry'
  import type { INotebookModel } from '@jupyterlab/notebook'
  import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime'
  import type { IDisposable } from '@lumino/disposable'
  import type { Panel } from '@lumino/widgets'

  /** Shows one output that names a widget, as soon as it knows a manager. */
  export class WidgetRenderer extends Panel {
    constructor(options: IRenderMime.IRendererOptions)
  }

  /** Makes a manager, or finds that of the kernel, and binds the renderers of a notebook to it. */
  export function registerWidgetManager(
    context: DocumentRegistry.IContext<INotebookModel>,
    rendermime: IRenderMimeRegistry,
    renderers: IterableIterator<WidgetRenderer>
  ): IDisposable
}
