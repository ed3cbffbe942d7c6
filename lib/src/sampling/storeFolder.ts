import { fileErrorCode, refusingPath } from '../numerics/fileRefusal.js'
import { ParameterError, requireText } from '../numerics/parameterError.js'

/** Whether this is Node, with files and threads, or what stands in for it. */
export const inNode = typeof process !== 'undefined' && Boolean(process.versions?.node)

/**
 * Where results are stored unless said otherwise: the environment variable NNQFT_STORE, or
 * `.nnqft/store` in the project, that is in the nearest folder upwards from `start` (the working folder unless given) that has a
 * `.nnqft` or a package.json, or else in `start` itself. In a browser `.nnqft/store` names a database of the site.
 *
 * @example await defaultStoreFolder('.')
 */
export async function defaultStoreFolder(start?: string): Promise<string> {
  if (start !== undefined) requireText('defaultStoreFolder', 'start', start)
  if (!inNode) return '.nnqft/store'
  if (process.env.NNQFT_STORE) return process.env.NNQFT_STORE
  const { existsSync } = await import(/* webpackIgnore: true */ 'node:fs')
  const { dirname, join } = await import(/* webpackIgnore: true */ 'node:path')
  const first = start ?? process.cwd()
  for (let folder = first; ; folder = dirname(folder)) {
    const marks = ['.nnqft', 'package.json'].map((name) => join(folder, name))
    if (marks.some((mark) => existsSync(mark))) return join(folder, '.nnqft', 'store')
    if (folder === dirname(folder)) return join(first, '.nnqft', 'store')
  }
}

/** For whom a store is opened. */
export interface StoreUse {
  /** The function or command that refuses a folder where no store can be. */
  readonly source: string
  /** The parameter that named the folder. */
  readonly parameter: string
  /** Whether the store is there to be read, default false: then a file in the place of the folder is refused too. */
  readonly isRead?: boolean
  /** Whether the folder must be there, default false. */
  readonly isThere?: boolean
}

/**
 * The folder given for a store, or the default one, if a store can be there: whoever draws for hours is told at once of names
 * that the file system does not take. What has to do with the disk alone (room, rights) may change until something is written.
 *
 * @throws ParameterError naming the parameter or, where none was given, NNQFT_STORE
 */
export async function usableStoreFolder(
  folder: string | undefined,
  { source, parameter, isRead = false, isThere = false }: StoreUse
): Promise<string> {
  const place = folder ?? (await defaultStoreFolder())
  // The system would take an empty path for the working folder.
  if (place === '') throw new ParameterError(source, parameter, 'the path of a folder', place)
  if (!inNode) return place
  const name = folder === undefined ? 'NNQFT_STORE' : parameter
  const status = await refusingPath(source, name, place, () => folderStatus(place, isRead))
  if (isThere && !status) throw new ParameterError(source, name, 'a folder that is there', place)
  if (!isRead || status?.isDirectory() !== false) return place
  throw new ParameterError(source, name, 'a folder, not a file', place)
}

/** Longer than any name of a file in a store, below the folder of its result. */
const fileInStore = `${'x'.repeat(64)}/${'x'.repeat(160)}`

/** Status of a folder, undefined where it is not there but could be made. */
async function folderStatus(folder: string, isRead: boolean) {
  const { access, constants, stat } = await import(/* webpackIgnore: true */ 'node:fs/promises')
  const { basename, dirname, join, resolve } = await import(/* webpackIgnore: true */ 'node:path')
  const tolerated = isRead ? ['ENOENT', 'ESTALE'] : ['ENOENT', 'ESTALE', 'ENOTDIR', 'EACCES']
  const statusOf = (path: string) =>
    stat(path).catch((error: unknown) => {
      if (!tolerated.includes(fileErrorCode(error) ?? '')) throw error
      return undefined
    })
  const missing: string[] = []
  let there = resolve(folder)
  let status = await statusOf(there)
  while (!status && there !== dirname(there)) {
    missing.push(basename(there))
    there = dirname(there)
    status = await statusOf(there)
  }
  // A system that lacks a folder does not look at the length of the names below it.
  for (const name of missing) await statusOf(join(there, name))
  await statusOf(join(resolve(folder), fileInStore))
  if (missing.length > 0) return undefined
  if (isRead) await access(resolve(folder), constants.R_OK | constants.X_OK)
  return status
}
