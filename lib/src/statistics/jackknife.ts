/** Jackknife standard error from the values with one bag left out: sqrt((B-1)/B sum (v_b - mean)^2). */
export function jackknifeError(replicates: readonly number[]): number {
  const count = replicates.length
  const mean = meanOf(replicates)
  const squares = replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(((count - 1) / count) * squares)
}

/** Means with one bag left out, from the means of the bags. */
export function leaveOneOutMeans(bagMeans: readonly number[]): number[] {
  const mean = meanOf(bagMeans)
  return bagMeans.map((own) => mean + (mean - own) / (bagMeans.length - 1))
}

/** Arithmetic mean. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
