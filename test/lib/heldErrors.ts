import { expect } from 'vitest'
import { largestShare } from '../propertyRuns.js'
import { decimal, Decimal } from './exactMoments.js'
import type { Sum } from './exactNeurons.js'

/**
 * Holds what functions state against sums in arbitrary precision.
 *
 * @param titles of the functions, by short names
 * @param resolution how far a sum may be off, in units of its size
 */
export function heldErrors<Name extends string>(
  titles: Readonly<Record<Name, string>>,
  resolution: Decimal
): (name: Name, value: number, error: number, truth: Sum) => void {
  const shares = new Map(
    Object.keys(titles).map((name) => [name, largestShare(titles[name as Name])])
  )
  return (name, value, error, truth) => {
    const text = `${name} ${value} ± ${error}, truth ${truth.value.toPrecision(25)}`
    expect(value, text).not.toBeNaN()
    expect(error, text).toBeGreaterThanOrEqual(0)
    if (error === Infinity) return
    const noise = truth.size.times(resolution)
    const miss = Decimal.max(0, decimal(value).minus(truth.value).abs().minus(noise))
    expect(miss.lte(decimal(error)), text).toBe(true)
    shares.get(name)?.(miss.toNumber(), error)
  }
}

/** What a function states, or nothing where it refuses, with a reason that is expected. */
export function stated<T>(compute: () => T, refusal: RegExp): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    expect(error.message).toMatch(refusal)
    return undefined
  }
}
