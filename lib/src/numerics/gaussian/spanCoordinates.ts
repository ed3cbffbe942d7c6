/** Vectors in coordinates of the space they span. */
export interface Span {
  /** Shape [vector][rank]; inner products are those of the given vectors. */
  readonly coordinates: readonly Float64Array[]
  readonly rank: number
  /** One over the smallest distance of a pivot vector to the span of those before it, >= 1. */
  readonly conditioning: number
  /** Largest distance of a vector to the span: what the coordinates leave out. */
  readonly residual: number
}

/**
 * Unit vectors closer than this to the span of others count as inside. Cones that are thinner than
 * this could not be resolved; callers add the residual to their error.
 */
const rankTolerance = 1e-11

/**
 * Orthonormal coordinates of unit vectors in their span, by Gram-Schmidt with pivoting and one
 * repetition (which keeps the basis orthonormal to rounding).
 */
export function spanCoordinates(vectors: readonly Float64Array[]): Span {
  const basis: Float64Array[] = []
  let conditioning = 1
  let distance = 0
  const limit = Math.min(vectors.length, vectors[0].length)
  while (basis.length < limit) {
    const residuals = vectors.map((vector) => residual(residual(vector, basis), basis))
    const lengths = residuals.map((vector) => Math.hypot(...vector))
    const largest = Math.max(...lengths)
    if (largest < rankTolerance) {
      distance = largest
      break
    }
    conditioning = Math.max(conditioning, 1 / largest)
    basis.push(residuals[lengths.indexOf(largest)].map((component) => component / largest))
  }
  const coordinates = vectors.map((vector) => Float64Array.from(basis, (axis) => dot(vector, axis)))
  if (basis.length === 1) coordinates.forEach((line) => (line[0] = Math.sign(line[0])))
  return { coordinates, rank: basis.length, conditioning, residual: distance }
}

/**
 * Coordinates of linearly independent vectors, one of which is alone in having a component on the last axis: the one that
 * is furthest from the span of the others.
 *
 * @returns its place, the coordinates of all, shape [vector][vector], and for each axis the share that its vector has on it
 */
export function aloneOnLastAxis(vectors: readonly Float64Array[]): {
  readonly alone: number
  readonly coordinates: readonly Float64Array[]
  readonly shares: readonly number[]
} {
  let best = { alone: 0, coordinates: vectors, shares: [-1] }
  const last = vectors.length - 1
  vectors.forEach((vector, alone) => {
    const [basis, shares]: [Float64Array[], number[]] = [[], []]
    for (const other of [...vectors.filter((_, a) => a !== alone), vector]) {
      const rest = residual(residual(other, basis), basis)
      const length = Math.hypot(...rest)
      shares.push(length / Math.hypot(...other))
      basis.push(rest.map((component) => (length > 0 ? component / length : 0)))
    }
    const coordinates = vectors.map((v) => Float64Array.from(basis, (axis) => dot(v, axis)))
    if (shares[last] > (best.shares[last] ?? -1)) best = { alone, coordinates, shares }
  })
  return best
}

function residual(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = vector.slice()
  for (const axis of basis) {
    const along = dot(rest, axis)
    for (let k = 0; k < rest.length; k++) rest[k] -= along * axis[k]
  }
  return rest
}

/** Inner product of two vectors of equal length. */
export function dot(u: Float64Array, v: Float64Array): number {
  let sum = 0
  for (let k = 0; k < u.length; k++) sum += u[k] * v[k]
  return sum
}

/** Sum of the absolute values of the terms of an inner product. */
export function absoluteDot(u: Float64Array, v: Float64Array): number {
  let sum = 0
  for (let k = 0; k < u.length; k++) sum += Math.abs(u[k] * v[k])
  return sum
}
