/**
 * A computed number with a bound on its absolute error: quadrature and rounding together. The true
 * value lies within `error` of `value`.
 */
export interface Estimate {
  /** The computed value. */
  readonly value: number
  /** Absolute error, >= 0. */
  readonly error: number
}

/** Unit roundoff of a double, 2^-53: the relative error of one rounding. */
export const unitRoundoff = 2 ** -53

/** Smallest normal double: what is computed to be less has lost digits, or vanished. */
const smallestNormal = 2 ** -1022

/** Sums of numbers above this are right to a rounding, whichever of their terms underflow. */
const underflowRange = 2 ** -960

/** A computed number that may have underflowed: an error that holds then too. Not for exact zeros. */
export function withUnderflow({ value, error }: Estimate): Estimate {
  return { value, error: Math.abs(value) < underflowRange ? error + smallestNormal : error }
}

/** A multiple, by a factor that may be rounded as well as the product. */
export function scaled({ value, error }: Estimate, factor: number): Estimate {
  const rounding = 4 * unitRoundoff * Math.abs(value)
  return { value: factor * value, error: Math.abs(factor) * (error + rounding) }
}

/** A quotient whose divisor is known not to be zero: its error is smaller than itself. */
export function quotientOf(a: Estimate, b: Estimate): Estimate {
  const value = a.value / b.value
  const [size, divisor] = [Math.abs(value), Math.abs(b.value)]
  const error = (a.error + size * b.error) / (divisor - b.error) + 4 * unitRoundoff * size
  return { value, error }
}

/** exp of a number; of one that is not known to one unit, the error is a bound on the whole. */
export function exponentialOf({ value: logarithm, error }: Estimate): Estimate {
  const value = Math.exp(logarithm)
  const spread = error < 1 ? value * Math.expm1(error) : Math.exp(logarithm + error)
  return { value, error: spread + 2 * unitRoundoff * value }
}

/** Whether a number is known to be zero. */
export function isExactZero({ value, error }: Estimate): boolean {
  return value === 0 && error === 0
}
