import { type Estimate, unitRoundoff } from '../estimate.js'
import { groupedVectors } from './groupedVectors.js'
import { coneVolume } from './orthantMoment.js'
import { signMoment } from './signMoment.js'
import { type Span, dot, spanCoordinates } from './spanCoordinates.js'
import { leastCorrelationEigenvalue } from './truncatedMoment.js'

/**
 * Unit vectors of those that are not zero, without repetitions, the number of zeros, and a bound on what is between vectors that
 * are one only once they are rounded, in turns.
 */
function unitVectors(vectors: readonly Float64Array[]) {
  const lengths = vectors.map((v) => Math.hypot(...v))
  const units = vectors.flatMap((v, a) => (lengths[a] > 0 ? [v.map((x) => x / lengths[a])] : []))
  const { distinct, counts } = groupedVectors(units)
  const zeros = vectors.length - units.length
  const dimension = vectors[0].length
  // On a line there are two directions, both exact.
  const merged =
    dimension === 1 ? 0 : groupedVectors(vectors).distinct.length - distinct.length - (zeros && 1)
  return { distinct, counts, zeros, merging: merged * (dimension + 4) * unitRoundoff }
}

/** P(v_a . u > 0 for all a), u standard normal, with a factor 1/2 for every zero vector: a solid angle. */
export function coneProbability(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length === 0) return { value: 1, error: 0 }
  const { distinct, zeros, merging } = unitVectors(vectors)
  if (distinct.length === 0) return { value: 0.5 ** zeros, error: 0 }
  const { value, error } =
    distinct.length === 2 ? pairProbability(distinct) : probability(spanCoordinates(distinct))
  return { value: 0.5 ** zeros * value, error: 0.5 ** zeros * (error + merging) }
}

function probability(span: Span): Estimate {
  const { coordinates, rank, residual } = span
  if (rank === 1) {
    const opposite = coordinates.some(([side]) => side !== coordinates[0][0])
    // What lies between vectors that nearly coincide is as wide as they are apart.
    return { value: opposite ? 0 : 0.5, error: coordinates.length * residual }
  }
  const rounding = 4 * unitRoundoff * coordinates.length
  if (rank > 2) {
    const { value, error } = coneVolume(coordinates, rank)
    return { value, error: error + rounding + coordinates.length * residual }
  }
  const angles = anglesFrom(coordinates[0], coordinates)
  const length = Math.PI + Math.min(...angles) - Math.max(...angles)
  const error = rounding + coordinates.length * residual
  return { value: Math.max(0, length) / (2 * Math.PI), error }
}

/** Two unit vectors at an angle t: (pi - t)/(2 pi). */
function pairProbability([u, v]: readonly Float64Array[]): Estimate {
  const value = (Math.PI - angleBetween(u, v)) / (2 * Math.PI)
  return { value: Math.max(0, value), error: (u.length + 4) * unitRoundoff }
}

/** The angle between unit vectors, to rounding for nearly parallel and nearly opposite ones too. */
function angleBetween(u: Float64Array, v: Float64Array): number {
  return (
    2 *
    Math.atan2(Math.hypot(...u.map((x, k) => x - v[k])), Math.hypot(...u.map((x, k) => x + v[k])))
  )
}

/** Angles of plane vectors relative to a direction, in [-pi, pi]. */
function anglesFrom([x0, y0]: Float64Array, vectors: readonly Float64Array[]): number[] {
  return vectors.map(([x, y]) => Math.atan2(x0 * y - y0 * x, x0 * x + y0 * y))
}

/** E[sign(v_1 . u) … sign(v_n . u)], u standard normal; 0 with a zero vector. */
export function signProductMoment(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length === 0) return { value: 1, error: 0 }
  const { distinct, counts, zeros, merging } = unitVectors(vectors)
  if (zeros > 0 || vectors.length % 2 === 1) return { value: 0, error: 0 }
  const odd = distinct.filter((_, a) => counts[a] % 2 === 1)
  const { value, error } = oddSigns(odd)
  return { value, error: error + 4 * merging }
}

/** The same of unit vectors that all differ. */
function oddSigns(odd: readonly Float64Array[]): Estimate {
  if (odd.length === 0) return { value: 1, error: 0 }
  if (odd.length === 2) {
    const value = 1 - (2 / Math.PI) * angleBetween(odd[0], odd[1])
    return { value, error: 4 * (odd[0].length + 4) * unitRoundoff }
  }
  const span = spanCoordinates(odd)
  if (span.rank === 1) {
    const value = span.coordinates.reduce((product, [side]) => product * side, 1)
    return { value, error: 2 * odd.length * span.residual }
  }
  if (span.rank === 2) return planeSigns(span)
  if (span.rank === odd.length && span.conditioning < 30) {
    const rows = span.coordinates.map((u, a) =>
      Float64Array.from(span.coordinates, (v, b) => (a === b ? 1 : dot(u, v)))
    )
    const correlation = Float64Array.from(rows.flatMap((row) => [...row]))
    return signMoment(correlation, odd.length, leastCorrelationEigenvalue(rows))
  }
  return signsFromCones(odd)
}

/** The product of signs is constant on the arcs between the lines where one of them changes. */
function planeSigns({ coordinates, residual }: Span): Estimate {
  const angles = anglesFrom(coordinates[0], coordinates)
  const changes = angles
    .flatMap((angle) => [angle + Math.PI / 2, angle - Math.PI / 2])
    .map((angle) => (angle + 4 * Math.PI) % (2 * Math.PI))
    .sort((a, b) => a - b)
  let value = 0
  changes.forEach((start, i) => {
    const end = i + 1 < changes.length ? changes[i + 1] : changes[0] + 2 * Math.PI
    const middle = (start + end) / 2
    const side = angles.reduce((product, angle) => product * Math.sign(Math.cos(middle - angle)), 1)
    value += ((end - start) / (2 * Math.PI)) * side
  })
  return { value, error: coordinates.length * (8 * unitRoundoff + residual) }
}

/** sign = 2 step - 1: a sum over subsets of cone probabilities. */
function signsFromCones(vectors: readonly Float64Array[]): Estimate {
  let [value, error] = [0, 0]
  for (let subset = 0; subset < 1 << vectors.length; subset++) {
    const chosen = vectors.filter((_, a) => subset & (1 << a))
    const cone = chosen.length > 0 ? coneProbability(chosen) : { value: 1, error: 0 }
    const weight = 2 ** chosen.length * ((vectors.length - chosen.length) % 2 ? -1 : 1)
    value += weight * cone.value
    error += Math.abs(weight) * (cone.error + 2 * unitRoundoff * cone.value)
  }
  return { value, error }
}
