/** Over how many decades an axis shows their beginnings alone. */
const manyDecades = 2.5

/**
 * Axis of a logarithmic scale for positive values: a line and a label at the powers of ten, or at 1,
 * 2 and 5 times them where the values span few.
 */
export function logarithmicAxis(values: readonly number[]) {
  const low = Math.log10(Math.min(...values))
  const high = Math.log10(Math.max(...values))
  const steps = high - low > manyDecades ? [1] : [1, 2, 5]
  const first = Math.floor(low) - 1
  const powers = Array.from({ length: Math.ceil(high) - first + 2 }, (_, i) => first + i)
  return {
    values: powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`))),
    format: '~e'
  }
}
