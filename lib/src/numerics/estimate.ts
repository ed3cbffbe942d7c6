/**
 * A computed number with a bound on its absolute error: quadrature and rounding together. The true
 * value lies within `error` of `value`.
 */
export interface Estimate {
  readonly value: number
  /** Absolute error, >= 0. */
  readonly error: number
}

/** Unit roundoff of a double, 2^-53: the relative error of one rounding. */
export const unitRoundoff = 2 ** -53
