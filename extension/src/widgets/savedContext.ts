import type { DocumentRegistry } from '@jupyterlab/docregistry'
import type { INotebookModel } from '@jupyterlab/notebook'
import { UUID } from '@lumino/coreutils'
import { Signal } from '@lumino/signaling'

type Context = DocumentRegistry.IContext<INotebookModel>

/**
 * A notebook as the manager of widgets wants it, in place of one without a kernel: its kernel has no comms, so that all that
 * is shown comes from the notebook. Nothing is told of the notebook being saved: of widgets
 * that no kernel knows the manager would save none, in place of those that are there.
 */
export function savedContext({ model, urlResolver }: Context): Context {
  const owner = {}
  const never = () => new Signal<object, unknown>(owner)
  const kernel = {
    id: UUID.uuid4(),
    handleComms: false,
    registerCommTarget: () => undefined,
    removeCommTarget: () => undefined,
    requestCommInfo: () => Promise.resolve({ content: { status: 'ok', comms: {} } })
  }
  const sessionContext = {
    ready: Promise.resolve(),
    session: { kernel },
    kernelChanged: never(),
    statusChanged: never(),
    connectionStatusChanged: never()
  }
  const readOnly = {
    dirty: false,
    getMetadata: (name: string) => model.getMetadata(name) as unknown
  }
  return {
    model: readOnly,
    urlResolver,
    sessionContext,
    saveState: never()
  } as unknown as Context
}
