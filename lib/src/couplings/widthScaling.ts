import { connectedCumulant } from '../correlators/exactGreenFunction.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { fitPowerLaw, type PowerLawFit } from '../numerics/leastSquares.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { jackknifeError, measuredConnected } from './measuredConnected.js'

/** Connected function against width, with its fitted power of N; the theory's is 1 - n/2, exactly. */
export interface WidthScaling {
  readonly order: number
  readonly widths: readonly number[]
  /** Connected function per width (measured: mean over the combinations). */
  readonly values: Float64Array
  /** Bounds (exact) or standard errors (measured). */
  readonly errors: Float64Array
  readonly fit: PowerLawFit
  /** 1 - n/2. */
  readonly expectedExponent: number
}

/**
 * Exact connected function of n = points.length <= 10 points at several widths, and its power of N:
 * Gc(2n) = O(1/N^(n-1)) (arXiv:2008.08601, 2108.01403) holds exactly.
 *
 * @throws ParameterError as `connectedCumulant`, and for fewer than two widths
 */
export function exactWidthScaling(
  parameters: NetworkParameters,
  points: readonly Point[],
  widths: readonly number[]
): WidthScaling {
  const estimates = widths.map((width) => connectedCumulant(parameters, width, points))
  const values = estimates.map(({ value }) => value)
  return {
    order: points.length,
    widths,
    values: Float64Array.from(values),
    errors: Float64Array.from(estimates, ({ error }) => error),
    fit: fitPowerLaw(widths, values),
    expectedExponent: 1 - points.length / 2
  }
}

/**
 * Measured connected function of order n = 4 … 10, averaged over the combinations, at all widths of the sample, and
 * its power of N weighted by the standard errors.
 *
 * @throws ParameterError as `measuredConnected`, if the means change sign, or for fewer than two widths
 */
export function measuredWidthScaling(moments: EnsembleMoments, order: number): WidthScaling {
  const { widths } = moments.ensemble
  const rows = widths.map((width) => measuredConnected(moments, order, width))
  const mean = (row: Float64Array) => row.reduce((sum, value) => sum + value, 0) / row.length
  const values = rows.map((row) => mean(row.values))
  // Combinations are strongly correlated: the error of their mean comes from the replicates.
  const errors = rows.map((row) => jackknifeError(row.replicates.map(mean)))
  return {
    order,
    widths,
    values: Float64Array.from(values),
    errors: Float64Array.from(errors),
    fit: fitPowerLaw(widths, values, errors),
    expectedExponent: 1 - order / 2
  }
}
