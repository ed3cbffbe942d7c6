import type { DocumentRegistry } from '@jupyterlab/docregistry'
import { CodeCellModel } from '@jupyterlab/cells'
import type { INotebookModel } from '@jupyterlab/notebook'
import type { ISettingRegistry } from '@jupyterlab/settingregistry'
import type { WidgetManager } from '@jupyter-widgets/jupyterlab-manager'
import { missingStates, statesMimeType, type WidgetStates } from './widgetStates.js'

type Context = DocumentRegistry.IContext<INotebookModel>

interface SavedWidgets {
  readonly [statesMimeType]?: { readonly state: WidgetStates }
}

/**
 * Keeps the saved states of widgets that no kernel knows. When a notebook is saved the manager of Jupyter's own front end
 * puts the models of the running kernel in place of what is there: a notebook that is opened with a new
 * kernel would lose the widgets of every cell that has not been run again.
 */
export class KeptStates {
  readonly #context: Context
  readonly #settings: ISettingRegistry.ISettings
  /** What was saved once, or was there when the kernel was restarted. */
  #known: WidgetStates

  /** @param settings of Jupyter's own front end, which say whether states are saved */
  constructor(context: Context, settings: ISettingRegistry.ISettings) {
    this.#context = context
    this.#settings = settings
    this.#known = this.#saved()
    // Also those of another version of the file, to which somebody goes back.
    context.model.metadataChanged.connect((_, { key }) => {
      if (key === 'widgets') this.#known = { ...this.#known, ...this.#saved() }
    })
  }

  /** Completes from now on what is saved. It must be called after the manager has been made, which writes first. */
  complete(manager: WidgetManager): void {
    const { saveState, sessionContext } = this.#context
    saveState.connect((_, state) => {
      if (state === 'started' && this.#settings.composite['saveState']) this.#addMissing(manager)
    })
    sessionContext.statusChanged.connect((_, status) => {
      if (status !== 'restarting') return
      const { state } = manager.get_state_sync({ drop_defaults: true })
      this.#known = { ...this.#known, ...(state as WidgetStates) }
    })
  }

  #addMissing(manager: WidgetManager): void {
    const { model } = this.#context
    const widgets = model.getMetadata('widgets') as Required<SavedWidgets>
    const saved = widgets[statesMimeType]
    // A model that was closed is not there any more, whatever still names it.
    const isClosed = (id: string) => manager.restoredStatus && !manager.has_model(id)
    const left = Object.entries(this.#known).filter(([id]) => !isClosed(id))
    const missing = missingStates(outputsOf(model), saved.state, Object.fromEntries(left))
    if (Object.keys(missing).length === 0) return
    const state = { ...saved.state, ...missing }
    model.setMetadata('widgets', { ...widgets, [statesMimeType]: { ...saved, state } })
  }

  #saved(): WidgetStates {
    const widgets = this.#context.model.getMetadata('widgets') as SavedWidgets | undefined
    return widgets?.[statesMimeType]?.state ?? {}
  }
}

function outputsOf(model: INotebookModel): unknown[] {
  return [...model.cells].flatMap((cell) =>
    cell instanceof CodeCellModel ? cell.outputs.toJSON() : []
  )
}
