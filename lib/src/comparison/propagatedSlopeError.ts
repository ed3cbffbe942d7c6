import { fitLine } from '../numerics/leastSquares.js'

/**
 * Standard error of the slope of a weighted line, from independent errors of its points: the slope is
 * linear in them.
 *
 * @param x places of the points
 * @param weights the standard errors by which the fit weighs its points
 * @param errors the standard errors that the points have
 */
export function propagatedSlopeError(
  x: readonly number[],
  weights: readonly number[],
  errors: readonly number[]
): number {
  const unit = (i: number) => x.map((_, j) => (i === j ? errors[i] : 0))
  return Math.hypot(...x.map((_, i) => fitLine(x, unit(i), weights).slope))
}
