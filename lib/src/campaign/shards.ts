import type { Ensemble } from '../networks/ensemble.js'
import { networkCost } from '../sampling/samplingPlan.js'
import type { BagRange } from '../sampling/sampleBags.js'
import { requireSamplable } from '../sampling/blockSampler.js'
import { requireAffordable } from '../sampling/sampleEnsemble.js'
import { samplerSettings } from '../sampling/samplerSettings.js'
import { atPoint, type Campaign } from './campaign.js'

/** All bags of a campaign of one result at one width. */
export interface Piece {
  readonly ensemble: Ensemble
  readonly width: number
  readonly bags: number
  /** Units of work of a bag. */
  readonly bagWork: number
  /** Units of work of all pieces before it. */
  readonly start: number
}

/** Bags of one piece that a task draws. */
export interface PieceRange extends BagRange {
  readonly piece: Piece
}

/**
 * The bags of a campaign in a line, piece by piece. Ensembles that differ in their bags or widths alone share what they both
 * contain: it stands there once.
 */
export function campaignPieces({ ensembles }: Campaign): Piece[] {
  const largest = new Map<string, { ensemble: Ensemble; width: number }>()
  for (const ensemble of ensembles) {
    // Checked ensembles have their fields in one order.
    const { widths, bags, ...result } = ensemble
    for (const width of widths) {
      const name = `${width} ${JSON.stringify(result)}`
      const known = largest.get(name)
      if (!known || known.ensemble.bags < bags) largest.set(name, { ensemble, width })
    }
  }
  let start = 0
  return [...largest.values()].map(({ ensemble, width }) => {
    const { bags, networksPerBag } = ensemble
    const bagWork = networksPerBag * networkCost(ensemble, width)
    const piece = { ensemble, width, bags, bagWork, start }
    start += bags * bagWork
    return piece
  })
}

/** Refuses pieces that the sampler cannot draw, and says at which point of the campaign they are. */
export function requireDrawable(
  source: string,
  { ensembles, points }: Campaign,
  pieces: readonly Piece[]
): void {
  const places = new Map(ensembles.map((ensemble, i) => [ensemble, i]))
  for (const { ensemble, width } of pieces) {
    atPoint(source, points[places.get(ensemble)!], () => {
      requireAffordable({ ...ensemble, widths: [width] })
      requireSamplable(samplerSettings(ensemble, width))
    })
  }
}

/** Units of work of all pieces. */
export function workOf(pieces: readonly Piece[]): number {
  const { start, bags, bagWork } = pieces[pieces.length - 1]
  return start + bags * bagWork
}

/**
 * What task `shard` of `of` draws: the line is cut into stretches of equal work, a bag belongs to the one that its middle lies in. So every
 * bag belongs to one task, whatever their number, and a task's bags depend on the campaign and that number alone.
 */
export function shardRanges(pieces: readonly Piece[], shard: number, of: number): PieceRange[] {
  const total = workOf(pieces)
  const from = total * ((shard - 1) / of)
  const to = total * (shard / of)
  const ranges: PieceRange[] = []
  for (let i = firstReaching(pieces, from); i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece.start > to) break
    const first = shard === 1 ? 0 : bagAt(piece, from)
    const end = shard === of ? piece.bags : bagAt(piece, to)
    if (first < end) ranges.push({ piece, width: piece.width, first, end })
  }
  return ranges
}

/** The first bag whose middle lies at a place of the line or beyond. */
function bagAt({ start, bags, bagWork }: Piece, place: number): number {
  return Math.min(Math.max(Math.ceil((place - start) / bagWork - 0.5), 0), bags)
}

/** Index of the first piece that ends at a place of the line or beyond. */
function firstReaching(pieces: readonly Piece[], place: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const { start, bags, bagWork } = pieces[middle]
    if (start + bags * bagWork >= place) high = middle
    else low = middle + 1
  }
  return low
}
