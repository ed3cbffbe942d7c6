import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it where they are missing, one level after the other: Node's own recursion never ends below folders such
 * as /proc.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let level = path; !isFolder(level); level = dirname(level)) missing.push(level)
  for (const level of missing.reverse()) makeLevel(level)
}

/** Another process may have made it since. */
function makeLevel(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
