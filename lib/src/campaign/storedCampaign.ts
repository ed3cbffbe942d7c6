import type { Ensemble } from '../networks/ensemble.js'
import {
  ParameterError,
  requireInteger,
  requireKeys,
  requireObject,
  requireText
} from '../numerics/parameterError.js'
import { requirePieceOptions, type PieceOptions } from '../numerics/inPieces.js'
import { refusedUnderLater } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { sumsLayout } from '../sampling/bagSums.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { MomentStore, StoreError } from '../sampling/momentStore.js'
import { widthMoments } from '../sampling/widthMoments.js'
import { mostTasks, requireCampaign, type Campaign } from './campaign.js'
import { campaignPieces, requireDrawable, shardRanges, type Piece } from './shards.js'

/** Where a campaign's store is. */
export interface CampaignStore {
  /** Default: see `defaultStoreFolder`. */
  readonly folder?: string
}

/** Where a campaign's store is, and how looking through it is watched and stopped. */
export interface CampaignProgressOptions extends CampaignStore, PieceOptions {}

/** What a store holds of a campaign. */
export interface CampaignProgress {
  /** Bags of all ensembles at all widths. */
  readonly bags: number
  /** How many of them the store has. */
  readonly storedBags: number
  /** Share of the work that is done, in [0, 1]. */
  readonly share: number
  /** Of as many tasks as were asked for, the numbers of those with bags missing. */
  readonly missing: readonly number[]
  /** Whether all is there, in one file for each ensemble and width. */
  readonly merged: boolean
}

/**
 * What a store holds of a campaign, and which of `of` tasks would draw something. Node only.
 *
 * @example await campaignProgress(campaign(parameters), 8)
 * @throws ParameterError if an argument is out of its domain; the signal's reason if it was stopped
 */
export async function campaignProgress(
  campaign: Campaign,
  of: number = 1,
  options: CampaignProgressOptions = {}
): Promise<CampaignProgress> {
  const source = 'campaignProgress'
  requireCampaign(source, campaign)
  requireInteger(source, 'of', of, 1, mostTasks)
  requireObject(source, 'options', options)
  const { signal, onProgress, ...where } = options
  const how = {
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress })
  }
  requirePieceOptions(source, how)
  const store = await openStore(source, where)
  const pieces = campaignPieces(campaign)
  // Every bag is counted: more than can be drawn would take without end.
  requireDrawable(source, campaign, pieces)
  const found = await store.bagNumbersOf(pieces, how)
  const held = new Map(pieces.map((piece, i) => [piece, found[i].bags]))
  const there = (piece: Piece, first: number, end: number) => {
    let count = 0
    for (let bag = first; bag < end; bag++) if (held.get(piece)!.has(bag)) count++
    return count
  }
  const missing: number[] = []
  for (let shard = 1; shard <= of; shard++) {
    const ranges = shardRanges(pieces, shard, of)
    if (ranges.some(({ piece, first, end }) => there(piece, first, end) < end - first)) {
      missing.push(shard)
    }
  }
  const stored = pieces.map((piece) => there(piece, 0, piece.bags))
  const work = (counts: readonly number[]) =>
    pieces.reduce((sum, { bagWork }, i) => sum + bagWork * counts[i], 0)
  const bags = pieces.reduce((sum, piece) => sum + piece.bags, 0)
  const storedBags = stored.reduce((sum, count) => sum + count, 0)
  return {
    bags,
    storedBags,
    share: work(stored) / work(pieces.map((piece) => piece.bags)),
    missing,
    merged: storedBags === bags && found.every(({ files }) => files === 1)
  }
}

/**
 * Ends a campaign: makes one file of the files of every ensemble and width, which depend on the campaign alone, not on how it was cut and
 * drawn. What killed tasks left of files that they were writing goes. Node only.
 *
 * @returns how many files there are, and how many unfinished ones went
 * @example
 * const map = campaign(parameters)
 * await runCampaign(map)
 * await mergeCampaign(map)
 * @throws ParameterError if an argument is out of its domain
 * @throws StoreError if bags are missing, or if the store has different sums of one bag
 */
export async function mergeCampaign(
  campaign: Campaign,
  options: CampaignStore = {}
): Promise<{ readonly files: number; readonly swept: number }> {
  const source = 'mergeCampaign'
  requireCampaign(source, campaign)
  const store = await openStore(source, options)
  const { bags, storedBags } = await refusedUnderLater(source, () =>
    campaignProgress(campaign, 1, options)
  )
  if (storedBags < bags) {
    const advice = 'submit the campaign again, or run its tasks again: they draw what is missing'
    throw new StoreError(
      `${bags - storedBags} of ${bags} bags are not in ${store.folder}: ${advice}`
    )
  }
  const pieces = campaignPieces(campaign)
  for (const { ensemble, width } of pieces) await store.join(ensemble, width)
  return { files: pieces.length, swept: await store.sweep(pieces) }
}

/**
 * The moments of one of a campaign's ensembles, of those bags that the store has at every width: a figure of a campaign that is still being
 * drawn. When all are there, they are those of `sampleEnsemble`, bit by bit. Node only.
 *
 * @param index place of the ensemble in `campaign.ensembles`
 * @returns moments of an ensemble with as many bags as there are; undefined if there are none
 * @example
 * const map = campaign(parameters)
 * await runCampaign(map)
 * await campaignMoments(map, 0)
 * @throws ParameterError if an argument is out of its domain
 * @throws StoreError if the store has different sums of one bag
 */
export async function campaignMoments(
  campaign: Campaign,
  index: number,
  options: CampaignStore = {}
): Promise<EnsembleMoments | undefined> {
  const source = 'campaignMoments'
  requireCampaign(source, campaign)
  requireInteger(source, 'index', index, 0, campaign.ensembles.length - 1)
  return momentsSoFar(source, await openStore(source, options), campaign.ensembles[index])
}

/** Moments of an ensemble of those bags that a store has at every width. */
export async function momentsSoFar(
  source: string,
  store: MomentStore,
  whole: Ensemble
): Promise<EnsembleMoments | undefined> {
  const sums: ReadonlyMap<number, Float64Array>[] = []
  for (const width of whole.widths) {
    // Files that cannot be used hold no bags: the task that draws them says what is wrong.
    sums.push(await store.load(whole, width, () => undefined, { end: whole.bags }))
  }
  const common = [...sums[0].keys()]
    .filter((bag) => sums.every((ofWidth) => ofWidth.has(bag)))
    .sort((a, b) => a - b)
  if (common.length === 0) return undefined
  const ensemble: Ensemble = { ...whole, bags: common.length }
  const layout = sumsLayout(ensemble)
  const widths = whole.widths.map((width, i) =>
    widthMoments(
      ensemble,
      width,
      layout,
      common.map((bag) => sums[i].get(bag)!)
    )
  )
  return withOrigin({ ensemble, widths }, source, ensemble)
}

/** The store of a campaign. @throws ParameterError if the options are not as they should be */
export async function openStore(source: string, options: CampaignStore): Promise<MomentStore> {
  requireKeys(source, 'options', options, ['folder'])
  const { folder } = options
  if (folder !== undefined) requireText(source, 'options.folder', folder)
  if (folder === '') throw new ParameterError(source, 'options.folder', 'a path', folder)
  return MomentStore.open(folder, { source, parameter: 'options.folder', isRead: true })
}
