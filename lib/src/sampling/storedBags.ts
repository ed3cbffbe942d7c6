import type { Ensemble } from '../networks/ensemble.js'
import { defaultStoreBytes, MomentStore, type UnusableFile } from './momentStore.js'

/** Where and how much to store. */
export interface StoreOptions {
  /** Default: see `defaultStoreFolder`. */
  readonly folder?: string
  /** Files used longest ago go when there is more, but for those of campaigns; default 1 GiB. */
  readonly maximumBytes?: number
}

/** The bags of one run that are on disk or on their way there. */
export interface StoredBags {
  /** Bags found at a width. */
  load(width: number): Promise<Map<number, Float64Array>>
  /** Takes a finished bag; written with others, about once a second. */
  add(width: number, bag: number, sums: Float64Array): void
  /** Writes what is left and prunes the store. */
  close(): Promise<void>
}

/** Milliseconds of finished bags that a killed run may lose. */
const flushMilliseconds = 1000

/** No store: nothing is found, nothing is kept. */
export const noStore: StoredBags = {
  load: async () => new Map(),
  add: () => undefined,
  close: async () => undefined
}

/**
 * The store of a run. What goes wrong with it is told to `warn` and costs no more than the time to
 * sample again: bags of files that are damaged or cannot be read are sampled anew, a folder that cannot be
 * written is done without.
 *
 * @throws ParameterError if no store can be in that folder, whatever is on the disk
 */
export async function storedBags(
  ensemble: Ensemble,
  options: StoreOptions,
  warn: (message: string) => void
): Promise<StoredBags> {
  const use = { source: 'sampleEnsemble', parameter: 'store.folder' }
  const store = await MomentStore.open(options.folder, use)
  const pending = new Map<number, Map<number, Float64Array>>()
  /** Widths with new files: one file each is left in the end, which is read faster than many. */
  const grown = new Set<number>()
  let writing: Promise<void> = Promise.resolve()
  let flushed = performance.now()
  let usable = true

  const giveUp = (error: unknown) => {
    if (usable) warn(`results are not stored in ${store.folder}: ${(error as Error).message}`)
    usable = false
  }
  const flush = () => {
    flushed = performance.now()
    const batches = [...pending]
    pending.clear()
    writing = writing
      .then(async () => {
        for (const [width, bags] of batches) {
          if (!usable) return
          await store.save(ensemble, width, bags)
          grown.add(width)
        }
      })
      .catch(giveUp)
  }
  return {
    async load(width) {
      const report = ({ name, reason, damaged }: UnusableFile) =>
        warn(
          `stored file ${name} ${damaged ? 'is damaged' : 'cannot be read'} ` +
            `and its bags are sampled again: ${reason}`
        )
      return store.load(ensemble, width, report, { end: ensemble.bags }).catch((error) => {
        giveUp(error)
        return new Map()
      })
    },
    add(width, bag, sums) {
      if (!pending.has(width)) pending.set(width, new Map())
      pending.get(width)!.set(bag, sums)
      if (performance.now() - flushed > flushMilliseconds) flush()
    },
    async close() {
      flush()
      await writing
      if (!usable || grown.size === 0) return
      try {
        for (const width of grown) await store.join(ensemble, width)
        if (await store.isKept()) return
        await store.prune(options.maximumBytes ?? defaultStoreBytes)
      } catch (error) {
        giveUp(error)
      }
    }
  }
}
