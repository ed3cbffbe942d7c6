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

/** A stored file that gave no bags, and why. */
export interface UnusableFile {
  readonly name: string
  readonly reason: string
  /** Whether its bytes are not those that were written; else it could not be read this time. */
  readonly damaged: boolean
}

/** A stored file as it was read: its bags, or why there are none. */
type Part = { readonly name: string; readonly bags: BagSums } | UnusableFile

/** The bytes of a file do not have the digest in its name. */
class DigestMismatch extends Error {}

const stored = '.parquet'
/** Added to the name of a damaged file, which stays for whoever wants to know what happened to it. */
const aside = '.damaged'
/** Ends the name of a file that is being written. */
const scratch = '.unfinished'

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

  /** The store in a folder, which is made where it is missing. Node only. */
  static async open(folder: string): Promise<MomentStore> {
    const fs = await import(/* webpackIgnore: true */ 'node:fs/promises')
    const path = await import(/* webpackIgnore: true */ 'node:path')
    return new MomentStore(path.resolve(folder), fs, path)
  }

  /**
   * Bags found for an ensemble at one width. A file that gives none is handed to `report`, and its bags
   * count as missing. One whose bytes do not have the digest in its name goes aside, under its name with
   * `.damaged` behind it; one that could not be read (too many open files, no permission, a failing disk)
   * stays where it is: the next run may read it.
   */
  async load(
    ensemble: Ensemble,
    width: number,
    report: (file: UnusableFile) => void
  ): Promise<Map<number, Float64Array>> {
    const found: (readonly [number, Float64Array])[] = []
    const now = new Date()
    for await (const part of this.parts(ensemble, width)) {
      const path = this.at(part.name)
      if ('bags' in part) {
        found.push(...part.bags)
        // The time of use orders files for pruning alone: a store that is only readable serves as well.
        await this.fs.utimes(path, now, now).catch(() => undefined)
      } else {
        report(part)
        // Where it cannot be moved it is found and reported again.
        if (part.damaged) await this.fs.rename(path, `${path}${aside}`).catch(() => undefined)
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
    const name = `${resultAddress(identity)}/w${width}-${bytesToHex(sha256(bytes))}${stored}`
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
    for await (const part of this.parts(ensemble, width)) {
      if (!('bags' in part)) continue
      joined.push(part.name)
      found.push(...part.bags)
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

  /** Reads every file through and returns those that are damaged or cannot be read; all stay where they are. */
  async verify(): Promise<UnusableFile[]> {
    const unusable: UnusableFile[] = []
    for (const { name } of await this.list()) {
      if (!name.endsWith(stored)) continue
      try {
        await this.readChecked(name)
      } catch (error) {
        if (!isMissing(error)) unusable.push(unusableFile(name, error))
      }
    }
    return unusable
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
      const unfinished = file.name.endsWith(scratch)
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
      if (!file.startsWith(`w${width}-`) || !file.endsWith(stored)) continue
      const name = `${address}/${file}`
      try {
        yield { name, bags: await decodeMoments(identity, layout, await this.readChecked(name)) }
      } catch (error) {
        if (isMissing(error)) continue // another process pruned or joined it
        yield unusableFile(name, error)
      }
    }
  }

  /** Writes beside the file and renames, so that a reader sees all of it or nothing. */
  private async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.fs.mkdir(this.path.dirname(path), { recursive: true })
    // Containers and hosts that share a folder may share their process ids too.
    const unfinished = `${path}.${crypto.randomUUID()}${scratch}`
    try {
      await this.fs.writeFile(unfinished, bytes, { flush: true })
      await this.fs.rename(unfinished, path)
    } catch (error) {
      await this.fs.rm(unfinished, { force: true }).catch(() => undefined)
      throw error
    }
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
    if (!name.endsWith(`-${digest}${stored}`)) {
      throw new DigestMismatch(`its ${bytes.length} bytes do not have the SHA-256 in its name`)
    }
    return bytes
  }
}

function unusableFile(name: string, error: unknown): UnusableFile {
  const reason = error instanceof Error ? error.message : String(error)
  return { name, reason, damaged: error instanceof DigestMismatch }
}

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
