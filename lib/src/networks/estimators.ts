import { doubleFactorial } from '../numerics/doubleFactorial.js'
import type { WeightDistributions } from './architecture.js'

/**
 * How moments are estimated from networks, without bias: an entry of `estimators`. Everything that depends on which one an
 * ensemble has asks this object; nothing else compares names.
 */
export interface Estimator {
  /** What it draws, for help texts. */
  readonly description: string
  /** Its number in the sampler, as in `lib/assembly/settings.ts`. */
  readonly code: number
  /**
   * Whether outputs are drawn, with all weights that lead to them. If not, a network counts with an average over the weights that
   * are left out, and squares and maxima of all combinations are kept.
   */
  readonly drawsOutputs: boolean
  /** Whether each moment has draws of its own, of a single neuron of the short form's one hidden layer. */
  readonly drawsMoments: boolean
  /** Weights of a network of one hidden layer that have to be normal, since averages over them are taken or their means shifted. */
  readonly normalWeights: readonly (keyof WeightDistributions)[]
  /**
   * E[c_m c_n]/E[f^(m + n)], c_n being what a network adds to the estimate of E[f(x)^n]: with the exact moments of f all there is to
   * know of the scatter. Absent where that depends on more.
   */
  readonly productRatio?: (m: number, n: number) => number
}

/** All estimators, by name. */
export const estimators = {
  /** As arXiv:2108.01403 does: c_n = f^n. */
  literal: {
    description: 'draws every weight and bias, as the paper does',
    code: 0,
    drawsOutputs: true,
    drawsMoments: false,
    normalWeights: [],
    /** The outputs' own products. */
    productRatio: () => 1
  },
  /** Given the hidden layers f(x) is normal with variance S: c_n = (n - 1)!! S^(n/2), and E[f^n] = (n - 1)!! E[S^(n/2)]. */
  conditional: {
    description: "draws the hidden layers and replaces W1 and b1 by Wick's theorem",
    code: 1,
    drawsOutputs: false,
    drawsMoments: false,
    normalWeights: ['W1', 'b1'],
    /** Of pairings: those of m and of n points, over those of all. */
    productRatio: (m, n) =>
      (doubleFactorial(m - 1) * doubleFactorial(n - 1)) / doubleFactorial(m + n - 1)
  },
  /** Importance sampling, for GaussNet where a moment comes from, which samples its heavy tail. */
  tilted: {
    description:
      'draws one neuron for each feature moment, for GaussNet where that moment comes from (importance sampling)',
    code: 2,
    drawsOutputs: false,
    drawsMoments: true,
    normalWeights: ['W0', 'b0', 'W1', 'b1']
  }
} as const satisfies Readonly<Record<string, Estimator>>

/** Name of an estimator, as ensembles state it. */
export type EstimatorName = keyof typeof estimators

/** All names of estimators; the first is the usual one. */
export const estimatorNames = Object.keys(estimators) as [EstimatorName, ...EstimatorName[]]

/** The estimator of a checked ensemble. */
export function estimatorOf({
  estimator = estimatorNames[0]
}: {
  estimator?: EstimatorName
}): Estimator {
  return estimators[estimator]
}
