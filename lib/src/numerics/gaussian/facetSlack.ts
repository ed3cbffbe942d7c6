import { doubleFactorial } from '../doubleFactorial.js'
import { facetTightness } from '../triangulatedCone.js'
import { dot } from './spanCoordinates.js'

/** Heights up to here are the rounding of a ray on its own facet, not a feature of the cone. */
const rounding = 4e-15

/**
 * Bound on the error of a cone's moment that comes from treating planes that nearly meet in one ray
 * as if they did: a ray within the tolerance of a facet counts as on it. Moving a factor of the
 * product by h changes the moment by at most h (n - 1)!! (Hoelder's inequality), for n factors.
 */
export function facetSlack(
  directions: readonly Float64Array[],
  cones: readonly (readonly Float64Array[])[]
): number {
  const moment = doubleFactorial(directions.length - 1)
  // No interior, or one too thin to see, where at least two factors are that small.
  if (cones.length === 0) return facetTightness ** 2 * moment
  let largest = 0
  for (const rays of cones) {
    for (const ray of rays) {
      for (const direction of directions) {
        const height = Math.abs(dot(direction, ray))
        if (height > rounding && height <= facetTightness) largest = Math.max(largest, height)
      }
    }
  }
  return directions.length * largest * moment
}
