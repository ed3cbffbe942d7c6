/** What is used of the front end of Jupyter's widgets, which the page shares if it has it. */
declare module '@jupyter-widgets/jupyterlab-manager' {
  import type { DocumentRegistry } from '@jupyterlab/docregistry'
  import type { INotebookModel } from '@jupyterlab/notebook'
  import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime'
  import type { IDisposable } from '@lumino/disposable'
  import type { Panel } from '@lumino/widgets'

  /** The models of a notebook's widgets. */
  export interface WidgetManager {
    /** Whether the models of the kernel and of the notebook have been read. */
    readonly restoredStatus: boolean
    has_model(id: string): boolean
    /** The models that a kernel knows, as they are saved. */
    get_state_sync(options: { drop_defaults: boolean }): { state: object }
  }

  /** Shows one output that names a widget, as soon as it knows a manager. */
  export class WidgetRenderer extends Panel {
    constructor(options: IRenderMime.IRendererOptions)
    set manager(manager: WidgetManager)
  }

  /** Makes a manager, or finds that of the kernel, and binds the renderers of a notebook to it. */
  export function registerWidgetManager(
    context: DocumentRegistry.IContext<INotebookModel>,
    rendermime: IRenderMimeRegistry,
    renderers: IterableIterator<Pick<WidgetRenderer, 'manager'>>
  ): IDisposable
}
