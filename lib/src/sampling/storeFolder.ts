import { requireText } from '../numerics/parameterError.js'

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
