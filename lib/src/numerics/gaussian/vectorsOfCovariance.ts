import { unitRoundoff } from '../estimate.js'

/**
 * Vectors v_a with v_a . v_b = covariance(a, b), shape [variable][variable]: the rows of a Cholesky factor with pivoting,
 * which stops where what is left of all variances is rounding. Equal rows give equal vectors.
 */
export function vectorsOfCovariance(
  size: number,
  covariance: (a: number, b: number) => number
): readonly Float64Array[] {
  const vectors = Array.from({ length: size }, () => new Float64Array(size))
  const variances = vectors.map((_, a) => covariance(a, a))
  const rest = [...variances]
  for (let axis = 0; axis < size; axis++) {
    // Of each variable the part that is left, relative to the whole.
    const shares = rest.map((left, a) => (variances[a] > 0 ? left / variances[a] : 0))
    const pivot = shares.indexOf(Math.max(...shares))
    if (shares[pivot] <= 8 * size * unitRoundoff) break
    const length = Math.sqrt(rest[pivot])
    const pivotVector = vectors[pivot].slice()
    for (let a = 0; a < size; a++) {
      let along = covariance(a, pivot)
      for (let k = 0; k < axis; k++) along -= vectors[a][k] * pivotVector[k]
      vectors[a][axis] = a === pivot ? length : along / length
      rest[a] = a === pivot ? 0 : rest[a] - vectors[a][axis] ** 2
    }
  }
  return vectors
}
