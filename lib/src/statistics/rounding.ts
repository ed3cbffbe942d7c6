/** The standard error of a number that rounding has changed too. */
export function withRounding(standardError: number, rounding: number): number {
  return rounding < 1e-9 * standardError ? standardError : Math.hypot(standardError, rounding)
}

/**
 * What `roundings` of some numbers do at most to each of the numbers that `of` makes of them, one at a time and to first
 * order. Nothing where the numbers scatter so much more that it cannot be seen.
 *
 * @param standardErrors of the numbers
 */
export function propagatedRounding(
  of: (numbers: Float64Array) => ArrayLike<number>,
  numbers: Float64Array,
  standardErrors: Float64Array,
  roundings: Float64Array
): Float64Array {
  const values = Float64Array.from(of(numbers))
  const total = new Float64Array(values.length)
  if (roundings.every((rounding, i) => rounding < 1e-6 * standardErrors[i])) return total
  roundings.forEach((rounding, i) => {
    // Well above the rounding of `of` itself.
    const shift = 1024 * rounding
    const shifted = of(numbers.with(i, numbers[i] + shift))
    for (let c = 0; c < total.length; c++) total[c] += Math.abs(shifted[c] - values[c]) / 1024
  })
  return total
}
