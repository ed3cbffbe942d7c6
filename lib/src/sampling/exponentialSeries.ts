/** exp(b + w s) = exp(b + w c) sum_m w^m (s - c)^m/m! over `terms` powers m, for slopes s around the middle c. */
export interface ExponentialSeries {
  readonly middle: number
  readonly terms: number
}

/** Sums of powers come by sixes; more than 18 would take longer than exponentials of a few inputs. */
const possibleTerms = [6, 12, 18]

/**
 * The series that serves all slopes of inputs in one dimension, or undefined where none is short enough: one
 * exponential a neuron for any number of inputs. What it leaves out is less than 2^-51 of the largest
 * power for any weight that can be drawn.
 *
 * @param slopes sigmaW x, shape [point][coordinate]
 * @param largestWeight bound on |w|
 */
export function exponentialSeries(
  slopes: readonly (readonly number[])[],
  largestWeight: number
): ExponentialSeries | undefined {
  if (slopes.length < 3 || slopes[0].length > 1) return undefined
  const all = slopes.map(([slope]) => slope)
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const middle = least + (most - least) / 2
  const largest = largestWeight * Math.max(most - middle, middle - least)
  const terms = possibleTerms.find((count) => firstOmitted(largest, count) < 2 ** -51)
  return terms === undefined ? undefined : { middle, terms }
}

/** z^count/count! */
function firstOmitted(z: number, count: number): number {
  let term = 1
  for (let m = 1; m <= count; m++) term *= z / m
  return term
}
