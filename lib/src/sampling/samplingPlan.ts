import { architectureOf } from '../networks/architecture.js'
import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import { canonicalNetwork } from '../networks/networkParameters.js'
import { textDigest } from '../numerics/randomStream.js'
import { requireSampled } from './samplableNetwork.js'

/** A run of networks of one bag that draws from a random stream of its own. */
export interface SamplingBlock {
  readonly width: number
  readonly bag: number
  /** Place in the bag; the sums of a bag's blocks are added in this order. */
  readonly block: number
  readonly networks: number
  /** Name of the random stream. */
  readonly stream: string
}

/** Changes whenever the same ensemble would give other bits. */
export const samplerVersion = 3

/**
 * Work of one network in units of a neuron of one hidden layer; moments and overhead count as 12 neurons. A neuron of a
 * later layer counts twice, where all its weights are drawn by their number, eight to a unit.
 */
export function networkCost(ensemble: Ensemble, width: number): number {
  const { layers } = architectureOf('networkCost', ensemble)
  const { drawsOutputs } = estimatorOf(ensemble)
  const widths = layers.map((layer) => layer.width * width)
  const later = widths
    .slice(1)
    .map((neurons, l) => neurons * (drawsOutputs ? 1 + widths[l] / 8 : 2))
  return later.reduce((sum, cost) => sum + cost, widths[0] + 12)
}

/** Work of all networks of an ensemble. */
export function ensembleWork(ensemble: Ensemble): number {
  const { bags, networksPerBag, widths } = ensemble
  return widths.reduce(
    (sum, width) => sum + bags * networksPerBag * networkCost(ensemble, width),
    0
  )
}

/**
 * Networks of a full block: the largest power of two whose work stays below 4e6 units (about 20 ms
 * on one core), at least 2. A part of the definition of a result.
 */
export function blockSize(ensemble: Ensemble, width: number): number {
  const cost = networkCost(ensemble, width)
  let size = 2
  while (2 * size * cost <= 4e6) size *= 2
  return size
}

/**
 * What determines the distribution of single networks, in canonical form: the parameters, and the digest of the table
 * where the sampler computes the activation from one, so that another table is another network.
 */
export function networkIdentity(ensemble: Ensemble) {
  const { table, later } = requireSampled('sampleEnsemble', ensemble)
  const tables = later.map((layer) => layer.table?.digest ?? null)
  return {
    ...canonicalNetwork('sampleEnsemble', ensemble),
    ...(table && { table: table.digest }),
    ...(tables.some((digest) => digest !== null) && { tables })
  }
}

/**
 * Digest of everything that the random streams of one width depend on: sampler version, parameter
 * distribution, inputs, estimator, width and seed. Not of `bags`, `networksPerBag`, `orders` and `outputs`:
 * a longer run begins with the networks of the shorter one, and further outputs, which have streams of their own, leave
 * the first ones as they are.
 */
export function streamKey(ensemble: Ensemble, width: number): string {
  const { estimator, inputs, seed } = ensemble
  const { network, sigmaW, sigmaB, ...further } = networkIdentity({ ...ensemble, outputs: 1 })
  const usual = [samplerVersion, network, estimator, sigmaW, sigmaB, inputs, width, seed]
  return textDigest(JSON.stringify(Object.keys(further).length > 0 ? [...usual, further] : usual))
}

/** Name of the random stream of W1 and b1 of an output beyond the first. */
export function outputStream(stream: string, output: number): string {
  return `${stream}/output/${output}`
}

/** How many blocks a bag has at one width. */
export function blockCount(ensemble: Ensemble, width: number): number {
  return Math.ceil(ensemble.networksPerBag / blockSize(ensemble, width))
}

/** The blocks of one bag at one width, in the order of their sums: lazily, they may be millions. */
export function* bagBlocks(
  ensemble: Ensemble,
  width: number,
  bag: number,
  key: string = streamKey(ensemble, width)
): Generator<SamplingBlock> {
  const size = blockSize(ensemble, width)
  const count = blockCount(ensemble, width)
  for (let block = 0; block < count; block++) {
    const networks = Math.min(size, ensemble.networksPerBag - block * size)
    yield { width, bag, block, networks, stream: `${key}/${bag}/${block}` }
  }
}
