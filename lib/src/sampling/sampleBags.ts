import { refusedUnder } from '../numerics/refusedUnder.js'
import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import {
  ParameterError,
  requireFunction,
  requireInteger,
  requireKeys,
  requireObject,
  requireText
} from '../numerics/parameterError.js'
import { drawMissingBags, type BagTable } from './blockQueue.js'
import { requireSamplable } from './blockSampler.js'
import { cellSignal } from '../numerics/cellSignal.js'
import { MomentStore, StoreError, type UnusableFile } from './momentStore.js'
import { requireAffordable } from './sampleEnsemble.js'
import { samplerSettings } from './samplerSettings.js'
import {
  requireSamplingOptions,
  samplingRunner,
  warn,
  type SamplingOptions
} from './samplingOptions.js'
import { networkCost } from './samplingPlan.js'

/** Bags `first` to `end - 1` of an ensemble at one of its widths. */
export interface BagRange {
  /** One of the ensemble's widths N. */
  readonly width: number
  /** The first bag, >= 0. */
  readonly first: number
  /** The bag after the last one. */
  readonly end: number
}

/** How bags are drawn into a store; nothing here changes them. */
export interface BagOptions extends Pick<
  SamplingOptions,
  'workers' | 'workerKind' | 'signal' | 'runner' | 'onWarning'
> {
  /** Folder of the store, default: see `defaultStoreFolder`. */
  readonly folder?: string
  /** Told of work as it is done; one network of width N counts as N + 12 units. */
  readonly onWork?: (work: number) => void
}

/** What `sampleBags` did. */
export interface DrawnBags {
  /** Bags that were there already. */
  readonly found: number
  /** Bags that were drawn and stored. */
  readonly drawn: number
}

/** A killed task loses bags finished in this time at most, unless writing takes more than a twentieth of it. */
const checkpointMilliseconds = 60_000

/**
 * Draws those bags of a range that a store lacks, and stores them: a task of a run that many processes and hosts share. Ranges
 * that cover the bags of an ensemble give, in the end, the bits of one run of `sampleEnsemble` with this store.
 *
 * Nothing is lost silently: the promise is fulfilled once all bags of the range are on disk. The store
 * is marked as kept, so that no run prunes it; a call adds one file at most. Needs no locks: calls for the same range at
 * the same time draw the same bags and write the same file. Node only.
 *
 * @example await sampleBags(ensemble({ network: 'gauss' }), { width: 10, first: 0, end: 5 }, { folder: 'map/store' })
 * @throws ParameterError if an argument is out of its domain, before any work starts
 * @throws StoreError if the store cannot be read or written; what was stored stays, and the same call goes on from there
 * @throws RunnerError if the `runner` gives another answer than it was asked for
 */
export async function sampleBags(
  ensemble: Ensemble,
  range: BagRange,
  options: BagOptions = {}
): Promise<DrawnBags> {
  requireObject('sampleBags', 'options', options)
  const { folder, onWork, ...sampling } = options
  if (folder !== undefined) requireText('sampleBags', 'folder', folder)
  refusedUnder('sampleBags', () =>
    requireSamplingOptions({ ...sampling, ...(folder !== undefined && { store: { folder } }) })
  )
  if (onWork !== undefined) requireFunction('sampleBags', 'onWork', onWork)
  const { checked, first, end } = checkedRange(ensemble, range)
  const [width] = checked.widths
  const signal = options.signal ?? cellSignal()
  signal?.throwIfAborted()
  const store = await MomentStore.open(folder, { source: 'sampleBags', parameter: 'folder' })
  const found = await loadStrictly(store, checked, width, { first, end }, options)
  onWork?.(found.size * bagWork(checked, width))
  const drawn = end - first - found.size
  if (drawn === 0) return { found: found.size, drawn }
  const failure = new AbortController()
  const file = await ownFile(store, checked, width, (error) => failure.abort(error))
  const bagSums: BagTable = [[]]
  for (const [bag, sums] of found) bagSums[0][bag] = sums
  const missing = {
    ensemble: { ...checked, bags: end },
    first,
    bagSums,
    work: drawn * bagWork(checked, width),
    keep: (_: number, bag: number, sums: Float64Array) => file.add(bag, sums),
    advance: (work: number) => onWork?.(work)
  }
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  try {
    await drawMissingBags(missing, await samplingRunner(sampling), stop)
  } finally {
    await file.close()
  }
  return { found: found.size, drawn }
}

function bagWork(ensemble: Ensemble, width: number): number {
  return ensemble.networksPerBag * networkCost(ensemble, width)
}

/** The ensemble at the one width of a range, and the range, if they can be sampled. */
function checkedRange(ensemble: Ensemble, range: BagRange) {
  const source = 'sampleBags'
  requireKeys(source, 'range', range, ['width', 'first', 'end'])
  const { width, first, end } = range
  const { widths, ...rest } = checkedEnsemble(ensemble)
  if (!widths.includes(width)) {
    throw new ParameterError(source, 'range.width', 'a width of the ensemble', width)
  }
  requireInteger(source, 'range.first', first, 0)
  requireInteger(source, 'range.end', end, first + 1, rest.bags)
  const checked: Ensemble = { ...rest, widths: [width] }
  refusedUnder(source, () => {
    requireAffordable({ ...checked, bags: end - first })
    requireSamplable(samplerSettings(checked, width))
  })
  return { checked, first, end }
}

const again = 'then run the same task again: it draws only what is missing'

/** Bags of a range in the store. A file that cannot be read is an error: its bags are there, to be read another time. */
async function loadStrictly(
  store: MomentStore,
  ensemble: Ensemble,
  width: number,
  range: { readonly first: number; readonly end: number },
  options: BagOptions
) {
  const refuse = (what: string, reason: string, cause?: unknown): never => {
    const advice = `let this host read it, ${again}`
    throw new StoreError(`${what} in ${store.folder} cannot be read (${reason}): ${advice}`, {
      cause
    })
  }
  const report = ({ name, reason, damaged }: UnusableFile) => {
    if (!damaged) refuse(name, reason)
    warn(`stored file ${name} is damaged and its bags are sampled again: ${reason}`, options)
  }
  try {
    return await store.load(ensemble, width, report, range)
  } catch (error) {
    if (error instanceof StoreError) throw error
    return refuse('the result', (error as Error).message, error)
  }
}

/**
 * The one file of a task: rewritten with all that the task has drawn now and then, the file before being removed
 * once the new one is there. `fail` is told of a failed write while networks are drawn.
 *
 * @throws StoreError if nothing can be written to the store
 */
async function ownFile(
  store: MomentStore,
  ensemble: Ensemble,
  width: number,
  fail: (error: StoreError) => void
) {
  const bags = new Map<number, Float64Array>()
  let name: string | undefined
  let stored = 0
  let writing = Promise.resolve()
  let due = performance.now() + checkpointMilliseconds
  const write = async () => {
    if (bags.size === stored) return
    const start = performance.now()
    const size = bags.size
    const before = name
    name = await store.save(ensemble, width, bags)
    stored = size
    if (before !== undefined && before !== name) await store.remove(before)
    const now = performance.now()
    due = now + Math.max(checkpointMilliseconds, 20 * (now - start))
  }
  const strictly = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      const advice = `make room or give the right to write, ${again}`
      const reason = (error as Error).message
      const text = `bags cannot be written to ${store.folder} (${reason}): ${advice}`
      throw new StoreError(text, { cause: error })
    }
  }
  await strictly(() => store.keep())
  return {
    add(bag: number, sums: Float64Array) {
      bags.set(bag, sums)
      if (performance.now() < due) return
      due = Infinity
      writing = strictly(write).catch(fail)
    },
    async close() {
      await writing
      await strictly(write)
    }
  }
}
