import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import { FigureFailure } from './figureFailure.js'

/** JupyterLab's resolver of addresses; the one of notebooks tells where its notebook is. */
export type FileResolver = IRenderMime.IResolver & { readonly path?: string }

/**
 * The address by which the contents service serves a file that is named relative to the notebook;
 * `undefined` for an address that is not of this kind.
 *
 * @throws FigureFailure for a file outside of the folder that JupyterLab serves
 */
export async function besideNotebook(
  uri: string,
  resolver: FileResolver | null
): Promise<string | undefined> {
  // A file's name may hold a per cent sign that encodes nothing.
  const encoded = uri.replace(/%(?![0-9a-f]{2})/gi, '%25')
  if (!resolver?.isLocal?.(encoded)) return undefined
  if (resolver.path !== undefined && leavesRoot(uri, resolver.path)) {
    throw new FigureFailure((trans) =>
      trans.__('%1 is outside of the folder that JupyterLab serves', uri)
    )
  }
  return resolver.getDownloadUrl(await resolver.resolveUrl(encoded))
}

/** Whether a relative address climbs above the root of the server. */
function leavesRoot(uri: string, notebook: string): boolean {
  let depth = notebook.split('/').filter((part) => part !== '').length - 1
  return uri.split('/').some((part) => {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    return depth < 0
  })
}
