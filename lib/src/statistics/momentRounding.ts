import { architectureOf } from '../networks/architecture.js'
import { activationOf } from '../networks/activations/activations.js'
import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import { preactivationVector } from '../networks/preactivationVector.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { blockSize } from '../sampling/samplingPlan.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsAt } from './bags.js'
import { tailSums } from './tailSums.js'

/** Pairs of networks whose moments the sampler adds up before it adds them to those of the block. */
const groupPairs = 64

/**
 * What rounding does at most to the mean over bags of every combination, shape [combination]. Where draws scatter less
 * than that (tilted ones of GaussNet), all bags are off alike: each addition of equal terms rounds the same way.
 *
 * Literal and conditional draws: each moment is at most the geometric mean of those of its single fields (Hölder), so that
 * features of opposite signs, whose products cancel in the sum over neurons, have the rounding of the products. Tilted
 * draws have no such sums.
 */
export function momentRounding(
  moments: EnsembleMoments,
  order: number,
  width: number
): Float64Array {
  const { ensemble } = moments
  const { atWidth, part } = momentsAt('momentRounding', moments, order, width)
  const { drawsMoments } = estimatorOf(ensemble)
  const { squares } = tailSums(ensemble, atWidth, part)
  const networks = ensemble.bags * ensemble.networksPerBag
  const { combinations } = part
  const diagonal = new Map<number, number>()
  combinations.forEach((fields, c) => {
    if (!drawsMoments && fields.every((field) => field === fields[0])) {
      diagonal.set(fields[0], Math.sqrt(squares[c] / networks) ** (1 / order))
    }
  })
  const relative = relativeRounding(ensemble, width, order)
  return Float64Array.from(combinations, (fields, c) => {
    const own = Math.sqrt(squares[c] / networks)
    const roots = fields.map((field) => diagonal.get(field) ?? own ** (1 / order))
    return relative * roots.reduce((product, root) => product * root, 1)
  })
}

/** Relative rounding of a mean of equal terms: of the sums over networks, neurons and bags, and of each term. */
function relativeRounding(ensemble: Ensemble, width: number, order: number): number {
  const { bags, networksPerBag, inputs } = ensemble
  const { layers } = architectureOf('momentRounding', ensemble)
  const block = Math.min(blockSize(ensemble, width), networksPerBag)
  const sums = (groupPairs + block / (2 * groupPairs) + bags) / 2
  // A tilted draw has one neuron for each factor M of a term.
  const neurons = estimatorOf(ensemble).drawsMoments
    ? order
    : layers.reduce((sum, layer) => sum + layer.width * width, 0)
  const features = order * (neurons / 2 + 8 * layers.length)
  const [first] = layers
  // exp(z) has the absolute rounding of z, which is at most n times its variance where the moment of order n lies.
  const exponents =
    activationOf(first.activation).growth === Infinity
      ? 4 *
        order ** 2 *
        Math.max(...inputs.map((x) => lengthSquared(preactivationVector(first, x))))
      : 0
  return unitRoundoff * (sums + features + exponents)
}

function lengthSquared(vector: Float64Array): number {
  return vector.reduce((sum, entry) => sum + entry * entry, 0)
}
