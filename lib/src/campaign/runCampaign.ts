import { refusedUnderLater } from '../numerics/refusedUnder.js'
import { requireFunction, requireObject } from '../numerics/parameterError.js'
import { sampleBags, type BagOptions, type DrawnBags } from '../sampling/sampleBags.js'
import { requireCampaign, requireShard, type Campaign } from './campaign.js'
import { campaignPieces, requireDrawable, shardRanges } from './shards.js'

/** How a campaign, or a task of it, is run; nothing here changes the results. */
export interface CampaignOptions extends Omit<BagOptions, 'onWork'> {
  /** Number of the task, from 1; default 1. */
  readonly shard?: number
  /** How many tasks there are, default 1. */
  readonly of?: number
  /** Told after every range of bags how many of the task's bags are there. */
  readonly onProgress?: (progress: { readonly bags: number; readonly total: number }) => void
}

/**
 * Draws what a store lacks of a campaign, or of task `shard` of `of`: tasks share nothing but the store, and leave the bits of one
 * run there. A task that was stopped or failed is simply run again. Node only.
 *
 * @example await runCampaign(campaign(parameters), { folder: 'map/store', shard: 3, of: 8 })
 * @throws ParameterError if an argument is out of its domain, before any work starts
 * @throws StoreError if the store cannot be read or written
 */
export async function runCampaign(
  campaign: Campaign,
  options: CampaignOptions = {}
): Promise<DrawnBags> {
  const source = 'runCampaign'
  requireCampaign(source, campaign)
  requireObject(source, 'options', options)
  const { shard = 1, of = 1, onProgress, ...sampling } = options
  requireShard(source, shard, of)
  if (onProgress !== undefined) requireFunction(source, 'onProgress', onProgress)
  const ranges = shardRanges(campaignPieces(campaign), shard, of)
  // All of them at once: the last ensemble of a task is not refused after hours.
  requireDrawable(
    source,
    campaign,
    ranges.map(({ piece }) => piece)
  )
  const total = ranges.reduce((sum, { first, end }) => sum + end - first, 0)
  let [found, drawn] = [0, 0]
  for (const { piece, ...range } of ranges) {
    const done = await refusedUnderLater(source, () => sampleBags(piece.ensemble, range, sampling))
    found += done.found
    drawn += done.drawn
    onProgress?.({ bags: found + drawn, total })
  }
  return { found, drawn }
}
