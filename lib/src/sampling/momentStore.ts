import type * as FileSystem from 'node:fs/promises'
import type * as Path from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Ensemble } from '../networks/ensemble.js'
import { sumsLayout } from './bagSums.js'
import { decodeMoments, encodeMoments, type BagSums } from './momentTable.js'
import { resultAddress, resultIdentity } from './resultIdentity.js'

/** One stored file: some bags of one result at one width. */
export interface StoredFile {
  /** Path below the store's folder: `<address of the result>/w<width>-<digest>.parquet`. */
  readonly name: string
  readonly bytes: number
  /** Milliseconds since 1970 of the last use. */
  readonly used: number
}

/** A stored file that cannot be trusted, and why. */
export interface DamagedFile {
  readonly name: string
  readonly reason: string
}

/** A stored file as it was read: its bags, or why they cannot be trusted. */
type Part =
  | { readonly name: string; readonly bags: BagSums; readonly reason?: undefined }
  | { readonly name: string; readonly bags?: undefined; readonly reason: string }

/** Bytes that a store may hold unless said otherwise: 1 GiB. */
export const defaultStoreBytes = 2 ** 30

/** Unfinished files of a writer that was killed are swept away after an hour. */
const abandonedMilliseconds = 3_600_000

/**
 * Bags on disk, as Parquet files that never change once written: a file's name carries SHA-256 of
 * its bytes, it appears by a rename, and several files together make a result, so that any number
 * of processes may read and write at once. Node only.
 */
export class MomentStore {
  private constructor(
    readonly folder: string,
    private readonly fs: typeof FileSystem,
    private readonly path: typeof Path
  ) {}

  static async open(folder: string): Promise<MomentStore> {
    const fs = await import(/* webpackIgnore: true */ 'node:fs/promises')
    const path = await import(/* webpackIgnore: true */ 'node:path')
    return new MomentStore(path.resolve(folder), fs, path)
  }

  /**
   * Bags found for an ensemble at one width. A damaged file is removed and handed to `report`: its
   * bags count as missing.
   */
  async load(
    ensemble: Ensemble,
    width: number,
    report: (file: DamagedFile) => void
  ): Promise<Map<number, Float64Array>> {
    const found: (readonly [number, Float64Array])[] = []
    const now = new Date()
    for await (const { name, bags, reason } of this.parts(ensemble, width)) {
      if (bags) {
        found.push(...bags)
        await this.fs.utimes(this.at(name), now, now).catch(absent)
      } else {
        report({ name, reason })
        await this.fs.rm(this.at(name), { force: true })
      }
    }
    return new Map(found)
  }

  /** Adds bags of an ensemble at one width as a file, and returns its name. */
  async save(ensemble: Ensemble, width: number, bags: BagSums): Promise<string> {
    const identity = resultIdentity(ensemble)
    // In one order, so that the same bags make the same file.
    const ordered = new Map([...bags].sort(([a], [b]) => a - b))
    const bytes = await encodeMoments(identity, sumsLayout(ensemble), ordered)
    const name = `${resultAddress(identity)}/w${width}-${bytesToHex(sha256(bytes))}.parquet`
    const path = this.at(name)
    // Another process may prune the last file of the folder, and so the folder, at any moment.
    await this.write(path, bytes).catch((error: unknown) => {
      if (!isMissing(error)) throw error
      return this.write(path, bytes)
    })
    return name
  }

  /**
   * Makes one file of the files that hold bags of an ensemble at one width. They go after it is there, so that
   * whoever reads meanwhile finds every bag or samples it again.
   */
  async join(ensemble: Ensemble, width: number): Promise<void> {
    const joined: string[] = []
    const found: (readonly [number, Float64Array])[] = []
    for await (const { name, bags } of this.parts(ensemble, width)) {
      if (!bags) continue
      joined.push(name)
      found.push(...bags)
    }
    if (joined.length < 2) return
    const name = await this.save(ensemble, width, new Map(found))
    for (const part of joined) {
      if (part !== name) await this.fs.rm(this.at(part), { force: true })
    }
  }

  /** Every stored file, the one used longest ago first. */
  async list(): Promise<StoredFile[]> {
    const files: StoredFile[] = []
    for (const address of await this.entries('.')) {
      for (const file of await this.entries(address)) {
        const name = `${address}/${file}`
        const status = await this.fs.stat(this.at(name)).catch(absent)
        if (status) files.push({ name, bytes: status.size, used: status.mtimeMs })
      }
    }
    return files.sort((a, b) => a.used - b.used || (a.name < b.name ? -1 : 1))
  }

  /** Reads every file through and returns the damaged ones, which stay where they are. */
  async verify(): Promise<DamagedFile[]> {
    const damaged: DamagedFile[] = []
    for (const { name } of await this.list()) {
      if (!name.endsWith('.parquet')) continue
      try {
        await this.readChecked(name)
      } catch (error) {
        if (isMissing(error)) continue
        damaged.push({ name, reason: error instanceof Error ? error.message : String(error) })
      }
    }
    return damaged
  }

  /**
   * Removes the files used longest ago until no more than `maximumBytes` are left, and whatever a
   * killed writer left behind; returns what was removed.
   */
  async prune(maximumBytes: number = defaultStoreBytes): Promise<StoredFile[]> {
    const files = await this.list()
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
    const removed: StoredFile[] = []
    for (const file of files) {
      const unfinished = !file.name.endsWith('.parquet')
      const abandoned = unfinished && Date.now() - file.used > abandonedMilliseconds
      if (!abandoned && (unfinished || total <= maximumBytes)) continue
      await this.fs.rm(this.at(file.name), { force: true })
      // Fails while there are files left in it, as it should.
      await this.fs.rmdir(this.path.dirname(this.at(file.name))).catch(ignoreOccupied)
      total -= file.bytes
      removed.push(file)
    }
    return removed
  }

  /** The files of an ensemble at one width, each with its bags or with what is wrong with it. */
  private async *parts(ensemble: Ensemble, width: number): AsyncGenerator<Part> {
    const identity = resultIdentity(ensemble)
    const layout = sumsLayout(ensemble)
    const address = resultAddress(identity)
    for (const file of await this.entries(address)) {
      if (!file.startsWith(`w${width}-`) || !file.endsWith('.parquet')) continue
      const name = `${address}/${file}`
      try {
        yield { name, bags: await decodeMoments(identity, layout, await this.readChecked(name)) }
      } catch (error) {
        if (isMissing(error)) continue // another process pruned or joined it
        yield { name, reason: error instanceof Error ? error.message : String(error) }
      }
    }
  }

  /** Writes beside the file and renames, so that a reader sees all of it or nothing. */
  private async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.fs.mkdir(this.path.dirname(path), { recursive: true })
    const unfinished = `${path}.${process.pid}.${++writes}.unfinished`
    await this.fs.writeFile(unfinished, bytes, { flush: true })
    await this.fs.rename(unfinished, path)
  }

  private at(name: string): string {
    return this.path.join(this.folder, name)
  }

  private async entries(name: string): Promise<string[]> {
    return (await this.fs.readdir(this.at(name)).catch(absent)) ?? []
  }

  /** The bytes of a file whose name agrees with them. */
  private async readChecked(name: string): Promise<Uint8Array> {
    const bytes = await this.fs.readFile(this.at(name))
    const digest = bytesToHex(sha256(bytes))
    if (!name.endsWith(`-${digest}.parquet`)) {
      throw new Error(`its ${bytes.length} bytes do not have the SHA-256 in its name`)
    }
    return bytes
  }
}

let writes = 0

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}

/** Turns "there is no such file or folder" into undefined. */
function absent(error: unknown): undefined {
  if (isMissing(error) || errorCode(error) === 'ENOTDIR') return undefined
  throw error
}

function ignoreOccupied(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error
}
