import { statSync } from 'node:fs'
import type * as TypeScript from '@tslab/typescript-for-tslab'

/**
 * Notices changes of the local files that cells import. tslab sets a file-system watcher on every
 * file of the program (thousands); here only files outside `node_modules` are looked at, and only
 * when a cell is compiled.
 */
export class FileChanges {
  readonly #watched = new Map<
    string,
    { modified: number; changed: TypeScript.FileWatcherCallback }
  >()

  /** Stands in for `ts.sys.watchFile`. */
  watch(path: string, changed: TypeScript.FileWatcherCallback): TypeScript.FileWatcher {
    if (!path.includes('/node_modules/')) {
      this.#watched.set(path, { modified: modificationTime(path), changed })
    }
    return { close: () => void this.#watched.delete(path) }
  }

  /** Tells the compiler of every file that was written, made or removed since the last call. */
  poll(changedKind: TypeScript.FileWatcherEventKind): void {
    for (const [path, entry] of this.#watched) {
      const modified = modificationTime(path)
      if (modified === entry.modified) continue
      entry.modified = modified
      entry.changed(path, changedKind)
    }
  }
}

function modificationTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
