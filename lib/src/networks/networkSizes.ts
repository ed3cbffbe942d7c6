import type { Sizes } from '../numerics/outOfReach.js'
import type { NetworkParameters } from './architecture.js'

/** The sigmas of a network by their paths, those of layers that state their own too, and what else was given. See `refusedUnder`. */
export function networkSizes(
  { sigmaW, sigmaB, layers = [] }: NetworkParameters,
  others: Sizes = {}
): Sizes {
  const ofLayers = layers.flatMap((layer, i) => [
    [`layers[${i}].sigmaW`, layer.sigmaW],
    [`layers[${i}].sigmaB`, layer.sigmaB]
  ])
  return { sigmaW, sigmaB, ...(Object.fromEntries(ofLayers) as Sizes), ...others }
}
