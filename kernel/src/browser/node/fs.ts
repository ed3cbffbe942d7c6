// What the language layer asks of `node:fs`, on the files in memory.
import { memoryFiles } from '../memoryFiles.js'

export function existsSync(path: string): boolean {
  return memoryFiles.isFile(path) || memoryFiles.isFolder(path)
}

/** They never change. */
export function statSync(path: string): { readonly mtimeMs: number } | undefined {
  return existsSync(path) ? { mtimeMs: 0 } : undefined
}
