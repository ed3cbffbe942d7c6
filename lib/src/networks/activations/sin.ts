import type { Estimate } from '../../numerics/estimate.js'
import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { dot } from '../../numerics/gaussian/spanCoordinates.js'
import { momentFromCumulants } from '../../numerics/gaussian/jointCumulants.js'
import { waveCumulants } from '../../numerics/gaussian/waveCumulants.js'
import type { WeightDistribution } from '../weights/weightDistribution.js'
import { define } from './define.js'
import { cosinePair, meanOverSigns, sinePair, waveSlopes } from './signs.js'

/** Beyond this variance sines are small because they oscillate, and quadrature is no better. */
const largestVariance = 4
/** Relative error from which on quadrature, where nothing cancels for small preactivations, is tried. */
const accuracy = 1e-13

const sine = {
  value: (z: number) => Math.sin(z),
  parity: 'odd',
  kinks: [],
  strip: Infinity,
  imaginaryGrowth: 1,
  growth: 0,
  known: true
} as const

/** Orders above cost more by cumulants than by quadrature. */
const cumulantOrder = 8

/** E[sin z_1 … sin z_n], like that of cosines but for signs; for small preactivations, where those cancel, from cumulants. */
function moment(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length % 2 === 1) return { value: 0, error: 0 }
  const small = vectors.length <= cumulantOrder && waveCumulants(vectors)
  if (small) return momentFromCumulants(small.sine)
  const closed = closedMoment(vectors)
  if (closed.error <= accuracy * Math.abs(closed.value)) return closed
  if (rankOf(vectors) > 3 || vectors.some((v) => dot(v, v) > largestVariance)) return closed
  const other = productMoment(sine, vectors)
  return other.error < closed.error ? other : closed
}

/** By the sum over signs; even orders alone. */
function closedMoment(
  vectors: readonly Float64Array[],
  distributions?: readonly WeightDistribution[]
): Estimate {
  const mean = meanOverSigns(vectors, -1, distributions)
  return { value: vectors.length % 4 ? -mean.value : mean.value, error: mean.error }
}

/** A bound on the dimension that the vectors span. */
function rankOf(vectors: readonly Float64Array[]): number {
  return Math.min(vectors[0].length, new Set(vectors.map((v) => v.join())).size)
}

/** sin(z): half of GaussNet's covariance less its mirror image. */
export const sin = define({
  name: 'sin',
  formula: 'sin(z)',
  value: sine.value,
  derivative: (z) => Math.cos(z),
  secondDerivative: (z) => -Math.sin(z),
  parity: 'odd',
  strip: Infinity,
  periodic: { zero: 0, period: Math.PI },
  images: { direct: 0.5, mirrored: -0.5 },
  pairMoment: sinePair,
  pairSlopes: waveSlopes(sinePair, cosinePair),
  moment,
  independentMoment: (_, vectors, distributions) =>
    vectors.length % 2 === 1 ? { value: 0, error: 0 } : closedMoment(vectors, distributions),
  cumulants: (vectors) => waveCumulants(vectors)?.sine
})
