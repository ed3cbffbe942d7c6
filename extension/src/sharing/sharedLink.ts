import { parameterValues, type ParameterValues } from './parameters.js'

/** What a link says: a notebook, and values for its first cell. */
export interface SharedLink {
  readonly path: string
  readonly values: ParameterValues
}

const [pathKey, workspaceKey, valuesKey] = ['path', 'workspace', 'parameters']

/** The address of a page that shows a notebook with the values of a cell. */
export function linkTo(page: string, path: string, firstCell: string): string {
  const address = new URL(page)
  const values = parameterValues(firstCell)
  address.hash = ''
  address.search = ''
  address.searchParams.set(pathKey, path)
  // Its own, whatever is open in other windows.
  address.searchParams.set(workspaceKey, path)
  if (Object.keys(values).length > 0) address.searchParams.set(valuesKey, JSON.stringify(values))
  return address.href
}

/** Whether the address of a page names a notebook to open. */
export function namesNotebook(address: string): boolean {
  return new URL(address).searchParams.has(pathKey)
}

/** What the address of a page says, if it has values for a notebook. */
export function linkIn(address: string): SharedLink | undefined {
  const { searchParams } = new URL(address)
  const [path, text] = [searchParams.get(pathKey), searchParams.get(valuesKey)]
  if (path === null || text === null) return undefined
  try {
    const values: unknown = JSON.parse(text)
    const isRecord = typeof values === 'object' && values !== null && !Array.isArray(values)
    return isRecord ? { path, values: values as ParameterValues } : undefined
  } catch {
    // A link that was cut off on its way names the notebook still.
    return undefined
  }
}

/** The address without its values: they are put in once, not at each reload. */
export function withoutValues(address: string): string {
  const url = new URL(address)
  url.searchParams.delete(valuesKey)
  return url.href
}
