import { requireCampaign, type Campaign } from '../../campaign/campaign.js'
import { GrowingCampaign, leastBags } from '../../campaign/growingCampaign.js'
import { openStore, type CampaignStore } from '../../campaign/storedCampaign.js'
import {
  ParameterError,
  requireFunction,
  requireObject,
  requireSignal,
  requireFinite
} from '../../numerics/parameterError.js'
import { cellSignal } from '../../numerics/cellSignal.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { notebookOutput } from '../display/notebookOutput.js'
import { progressText, textLine } from '../display/progressBar.js'
import { DraftPace } from './draftPace.js'
import { RunControl } from './runControl.js'
import type { Figure } from '../parts/figure.js'

/** How a campaign is watched. */
export interface LiveCampaignOptions extends CampaignStore {
  /** Seconds between two looks at the store, 0.01 at least; default 2. Longer where looking takes more than a tenth of that. */
  readonly seconds?: number
  /** Ends the watching; default: the interrupt of the running cell. */
  readonly signal?: AbortSignal
}

const usualSeconds = 2

/** A day in milliseconds, which timers can wait. */
const longest = 86_400_000

/** Share of the time that looking and drawing may take. */
const lookingShare = 0.1

/**
 * The figure of a campaign while others draw it, on this machine or on a cluster: shows in the output of the running cell what the store
 * has, anew whenever bags have come, until all are there. Where the kernel's widgets are shown, a bar above it has a button that ends the
 * watching. That, and an interrupt, leaves the figure as far as it has come, and the tasks alone.
 * Node only.
 *
 * @param measure what is drawn of an ensemble: rows, from the moments of the bags that are there, two at least. It is asked again only when
 *   the ensemble has more of them. `index` is the ensemble's place in `campaign.ensembles`
 * @param draw makes the figure of the rows so far, in the order of the ensembles
 * @returns the rows of the whole campaign
 * @example
 * const map = campaign(parameters)
 * await runCampaign(map) // or others, elsewhere
 * await liveCampaign(map, (moments, index) => campaignRows(map, moments, index), (rows) => plot(rows, { x: 'sigmaW', y: 'deviation' }))
 * @throws ParameterError if an argument is out of its domain, or an ensemble has a single bag, which has no scatter
 * @throws StoreError if the store has different sums of one bag
 */
export async function liveCampaign<Row>(
  campaign: Campaign,
  measure: (moments: EnsembleMoments, index: number) => readonly Row[],
  draw: (rows: readonly Row[]) => Figure,
  options: LiveCampaignOptions = {}
): Promise<Row[]> {
  const source = 'liveCampaign'
  requireCampaign(source, campaign)
  requireFunction(source, 'measure', measure)
  requireFunction(source, 'draw', draw)
  requireObject(source, 'options', options)
  const { seconds = usualSeconds, signal = cellSignal(), ...place } = options
  requireFinite(source, 'seconds', seconds, 0.01)
  if (signal !== undefined) requireSignal(source, 'signal', signal)
  requireBags(source, campaign)
  const growing = new GrowingCampaign(source, campaign, await openStore(source, place))
  const rows = new Map<number, readonly Row[]>()
  const inOrder = () => [...rows].sort(([a], [b]) => a - b).flatMap(([, ofOne]) => ofOne)
  const look = async () => {
    let changed = false
    for await (const { index, moments } of growing.changes()) {
      if (moments.ensemble.bags < leastBags) continue
      rows.set(index, measure(moments, index))
      changed = true
    }
    return changed
  }
  await watch(growing, look, () => draw(inOrder()), { seconds, control: new RunControl(signal) })
  return inOrder()
}

function requireBags(source: string, { ensembles }: Campaign): void {
  const few = ensembles.find(({ bags }) => bags < leastBags)
  if (!few) return
  const rule = `of ensembles with ${leastBags} bags or more`
  throw new ParameterError(source, 'campaign', rule, few.bags)
}

/** Looks until all is there, and shows the figure of what is. */
async function watch(
  growing: GrowingCampaign,
  look: () => Promise<boolean>,
  draw: () => Figure,
  { seconds, control }: { readonly seconds: number; readonly control: RunControl }
): Promise<void> {
  const { signal } = control
  const output = notebookOutput()
  let figure: Figure | undefined
  let looked = false
  const pace = new DraftPace(1000 * seconds, lookingShare)
  const show = (note: string) => output.replace(pace.timed(figure?.draft(note) ?? textLine(note)))
  // At once: an interrupted cell is over before this promise rejects.
  const interrupted = () => show(`${growing}; run the cell again to look again`)
  signal.addEventListener('abort', interrupted, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      pace.begin()
      const changed = await look()
      signal.throwIfAborted()
      if (growing.progress().complete) break
      control.show(growing.progress())
      if (changed) figure = draw()
      pace.end()
      if (changed || !looked) show(figure ? progressText(growing.progress()) : `${growing}`)
      looked = true
      for (let rest = pace.due - performance.now(); rest > 0; rest = pace.due - performance.now())
        await wait(Math.min(rest, longest), signal)
    }
  } finally {
    signal.removeEventListener('abort', interrupted)
    control.close()
  }
  await output.finish(draw())
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
