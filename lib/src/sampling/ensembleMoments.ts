import { ParameterError, requireObject } from '../numerics/parameterError.js'
import type { Ensemble } from '../networks/ensemble.js'

/**
 * Moments of one order n at one width: for every bag the mean over its networks of
 * f(x_c1) … f(x_cn), for every inequivalent combination (c1, …, cn) of the inputs, or of the fields where there are
 * several outputs (see `fieldCombinations`).
 *
 * For the diagnostics, v is the estimate of a single network: f(x_c1) … f(x_cn), or its unbiased
 * replacement. The literal estimator keeps its squares and maxima for the diagonal combinations
 * (k, …, k) alone, [bag][input] or [bag][field]; the others keep them for all, [bag][combination].
 */
export interface OrderMoments {
  /** The order n, even. */
  readonly order: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`. */
  readonly combinations: readonly (readonly number[])[]
  /** Mean over the networks of a bag, shape [bag][combination]. */
  readonly bagMeans: Float64Array
  /** Sum of v^2 over the networks of a bag, shape [bag][field] or [bag][combination]. */
  readonly bagSquares: Float64Array
  /** Largest |v| of a bag, in the same shape. */
  readonly bagMaxima: Float64Array
}

/** Moments of every order at one hidden-layer width N. */
export interface WidthMoments {
  /** Width N of the hidden layers. */
  readonly width: number
  /** In the order of `ensemble.orders`. */
  readonly orders: readonly OrderMoments[]
}

/** What sampling an ensemble yields: a pure function of the ensemble, bit by bit. */
export interface EnsembleMoments {
  /** The ensemble that was drawn. */
  readonly ensemble: Ensemble
  /** In the order of `ensemble.widths`. */
  readonly widths: readonly WidthMoments[]
  /** What went wrong without harm on the way, such as damaged files in the store; no part of the identity. */
  readonly warnings?: readonly string[]
}

/** Refuses anything but what `sampleEnsemble` yields. */
export function requireMoments(source: string, moments: unknown, parameter = 'moments'): void {
  requireObject(source, parameter, moments)
  const { ensemble, widths } = moments as Partial<EnsembleMoments>
  if (typeof ensemble === 'object' && ensemble !== null && Array.isArray(widths)) return
  throw new ParameterError(source, parameter, 'what sampleEnsemble yields', moments)
}
