import type { Ensemble } from '../networks/ensemble.js'
import { BlockSampler } from '../sampling/blockSampler.js'
import { samplerSettings } from '../sampling/samplerSettings.js'
import { blockSize, networkCost } from '../sampling/samplingPlan.js'
import { requireFinite, requireInteger, requireKeys } from '../numerics/parameterError.js'
import { leastMinutes, requireCampaign, type Campaign } from './campaign.js'
import {
  campaignPieces,
  requireDrawable,
  shardRanges,
  type Piece,
  type PieceRange
} from './shards.js'

/** How fast one core of this host draws networks of one kind. */
export interface MeasuredRate {
  /** Kind of the network: what the sampler's speed depends on. */
  readonly kind: string
  /** Networks that one core draws in a second. */
  readonly networksPerSecond: number
}

/** What a campaign takes, from rates that were measured on this host just now. */
export interface CampaignPlan {
  /** Number of ensembles. */
  readonly ensembles: number
  /** Bags of all ensembles at all widths. */
  readonly bags: number
  /** Networks to draw, of all ensembles at all widths. */
  readonly networks: number
  /** Hours of one core of this host. */
  readonly coreHours: number
  /** Tasks of about the wished duration. */
  readonly tasks: number
  /** Expected minutes of the longest task. */
  readonly longestMinutes: number
  /** What the network files of the finished store number at most, before they are merged. */
  readonly files: number
  /** Measured speeds, one for each kind of network. */
  readonly rates: readonly MeasuredRate[]
}

/** What a plan may be asked for. */
export interface PlanOptions {
  /** Wished minutes of a task, default: the campaign's, else 10. */
  readonly minutes?: number
  /** Number of tasks instead; no more than there are bags. */
  readonly tasks?: number
}

/** Minutes of a task unless said otherwise. */
const usualMinutes = 10

/** Kinds of networks whose rate is measured, 30 ms each; the others get the mean of these. */
const mostKinds = 40

/** Milliseconds of a measurement. */
const measuredMilliseconds = 30

/**
 * Plans a campaign: checks that all of it can be sampled, measures how fast this host draws its networks, and cuts it into tasks.
 * Node only.
 *
 * @example planCampaign(campaign(parameters), { minutes: 5 })
 * @throws ParameterError if an argument is out of its domain or the sampler cannot draw one of the ensembles
 */
export function planCampaign(campaign: Campaign, options: PlanOptions = {}): CampaignPlan {
  const source = 'planCampaign'
  requireCampaign(source, campaign)
  requirePlanOptions(source, options)
  const { workers = 1 } = campaign.parameters
  const { minutes = campaign.parameters.minutes ?? usualMinutes } = options
  const pieces = campaignPieces(campaign)
  requireDrawable(source, campaign, pieces)
  const { rates, bagSeconds } = measureRates(pieces)
  const seconds = drawingSeconds(pieces, bagSeconds)
  const bags = pieces.reduce((sum, piece) => sum + piece.bags, 0)
  const wished = options.tasks ?? Math.max(Math.ceil(seconds / (60 * minutes * workers)), 1)
  const tasks = Math.min(wished, bags)
  const secondsOf = (ranges: readonly PieceRange[]) =>
    ranges.reduce((sum, { piece, first, end }) => sum + (end - first) * bagSeconds(piece), 0)
  let longest = 0
  for (let shard = 1; shard <= tasks; shard++) {
    longest = Math.max(longest, secondsOf(shardRanges(pieces, shard, tasks)) / workers)
  }
  return {
    ensembles: campaign.ensembles.length,
    bags,
    networks: pieces.reduce((sum, { ensemble, bags }) => sum + bags * ensemble.networksPerBag, 0),
    coreHours: seconds / 3600,
    tasks,
    longestMinutes: longest / 60,
    files: pieces.length + tasks - 1,
    rates
  }
}

/** Hours of one core of this host for a campaign that was found drawable, as in its plan. */
export function campaignCoreHours(campaign: Campaign): number {
  const pieces = campaignPieces(campaign)
  return drawingSeconds(pieces, measureRates(pieces).bagSeconds) / 3600
}

/** Seconds of one core for all bags of pieces. */
function drawingSeconds(pieces: readonly Piece[], bagSeconds: (piece: Piece) => number): number {
  return pieces.reduce((sum, piece) => sum + piece.bags * bagSeconds(piece), 0)
}

/** Refuses options of a plan that are out of their domain. */
export function requirePlanOptions(source: string, options: PlanOptions): void {
  requireKeys(source, 'options', options, ['minutes', 'tasks'])
  const { minutes, tasks } = options
  if (minutes !== undefined) requireFinite(source, 'minutes', minutes, leastMinutes)
  if (tasks !== undefined) requireInteger(source, 'tasks', tasks, 1)
}

/** Measured rates, and the seconds that one core needs for a bag of a piece. */
function measureRates(pieces: readonly Piece[]) {
  const kinds = new Map(pieces.map((piece) => [kindOf(piece), piece]))
  const every = Math.ceil(kinds.size / mostKinds)
  const measured = [...kinds].filter((_, i) => i % every === 0)
  const rates = measured.map(([kind, { ensemble, width }]) => ({
    kind,
    networksPerSecond: networksPerSecond(ensemble, width)
  }))
  const known = new Map(rates.map(({ kind, networksPerSecond }) => [kind, networksPerSecond]))
  const workPerSecond =
    measured.reduce((sum, [kind, { ensemble, width }]) => {
      return sum + known.get(kind)! * networkCost(ensemble, width)
    }, 0) / measured.length
  const bagSeconds = (piece: Piece) => {
    const rate = known.get(kindOf(piece))
    return rate ? piece.ensemble.networksPerBag / rate : piece.bagWork / workPerSecond
  }
  return { rates, bagSeconds }
}

/** What the speed of the sampler depends on, as JSON. */
function kindOf({ ensemble, width }: Piece): string {
  const { inputs, sigmaW, sigmaB, seed, bags, networksPerBag, widths, ...kind } = ensemble
  return JSON.stringify({ ...kind, width, points: inputs.length, dIn: inputs[0].length })
}

/** Networks that this thread draws in a second, once the sampler is warm. */
function networksPerSecond(ensemble: Ensemble, width: number): number {
  const sampler = new BlockSampler(samplerSettings(ensemble, width))
  const networks = Math.min(blockSize(ensemble, width), ensemble.networksPerBag)
  sampler.sample(Math.min(networks, 256), 'rate/warm')
  const start = performance.now()
  let blocks = 0
  let elapsed = 0
  while (elapsed < measuredMilliseconds) {
    sampler.sample(networks, `rate/${blocks++}`)
    elapsed = performance.now() - start
  }
  return (1000 * blocks * networks) / elapsed
}
