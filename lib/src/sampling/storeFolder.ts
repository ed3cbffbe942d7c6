import { requireText } from '../numerics/parameterError.js'
/**
 * Where results are stored unless said otherwise: the environment variable NNQFT_STORE, or
 * `.nnqft/store` in the project, that is in the nearest folder upwards from `start` that has a
 * `.nnqft` or a package.json, or else in `start` itself. Node only.
 */
export async function defaultStoreFolder(start: string = process.cwd()): Promise<string> {
  requireText('defaultStoreFolder', 'start', start)
  if (process.env.NNQFT_STORE) return process.env.NNQFT_STORE
  const { existsSync } = await import(/* webpackIgnore: true */ 'node:fs')
  const { dirname, join } = await import(/* webpackIgnore: true */ 'node:path')
  for (let folder = start; ; folder = dirname(folder)) {
    const marks = ['.nnqft', 'package.json'].map((name) => join(folder, name))
    if (marks.some((mark) => existsSync(mark))) return join(folder, '.nnqft', 'store')
    if (folder === dirname(folder)) return join(start, '.nnqft', 'store')
  }
}
