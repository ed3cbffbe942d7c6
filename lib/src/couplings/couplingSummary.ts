import type { TailDiagnosis } from '../statistics/convergenceSummary.js'

/** One number for a coupling, from its values on all combinations of inputs; measured ones say how far to trust them, as `convergenceSummary`. */
export interface CouplingSummary extends Partial<TailDiagnosis> {
  /** Mean over the combinations. */
  readonly mean: number
  /** Error of the mean: measured, standard error; exact, bound. */
  readonly meanError: number
  /** Standard deviation over the combinations (population): how far from local the vertex is. */
  readonly spread: number
  /** Smallest value over the combinations, the sign counted. */
  readonly least: number
  /** Largest value over the combinations, the sign counted. */
  readonly largest: number
  /**
   * What the published curve of <|u4|> against sigmaW shows: the average of |mean| and the spread.
   * Where the coupling is flat it is half the true value; for comparison with that figure only.
   */
  readonly publishedConvention: number
}

/** Summary of couplings on all combinations, given the error of their mean. */
export function summarizeCouplings(values: Float64Array, meanError: number): CouplingSummary {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count)
  return {
    mean,
    meanError,
    spread,
    least: values.reduce((least, value) => Math.min(least, value), Infinity),
    largest: values.reduce((most, value) => Math.max(most, value), -Infinity),
    publishedConvention: (Math.abs(mean) + spread) / 2
  }
}
