import type { Estimate } from '../../numerics/estimate.js'
import type { SubsetEstimates } from '../../numerics/gaussian/jointCumulants.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { WeightDistribution } from '../weights/weightDistribution.js'

/**
 * An activation g: one file, one entry of the list in `activations.ts`. Everything that depends on which one a network
 * has asks this object; nothing else compares names.
 *
 * Preactivations z are centred normal variables. "Vectors" are the v_a with z(x_a) = v_a . u for a standard normal u,
 * shape [point][dimension of u], the same for every architecture.
 */
export interface Activation {
  /** Its name in JSON and on the command line. */
  readonly name: string
  /** What the network is called in texts, for example "GaussNet". */
  readonly title: string
  /** g as a formula in plain text, for help texts. */
  readonly formula: string
  /** g(z). `variance` is that of z at this input, which the normalised exponential divides by. */
  readonly value: (z: number, variance: number) => number
  /** g'(z) at the same variance; at a kink that of either side. */
  readonly derivative: (z: number, variance: number) => number
  /** g''(z) at the same variance, between kinks. */
  readonly secondDerivative: (z: number, variance: number) => number
  /** What distributions add to the derivatives: g' = derivative + sum of value delta(z - at), and so on; see `Jump`. */
  readonly jumps: readonly Jump[]
  /** Whether g depends on the variance too: such an activation can be the first hidden layer alone. */
  readonly normalised: boolean
  /** Whether g(-z) = g(z) (`even`), -g(z) (`odd`) or neither. */
  readonly parity: 'even' | 'odd' | 'none'
  /** Where g or a derivative of it jumps, increasing. */
  readonly kinks: readonly number[]
  /** Whether g is homogeneous of degree one: g(s z) = s g(z) for s > 0. */
  readonly homogeneous: boolean
  /** Power r of the distance with which K_W(x, y) grows as x goes away at fixed y; Infinity for exponentials. */
  readonly growth: number
  /** Scale of z over which g bends, 0 where it is a kink. */
  readonly bend: number
  /** Probability that g(z) = 0, z normal and centred. */
  readonly silent: number
  /** Zeros at `zero` plus all multiples of `period`, where g is periodic. */
  readonly periodic?: { readonly zero: number; readonly period: number }
  /**
   * E[g(z) g(z')] = direct exp(-Var(z - z')/2) + mirrored exp(-Var(z + z')/2), where it has this form: K_W decays like
   * a Gaussian, and diagrams in all of space are Gaussian integrals. Translation invariant where `mirrored` is 0.
   */
  readonly images?: { readonly direct: number; readonly mirrored: number }
  /** Standard deviation of the biases where a user is silent. */
  readonly sigmaB: number
  /** Inputs of the papers, shape [point][dIn]; dIn = 1, 2 or 3. */
  readonly inputs: (dIn: number) => readonly (readonly number[])[]
  /** The derivatives of `pairMoment`, variances > 0, where they have a closed form. */
  readonly pairSlopes?: (pair: PreactivationPair) => PairDerivatives
  /** Whether `pairMoment` has a closed form, and costs next to nothing. */
  readonly pairKnown: boolean
  /** E[g(z) g(z')], accurate to rounding. */
  readonly pairMoment: (pair: PreactivationPair) => number
  /**
   * Feature moment E[g(z_1) … g(z_n)] with a bound on its error; equal vectors next to each other.
   *
   * @throws OutOfReach where no method reaches or the value overflows
   */
  readonly moment: (vectors: readonly Float64Array[]) => Estimate
  /** Refuses a moment that is known to be out of reach before any of it is computed; absent where `moment` itself is quick to. */
  readonly requireReach?: (vectors: readonly Float64Array[]) => void
  /**
   * The feature moment where the coordinates of u are independent with other distributions of unit variance than the
   * normal one, if it has a closed form: the first is that of the biases, the others of the weights.
   */
  readonly independentMoment?: (
    source: string,
    vectors: readonly Float64Array[],
    distributions: readonly WeightDistribution[]
  ) => Estimate
  /** Logarithm of the feature moment, where it is positive and has a closed form that never overflows. */
  readonly logMoment?: (vectors: readonly Float64Array[]) => Estimate
  /**
   * Joint cumulants of g(z_a), a in a subset of the points, for all subsets, without the cancellation of moments, where
   * such a form holds.
   */
  readonly cumulants?: (vectors: readonly Float64Array[]) => SubsetEstimates | undefined
  /** Distance of the nearest singularity of g from the real axis, between kinks; for quadrature. */
  readonly strip: number
  /** Whether the strip is known and not a guess. */
  readonly stripKnown: boolean
  /** |g(x + iy)| <= C exp(imaginaryGrowth y^2/2) inside of the strip, up to powers; for quadrature. */
  readonly imaginaryGrowth: number
  /** Function of the sampler that computes g from strips of z; absent where it takes a table. */
  readonly sampled?: 'exponential' | 'rectifier' | 'errorFunction' | 'cosine' | 'hyperbolicTangent'
  /** Largest |z| that the sampler's function can take; default: any. */
  readonly largestPreactivation?: number
}

/**
 * Derivatives of E[g(z) g(z')] by the three entries of the covariance matrix of (z, z'): half of E[g'' g], E[g' g'] and
 * half of E[g g''] in the sense of distributions, so exact for activations with kinks and jumps.
 */
export interface PairDerivatives {
  readonly varianceX: Estimate
  readonly covariance: Estimate
  readonly varianceY: Estimate
}

/**
 * The jumps of g and g' at a kink: as distributions g' = derivative + value delta(z - at) and
 * g'' = secondDerivative + slope delta(z - at) + value delta'(z - at), summed over kinks.
 */
export interface Jump {
  /** Value of z at the kink. */
  readonly at: number
  /** g from the right less g from the left. */
  readonly value: number
  /** g' from the right less g' from the left. */
  readonly slope: number
}
