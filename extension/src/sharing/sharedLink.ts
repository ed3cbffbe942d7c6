import { parameterValues, type ParameterValues } from './parameters.js'

/** What a link says: a notebook, and values for its first cell. */
export interface SharedLink {
  /** Undefined where no notebook is named, or by a name that cannot be read. */
  readonly path: string | undefined
  /** Undefined where they cannot be read, as those of a link that was cut off on its way. */
  readonly values: ParameterValues | undefined
}

const [pathKey, workspaceKey, valuesKey] = ['path', 'workspace', 'parameters']

/** The address of a page that shows a notebook with the values of a cell. */
export function linkTo(page: string, path: string, firstCell: string): string {
  const address = new URL(page)
  const values = parameterValues(firstCell)
  address.hash = ''
  address.search = ''
  // JupyterLite decodes it twice.
  address.searchParams.set(pathKey, path.replaceAll('%', '%25'))
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
  const text = searchParams.get(valuesKey)
  if (text === null) return undefined
  return { path: pathIn(searchParams.get(pathKey)), values: valuesIn(text) }
}

function pathIn(text: string | null): string | undefined {
  try {
    return text === null ? undefined : decodeURIComponent(text)
  } catch {
    // As the `%` of a link that was written by hand, which JupyterLite cannot open either.
    return undefined
  }
}

function valuesIn(text: string): ParameterValues | undefined {
  try {
    const values: unknown = JSON.parse(text)
    const isRecord = typeof values === 'object' && values !== null && !Array.isArray(values)
    return isRecord ? (values as ParameterValues) : undefined
  } catch {
    return undefined
  }
}

/** The address without its values: they are put in once, not at each reload. */
export function withoutValues(address: string): string {
  const url = new URL(address)
  url.searchParams.delete(valuesKey)
  return url.href
}
