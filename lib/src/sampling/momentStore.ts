import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Ensemble } from '../networks/ensemble.js'
import { pauses, type PieceOptions } from '../numerics/inPieces.js'
import { sumsLayout, type SumsLayout } from './bagSums.js'
import { concurrently } from './concurrently.js'
import { databaseFiles } from './databaseFiles.js'
import { folderFiles } from './folderFiles.js'
import {
  decodeBags,
  decodeMoments,
  encodeMoments,
  storedIdentity,
  type BagSums
} from './momentTable.js'
import { resultAddress, resultIdentity } from './resultIdentity.js'
import { scratch, type StoreFiles } from './storeFiles.js'
import { inNode, usableStoreFolder, type StoreUse } from './storeFolder.js'

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

/** Which bags of an ensemble at one width a store holds. */
export interface HeldBags {
  readonly bags: ReadonlySet<number>
  readonly files: number
}

/** What a store holds beside files that are whole. */
export interface VerifiedStore {
  /** How many files were read through. */
  readonly checked: number
  /** Of these those that are damaged or cannot be read. */
  readonly unusable: readonly UnusableFile[]
  /** Names of files that are being written, or were when their writer was killed. */
  readonly unfinished: readonly string[]
  /** Names of damaged files that were put aside. */
  readonly aside: readonly string[]
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

/** Name of the file that marks a store as kept. */
const keptMark = '.kept'

/** Bytes that a store may hold unless said otherwise: 1 GiB. */
export const defaultStoreBytes = 2 ** 30

/** Unfinished files of a writer that was killed are swept away after an hour. */
const abandonedMilliseconds = 3_600_000

/**
 * Bags on disk, as Parquet files that never change once written: a file's name carries SHA-256 of
 * its bytes, it appears at once as a whole, and several files together make a result, so that any number
 * of processes may read and write at once. In a browser the files are in the database that it keeps for the site.
 */
export class MomentStore {
  private constructor(private readonly files: StoreFiles) {}

  /**
   * The store in a folder, by default that of `defaultStoreFolder`, which is made where it is missing; in a browser the folder is the
   * database's name.
   *
   * @param use whom a refusal names
   * @throws ParameterError if no store can be in that folder
   */
  static async open(
    folder?: string,
    use: StoreUse = { source: 'MomentStore.open', parameter: 'folder' }
  ): Promise<MomentStore> {
    const place = await usableStoreFolder(folder, use)
    return new MomentStore(inNode ? await folderFiles(place) : databaseFiles(place))
  }

  /** The folder; absolute, but for a browser. */
  get folder(): string {
    return this.files.place
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
    const kept = await this.isKept()
    for await (const part of this.parts(resultOf(ensemble), width)) {
      if ('bags' in part) {
        found.add(part.name, part.bags, (bag) => bag >= first && bag < end)
        // The time of use orders files for pruning alone: a store that is only readable serves as well.
        if (!kept) await this.files.touch(part.name).catch(() => undefined)
      } else {
        report(part)
        // Where it cannot be moved it is found and reported again.
        if (!part.damaged) continue
        await this.files.rename(part.name, `${part.name}${aside}`).catch(() => undefined)
      }
    }
    return found.bags
  }

  /** Names of the files of an ensemble at one width. Files never change: what has the same names is the same. */
  async filesOf(ensemble: Ensemble, width: number): Promise<string[]> {
    return this.filesIn(resultAddress(resultIdentity(ensemble)), width, stored)
  }

  /** `bagNumbers` of many results: those that have no folder at all are told from one look at the store. */
  async bagNumbersOf(
    results: readonly { readonly ensemble: Ensemble; readonly width: number }[],
    options: PieceOptions
  ): Promise<HeldBags[]> {
    const folders = new Set(await this.files.names('.'))
    const pause = pauses(results.length, options)
    let done = 0
    return concurrently(results, async ({ ensemble, width }) => {
      const isThere = folders.has(resultAddress(resultIdentity(ensemble)))
      const held = isThere
        ? await this.bagNumbers(ensemble, width)
        : { bags: new Set<number>(), files: 0 }
      await pause(++done)
      return held
    })
  }

  /**
   * Numbers of the bags of an ensemble at one width, and in how many files they are: without the sums, which take most of the time. A file
   * that cannot be used holds none; whoever draws its bags says what is wrong with it.
   */
  async bagNumbers(ensemble: Ensemble, width: number): Promise<HeldBags> {
    const address = resultAddress(resultIdentity(ensemble))
    const bags = new Set<number>()
    const seen = new Set<string>()
    for (;;) {
      const names = await this.filesIn(address, width, stored)
      // Most results of a large campaign have no file at first, and need no layout.
      if (names.length === 0) return { bags, files: 0 }
      const result = resultOf(ensemble)
      let vanished = false
      const fresh = names.filter((name) => !seen.has(name))
      await concurrently(fresh, async (name) => {
        seen.add(name)
        const bytes = await this.files.read(name).catch(() => new Uint8Array())
        // As in `parts`: it may have been joined meanwhile.
        if (!bytes) vanished = true
        else for (const bag of await bagsIn(name, bytes, result)) bags.add(bag)
      })
      if (!vanished) return { bags, files: names.length }
    }
  }

  /**
   * Removes what killed writers left of results, each at one width, which nobody needs once all their bags are stored. A writer that
   * is alive after all writes anew.
   *
   * @returns how many files went
   */
  async sweep(results: readonly { ensemble: Ensemble; width: number }[]): Promise<number> {
    const marks = (await this.files.names('.')).filter((name) => name.startsWith(keptMark))
    const left = await concurrently(results, ({ ensemble, width }) =>
      this.filesIn(resultAddress(resultIdentity(ensemble)), width, scratch)
    )
    const names = [...marks.filter((name) => name.endsWith(scratch)), ...left.flat()]
    await concurrently(names, (name) => this.remove(name))
    return names.length
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
    await this.files.write(name, bytes)
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
    for (const address of await other.addresses()) {
      const files = (await other.filesAt(address)).filter((file) => file.endsWith(stored))
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
      const identity = await storedIdentity(checkedBytes(name, await this.files.read(name)))
      return { identity, layout: sumsLayout(JSON.parse(identity) as Ensemble) }
    } catch (error) {
      throw unusableError(this, unusableFile(name, error))
    }
  }

  /** Removes a file whose bags are in another one too. */
  async remove(name: string): Promise<void> {
    await this.files.remove(name)
  }

  /** Folders of results: what else lies in the folder of the store is none of its own. */
  private async addresses(): Promise<string[]> {
    return (await this.files.names('.')).filter((name) => /^[0-9a-f]{64}$/.test(name))
  }

  /** Names of the files in the folder of a result. */
  private async filesAt(address: string): Promise<string[]> {
    return (await this.files.names(address)).filter((name) => /^w\d+-/.test(name))
  }

  /** Every stored file, the one used longest ago first. */
  async list(): Promise<StoredFile[]> {
    const files: StoredFile[] = []
    for (const address of await this.addresses()) {
      for (const file of await this.filesAt(address)) {
        const name = `${address}/${file}`
        const status = await this.files.status(name)
        if (status) files.push({ name, ...status })
      }
    }
    return files.sort((a, b) => a.used - b.used || (a.name < b.name ? -1 : 1))
  }

  /** Reads every file through; all stay where they are. */
  async verify(): Promise<VerifiedStore> {
    const names = (await this.list()).map(({ name }) => name).sort()
    const results = names.filter((name) => name.endsWith(stored))
    const unusable = await concurrently(results, async (name) => {
      try {
        const bytes = await this.files.read(name)
        if (bytes) checkedBytes(name, bytes)
      } catch (error) {
        return unusableFile(name, error)
      }
      return undefined
    })
    return {
      checked: results.length,
      unusable: unusable.filter((file) => file !== undefined),
      unfinished: names.filter((name) => name.endsWith(scratch)),
      aside: names.filter((name) => name.endsWith(aside))
    }
  }

  /**
   * Removes the files used longest ago until no more than `maximumBytes` are left, and whatever a
   * killed writer left behind; returns what was removed.
   *
   * @throws StoreError if the store is kept
   */
  async prune(maximumBytes: number = defaultStoreBytes): Promise<StoredFile[]> {
    if (await this.isKept()) {
      const mark = `${this.folder}/${keptMark}`
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
      await this.files.remove(file.name)
      await this.files.sweep(file.name)
      total -= file.bytes
      removed.push(file)
    }
    return removed
  }

  /** Marks the store as one that is never pruned, as a campaign's. Fails where nothing can be written. */
  async keep(): Promise<void> {
    await this.files.write(keptMark, new Uint8Array())
  }

  /** Whether the store is never pruned. */
  async isKept(): Promise<boolean> {
    return (await this.files.status(keptMark)) !== undefined
  }

  /** Names of a result's files at one width, of those with an ending. */
  private async filesIn(address: string, width: number, ending: string): Promise<string[]> {
    const files = await this.files.names(address)
    return files
      .filter((file) => file.startsWith(`w${width}-`) && file.endsWith(ending))
      .map((file) => `${address}/${file}`)
  }

  /** The files of an ensemble at one width, each with its bags or with what is wrong with it. */
  private async *parts({ identity, layout }: StoredResult, width: number): AsyncGenerator<Part> {
    const address = resultAddress(identity)
    const seen = new Set<string>()
    // A file that went while others were read may have been joined: its bags are in a file that came before it went.
    for (let vanished = true; vanished;) {
      vanished = false
      for (const name of await this.filesIn(address, width, stored)) {
        if (seen.has(name)) continue
        seen.add(name)
        try {
          const bytes = await this.files.read(name)
          if (bytes) {
            const bags = await decodeMoments(identity, layout, checkedBytes(name, bytes))
            yield { name, bags }
          } else vanished = true
        } catch (error) {
          yield unusableFile(name, error)
        }
      }
    }
  }
}

/** Numbers of the bags in a file, none if it cannot be used. */
async function bagsIn(
  name: string,
  bytes: Uint8Array,
  { identity, layout }: StoredResult
): Promise<readonly number[]> {
  try {
    return await decodeBags(identity, layout, checkedBytes(name, bytes))
  } catch {
    return []
  }
}

/** The bytes of a file, whose name must agree with them. */
function checkedBytes(name: string, bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new Error('it has been removed')
  const digest = bytesToHex(sha256(bytes))
  if (!name.endsWith(`-${digest}${stored}`)) {
    throw new DigestMismatch(`its ${bytes.length} bytes do not have the SHA-256 in its name`)
  }
  return bytes
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
