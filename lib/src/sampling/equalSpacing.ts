/**
 * Spacing h if the points are x_k = x_0 + k h within 4 units in the last place of the largest
 * coordinate, else undefined. Then exp(b + w.x_k) = exp(b + w.x_0) exp(w.h)^k takes two exponentials
 * for any number of points.
 *
 * @param points shape [point][coordinate]
 */
export function equalSpacing(points: readonly (readonly number[])[]): number[] | undefined {
  if (points.length < 3) return undefined
  const last = points.length - 1
  const largest = Math.max(...points.flat().map(Math.abs))
  const tolerance = 4 * Number.EPSILON * largest
  const spacing = points[0].map((x, i) => (points[last][i] - x) / last)
  const spaced = points.every((point, k) =>
    point.every((x, i) => Math.abs(points[0][i] + k * spacing[i] - x) <= tolerance)
  )
  return spaced ? spacing : undefined
}
