/**
 * How many cases a costly property draws: `standing` in the suite, where seconds count, and PROPERTY_RUNS (500, say) when
 * the whole domain is to be searched.
 */
export function propertyRuns(standing: number): number {
  const chosen = process.env.PROPERTY_RUNS
  if (chosen === undefined) return standing
  const runs = Number(chosen)
  if (!(Number.isSafeInteger(runs) && runs > 0)) {
    throw new RangeError(`PROPERTY_RUNS must be an integer > 0, got '${chosen}'`)
  }
  return runs
}
