import { afterAll } from 'vitest'

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

/**
 * Keeps the largest share of a stated error that a true one was, and tells it at the end where PROPERTY_RUNS is set: how much room
 * errors that hold have.
 */
export function largestShare(name: string): (miss: number, stated: number) => void {
  let [largest, count] = [0, 0]
  afterAll(() => {
    if (process.env.PROPERTY_RUNS) {
      process.stdout.write(
        `${name}: at most ${largest.toPrecision(3)} of the stated error, ${count} values\n`
      )
    }
  })
  return (miss, stated) => {
    count++
    if (stated > 0) largest = Math.max(largest, miss / stated)
  }
}
