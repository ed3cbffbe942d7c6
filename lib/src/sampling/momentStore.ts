import type * as FileSystem from 'node:fs/promises'
import type * as Path from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Ensemble } from '../networks/ensemble.js'
import { sumsLayout, type SumsLayout } from './bagSums.js'
import { decodeMoments, encodeMoments, storedIdentity, type BagSums } from './momentTable.js'
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

/** What the files of a folder of the store are of. */
interface StoredResult {
  readonly identity: string
  readonly layout: readonly SumsLayout[]
}

function resultOf(ensemble: Ensemble): StoredResult {
  return { identity: resultIdentity(ensemble), layout: sumsLayout(ensemble) }
}

/** A stored file as it was read: its bags, or why there are none. */
type Part = { readonly name: string; readonly bags: BagSums } | UnusableFile

/** A store that cannot do what it is asked for: its folder or a file of it is named, with what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** The bytes of a file do not have the digest in its name. */
class DigestMismatch extends Error {}

const stored = '.parquet'
/** Added to the name of a damaged file, which stays for whoever wants to know what happened to it. */
const aside = '.damaged'
/** Ends the name of a file that is being written. */
const scratch = '.unfinished'

/** Name of the file that marks a store as kept. */
const keptMark = '.kept'

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
   * Bags found for an ensemble at one width, of those from `first` to before `end`. A file that gives none is handed to `report`, and its bags
   * count as missing. One whose bytes do not have the digest in its name goes aside, under its name with
   * `.damaged` behind it; one that could not be read (too many open files, no permission, a failing disk)
   * stays where it is: the next run may read it.
   *
   * @throws StoreError if two files have different sums of one bag
   */
  async load(
    ensemble: Ensemble,
    width: number,
    report: (file: UnusableFile) => void,
    { first = 0, end = Infinity }: { readonly first?: number; readonly end?: number } = {}
  ): Promise<Map<number, Float64Array>> {
    const found = gatheredBags()
    const now = new Date()
    for await (const part of this.parts(resultOf(ensemble), width)) {
      const path = this.at(part.name)
      if ('bags' in part) {
        found.add(part.name, part.bags, (bag) => bag >= first && bag < end)
        // The time of use orders files for pruning alone: a store that is only readable serves as well.
        await this.fs.utimes(path, now, now).catch(() => undefined)
      } else {
        report(part)
        // Where it cannot be moved it is found and reported again.
        if (part.damaged) await this.fs.rename(path, `${path}${aside}`).catch(() => undefined)
      }
    }
    return found.bags
  }

  /** Adds bags of an ensemble at one width as a file, and returns its name. */
  save(ensemble: Ensemble, width: number, bags: BagSums): Promise<string> {
    return this.saveResult(resultOf(ensemble), width, bags)
  }

  private async saveResult(
    { identity, layout }: StoredResult,
    width: number,
    bags: BagSums
  ): Promise<string> {
    // In one order, so that the same bags make the same file.
    const ordered = new Map([...bags].sort(([a], [b]) => a - b))
    const bytes = await encodeMoments(identity, layout, ordered)
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
   * whoever reads meanwhile finds every bag.
   *
   * @throws StoreError if two files have different sums of one bag
   */
  join(ensemble: Ensemble, width: number): Promise<void> {
    return this.joinResult(resultOf(ensemble), width)
  }

  /**
   * Takes in all results of another store, which stays as it is: one file each is left of what both have. Merged in any order, stores
   * give the same bytes.
   *
   * @returns how many results, each at one width, came in
   * @throws StoreError if a file of the other store is damaged or cannot be read, or if two files have different sums
   *   of one bag; no file of that result is then written
   */
  async merge(other: MomentStore): Promise<number> {
    // What was safe from pruning there is safe here.
    if (await other.isKept()) await this.keep()
    let count = 0
    for (const address of await other.entries('.')) {
      const files = (await other.entries(address)).filter((file) => file.endsWith(stored))
      const widths = new Set(files.map((file) => Number(/^w(\d+)-/.exec(file)?.[1])))
      for (const width of widths) {
        const file = files.find((name) => name.startsWith(`w${width}-`))!
        await this.joinResult(await other.resultIn(`${address}/${file}`), width, other)
        count++
      }
    }
    return count
  }

  /** Joins the files of a result, those of another store included. */
  private async joinResult(
    result: StoredResult,
    width: number,
    other?: MomentStore
  ): Promise<void> {
    const own: string[] = []
    const found = gatheredBags()
    for await (const part of this.parts(result, width)) {
      if (!('bags' in part)) continue
      own.push(part.name)
      found.add(part.name, part.bags)
    }
    if (!other && own.length < 2) return
    for await (const part of other?.parts(result, width) ?? []) {
      if (!('bags' in part)) throw unusableError(other!, part)
      found.add(`${other!.folder}/${part.name}`, part.bags)
    }
    const name = await this.saveResult(result, width, found.bags)
    for (const part of own) if (part !== name) await this.remove(part)
  }

  /** The result that a file says to be of. */
  private async resultIn(name: string): Promise<StoredResult> {
    try {
      const identity = await storedIdentity(await this.readChecked(name))
      return { identity, layout: sumsLayout(JSON.parse(identity) as Ensemble) }
    } catch (error) {
      throw unusableError(this, unusableFile(name, error))
    }
  }

  /** Removes a file whose bags are in another one too. */
  async remove(name: string): Promise<void> {
    await this.fs.rm(this.at(name), { force: true })
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
   *
   * @throws StoreError if the store is kept
   */
  async prune(maximumBytes: number = defaultStoreBytes): Promise<StoredFile[]> {
    if (await this.isKept()) {
      const mark = this.at(keptMark)
      throw new StoreError(
        `${this.folder} holds a campaign and is kept; remove ${mark} to prune it`
      )
    }
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

  /** Marks the store as one that is never pruned, as a campaign's. Fails where nothing can be written. */
  async keep(): Promise<void> {
    await this.write(this.at(keptMark), new Uint8Array())
  }

  /** Whether the store is never pruned. */
  async isKept(): Promise<boolean> {
    return (await this.fs.stat(this.at(keptMark)).catch(absent)) !== undefined
  }

  /** The files of an ensemble at one width, each with its bags or with what is wrong with it. */
  private async *parts({ identity, layout }: StoredResult, width: number): AsyncGenerator<Part> {
    const address = resultAddress(identity)
    const seen = new Set<string>()
    // A file that went while others were read may have been joined: its bags are in a file that came before it went.
    for (let vanished = true; vanished;) {
      vanished = false
      for (const file of await this.entries(address)) {
        if (seen.has(file) || !file.startsWith(`w${width}-`) || !file.endsWith(stored)) continue
        seen.add(file)
        const name = `${address}/${file}`
        try {
          yield { name, bags: await decodeMoments(identity, layout, await this.readChecked(name)) }
        } catch (error) {
          if (isMissing(error)) vanished = true
          else yield unusableFile(name, error)
        }
      }
    }
  }

  /** Writes beside the file and renames, so that a reader sees all of it or nothing. */
  private async write(path: string, bytes: Uint8Array): Promise<void> {
    const folder = this.path.dirname(path)
    await this.makeFolder(folder)
    // Containers and hosts that share a folder may share their process ids too.
    const unfinished = `${path}.${crypto.randomUUID()}${scratch}`
    try {
      await this.fs.writeFile(unfinished, bytes, { flush: true })
      await this.fs.rename(unfinished, path)
      await this.syncFolder(folder)
    } catch (error) {
      await this.fs.rm(unfinished, { force: true }).catch(() => undefined)
      throw error
    }
  }

  /** One level after the other: Node's own recursion never ends below folders such as /proc. */
  private async makeFolder(folder: string): Promise<void> {
    const missing: string[] = []
    for (let at = folder; !(await this.fs.stat(at).catch(absentFolder));) {
      missing.push(at)
      at = this.path.dirname(at)
    }
    for (const at of missing.reverse()) await this.fs.mkdir(at).catch(ignoreThere)
  }

  /** A name survives a power cut once its folder is on disk too; some systems have no such thing for folders. */
  private async syncFolder(folder: string): Promise<void> {
    const handle = await this.fs.open(folder).catch(() => undefined)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  }

  private at(name: string): string {
    return this.path.join(this.folder, name)
  }

  private async entries(name: string): Promise<string[]> {
    return ((await this.fs.readdir(this.at(name)).catch(absent)) ?? []).sort()
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

/** Bags of several files: what two files say of one bag must be the same, bit by bit. */
function gatheredBags() {
  const bags = new Map<number, Float64Array>()
  const source = new Map<number, string>()
  const add = (name: string, found: BagSums, wanted: (bag: number) => boolean = () => true) => {
    for (const [bag, sums] of found) {
      if (!wanted(bag)) continue
      const known = bags.get(bag)
      if (known && !known.every((sum, i) => Object.is(sum, sums[i]))) {
        throw new StoreError(
          `the store has different sums of bag ${bag} in ${source.get(bag)} and in ${name}; ` +
            'one of them is wrong: find out where each was drawn, and move that of the faulty host away'
        )
      }
      bags.set(bag, sums)
      source.set(bag, name)
    }
  }
  return { bags, add }
}

function unusableError(store: MomentStore, { name, reason }: UnusableFile): StoreError {
  const advice = 'copy it anew from where it was drawn, or move it away'
  return new StoreError(`${store.folder}/${name} cannot be used (${reason}): ${advice}`)
}

function unusableFile(name: string, error: unknown): UnusableFile {
  const reason = error instanceof Error ? error.message : String(error)
  return { name, reason, damaged: error instanceof DigestMismatch }
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/** Whether a file has gone: of one that another host removed NFS says that its handle is stale. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ESTALE'].includes(errorCode(error) ?? '')
}

/** Turns "there is no such file or folder" into undefined. */
function absent(error: unknown): undefined {
  if (isMissing(error) || errorCode(error) === 'ENOTDIR') return undefined
  throw error
}

function ignoreThere(error: unknown): void {
  if (errorCode(error) !== 'EEXIST') throw error
}

function absentFolder(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function ignoreOccupied(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error
}
