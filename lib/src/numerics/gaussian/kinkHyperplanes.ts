/** The set of u with normal . u = offset. */
export interface Hyperplane {
  readonly normal: Float64Array
  readonly offset: number
}

/**
 * For an integral over u, coordinate by coordinate, of a function with kinks on hyperplanes: levels[k] are the hyperplanes in
 * the first k + 1 coordinates at which the integral over the later ones is not smooth. Those further away than `radius` are
 * left out.
 */
export function kinkHyperplanes(
  planes: readonly Hyperplane[],
  dimension: number,
  radius: number
): (readonly Hyperplane[])[] {
  const levels: (readonly Hyperplane[])[] = []
  let current = planes
  for (let axis = dimension - 1; axis >= 0; axis--) {
    levels[axis] = current
    current = axis > 0 ? projected(current, axis, radius) : []
  }
  return levels
}

/** Hyperplanes parallel to the axis, and the crossings of the others, without that coordinate. */
function projected(
  planes: readonly Hyperplane[],
  axis: number,
  radius: number
): readonly Hyperplane[] {
  const kept = new Map<string, Hyperplane>()
  const keep = (normal: Float64Array, offset: number): void => {
    const length = Math.hypot(...normal)
    if (length < 1e-13) return
    const plane = { normal: normal.map((x) => x / length), offset: offset / length }
    const sign = Math.sign(plane.normal.find((x) => Math.abs(x) > 1e-9) ?? 1)
    const key = [...plane.normal, plane.offset].map((x) => Math.round(sign * x * 1e11)).join()
    if (Math.abs(plane.offset) < radius) kept.set(key, plane)
  }
  planes.forEach((p, i) => {
    const [pk, ...others] = [p.normal[axis], ...planes.slice(0, i)] as [number, ...Hyperplane[]]
    if (Math.abs(pk) < 1e-13) {
      keep(p.normal.slice(0, axis), p.offset)
      return
    }
    for (const q of others) {
      const qk = q.normal[axis]
      if (Math.abs(qk) < 1e-13) continue
      const normal = p.normal.slice(0, axis).map((x, k) => x * qk - q.normal[k] * pk)
      keep(normal, p.offset * qk - q.offset * pk)
    }
  })
  return [...kept.values()]
}
