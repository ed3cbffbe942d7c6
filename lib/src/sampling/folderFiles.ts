import { fileErrorCode } from '../numerics/fileRefusal.js'
import { isMissing, makeFolder } from '../numerics/makeFolder.js'
import { scratch, type StoreFiles } from './storeFiles.js'

/** Files on disk. Node only. */
export async function folderFiles(folder: string): Promise<StoreFiles> {
  const fs = await import(/* webpackIgnore: true */ 'node:fs/promises')
  const { dirname, join, resolve } = await import(/* webpackIgnore: true */ 'node:path')
  const place = resolve(folder)
  const at = (name: string) => join(place, name)

  /** A name survives a power cut once its folder is on disk too; some systems have no such thing for folders. */
  const syncFolder = async (path: string) => {
    const handle = await fs.open(path).catch(() => undefined)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  }
  /** Writes beside the file and renames. */
  const write = async (path: string, bytes: Uint8Array) => {
    await makeFolder(dirname(path))
    // Containers and hosts that share a folder may share their process ids too.
    const unfinished = `${path}.${crypto.randomUUID()}${scratch}`
    try {
      await fs.writeFile(unfinished, bytes, { flush: true })
      await fs.rename(unfinished, path)
      await syncFolder(dirname(path))
    } catch (error) {
      await fs.rm(unfinished, { force: true }).catch(() => undefined)
      throw error
    }
  }
  return {
    place,
    names: async (name) => ((await fs.readdir(at(name)).catch(absent)) ?? []).sort(),
    read: (name) => fs.readFile(at(name)).catch(missing),
    async write(name, bytes) {
      // Another process may prune the last file of the folder, and so the folder, or sweep away what is unfinished, at any moment.
      await write(at(name), bytes).catch((error: unknown) => {
        if (!isMissing(error)) throw error
        return write(at(name), bytes)
      })
    },
    async status(name) {
      const found = await fs.stat(at(name)).catch(absent)
      return found && { bytes: found.size, used: found.mtimeMs }
    },
    async touch(name) {
      const now = new Date()
      await fs.utimes(at(name), now, now)
    },
    rename: (name, other) => fs.rename(at(name), at(other)),
    remove: (name) => fs.rm(at(name), { force: true }),
    // Fails while there are files left in it, as it should.
    sweep: (name) => fs.rmdir(dirname(at(name))).catch(ignoreOccupied)
  }
}

/** Turns "there is no such file" into undefined. */
function missing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

/** Turns "there is no such file or folder" into undefined. */
function absent(error: unknown): undefined {
  if (fileErrorCode(error) !== 'ENOTDIR') missing(error)
}

function ignoreOccupied(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(fileErrorCode(error) ?? '')) throw error
}
