import type { WeightDistribution } from '../networks/weights/weightDistribution.js'

/** No normal of the sampler is larger: its tail draws end at 4.2164 + 36.75/4.2164. */
export const largestNormal = 13

/** Codes of the distributions in `lib/assembly/weights.ts`. */
const codes = { normal: 0, uniform: 1, laplace: 2, sign: 3 } as const
const studentCode = 4

/** Code and parameter of a distribution, as the sampler takes them. */
export function distributionCode(distribution: WeightDistribution): readonly [number, number] {
  if (typeof distribution === 'string') return [codes[distribution], 0]
  return [studentCode, distribution.student]
}

/** Bound on the numbers that the sampler draws from a distribution of variance 1. */
export function largestDraw(distribution: WeightDistribution): number {
  if (distribution === 'normal') return largestNormal
  if (distribution === 'uniform') return Math.sqrt(3)
  // Uniform numbers are at least 2^-53.
  if (distribution === 'laplace') return 53 * Math.LN2 * Math.SQRT1_2
  if (distribution === 'sign') return 1
  // The polar method's w is at least 2^-105.
  const { student } = distribution
  return Math.sqrt((student - 2) * Math.expm1((210 * Math.LN2) / student))
}

/** Which weights and biases of a network with one hidden layer have which distribution. */
export interface SampledWeights {
  /** Weights of the hidden layer. */
  readonly W0: WeightDistribution
  /** Biases of the hidden layer. */
  readonly b0: WeightDistribution
  /** Weights of the readout. */
  readonly W1: WeightDistribution
  /** Biases of the readout. */
  readonly b1: WeightDistribution
}

/** Bound on |W0.x + b0| for a slope sigmaW x/sqrt(dIn), whose components' absolute values add up to `slope`. */
export function largestPreactivation(
  weights: SampledWeights,
  sigmaB: number,
  slope: number
): number {
  const bias = sigmaB > 0 ? largestDraw(weights.b0) * sigmaB : 0
  return bias + largestDraw(weights.W0) * slope
}
