import fc from 'fast-check'
import type { Point } from '../../lib/src/networks/networkParameters.js'

/** Doubles whose logarithm is uniform between two bounds. */
export const logarithmic = (low: number, high: number) =>
  fc
    .double({ min: Math.log(low), max: Math.log(high), noNaN: true })
    .map((value) => Math.exp(value))

/** Standard deviations of weights: from where nothing bends to where everything is a step. */
export const sigmaWs = fc.oneof(logarithmic(1e-6, 1e6), logarithmic(0.1, 10))

/** Those of biases, zero included. */
export const sigmaBs = fc.oneof(fc.constant(0), logarithmic(1e-6, 1e6), logarithmic(0.1, 10))

/**
 * Lists of points of one dimension: ordinary ones, the origin, far ones, and others that equal an earlier one, nearly do, or
 * are opposite to it.
 */
export function pointLists(lengths: readonly number[], highestDimension: number) {
  const coordinate = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -2e9, max: 2e9 }).map((n) => n / 1e9) },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: logarithmic(1e-9, 1e3) },
    { weight: 1, arbitrary: logarithmic(1e-200, 1e-9) }
  )
  const place = fc.record({
    kind: fc.constantFrom('new', 'new', 'new', 'equal', 'near', 'opposite', 'zero'),
    distance: logarithmic(1e-12, 1e-3),
    coordinates: fc.array(coordinate, {
      minLength: highestDimension,
      maxLength: highestDimension
    })
  })
  return fc
    .record({
      dimension: fc.integer({ min: 1, max: highestDimension }),
      length: fc.constantFrom(...lengths),
      places: fc.array(place, { minLength: Math.max(...lengths), maxLength: Math.max(...lengths) })
    })
    .map(({ dimension, length, places }) => {
      const points: Point[] = []
      places.slice(0, length).forEach(({ kind, distance, coordinates }, a) => {
        const fresh = coordinates.slice(0, dimension)
        const earlier = points[a - 1] ?? fresh
        if (kind === 'equal') points.push(earlier)
        else if (kind === 'near') points.push(earlier.map((x) => x * (1 + distance)))
        else if (kind === 'opposite') points.push(earlier.map((x) => -x))
        else if (kind === 'zero') points.push(fresh.map(() => 0))
        else points.push(fresh)
      })
      return points
    })
}
