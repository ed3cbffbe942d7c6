import { fileErrorCode } from './fileRefusal.js'

/** Whether a file has gone: of one that another host removed NFS says that its handle is stale. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ESTALE'].includes(fileErrorCode(error) ?? '')
}

/**
 * Makes a folder and those above it where they are missing, one level after the other: Node's own recursion never ends below folders such
 * as /proc. Node only.
 */
export async function makeFolder(path: string): Promise<void> {
  const { mkdir, stat } = await import(/* webpackIgnore: true */ 'node:fs/promises')
  const { dirname } = await import(/* webpackIgnore: true */ 'node:path')
  const missing: string[] = []
  for (let level = path; !(await stat(level).catch(absent)); level = dirname(level)) {
    missing.push(level)
  }
  for (const level of missing.reverse()) await mkdir(level).catch(ignoreThere)
}

function absent(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function ignoreThere(error: unknown): void {
  if (fileErrorCode(error) !== 'EEXIST') throw error
}
