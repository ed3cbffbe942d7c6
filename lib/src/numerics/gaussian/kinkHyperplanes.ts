/** The set of u with normal . u = offset. */
export interface Hyperplane {
  readonly normal: Float64Array
  readonly offset: number
}

/**
 * For an integral over u, coordinate by coordinate, of a function with kinks on hyperplanes: levels[k] are the hyperplanes in
 * the first k + 1 coordinates at which the integral over the later ones is not smooth. Those further away than `radius` are
 * left out.
 *
 * @param marks values of each coordinate between which its density changes little. A hyperplane that is steep meets several of
 *   them while the others change by less than their own scale: the integral is smooth there, but bends within that way,
 *   and these meetings are hyperplanes too, of the others
 */
export function kinkHyperplanes(
  planes: readonly Hyperplane[],
  dimension: number,
  radius: number,
  marks: readonly (readonly number[])[] = []
): (readonly Hyperplane[])[] {
  const levels: (readonly Hyperplane[])[] = []
  let [current, bends]: (readonly Hyperplane[])[] = [planes, []]
  for (let axis = dimension - 1; axis >= 0; axis--) {
    levels[axis] = [...current, ...bends]
    if (axis === 0) break
    const parallel = bends.filter(({ normal }) => normal[axis] === 0)
    bends = [
      ...parallel.map((plane) => without(plane, axis)),
      ...met(current, axis, radius, marks[axis] ?? [])
    ]
    current = projected(current, axis, radius)
  }
  return levels
}

/** How much shorter than the distance between marks the way is on which a steep hyperplane meets two of them. */
const steep = 2

/** Hyperplanes in the coordinates before the axis, on which steep ones meet the marks of the axis. */
function met(
  planes: readonly Hyperplane[],
  axis: number,
  radius: number,
  marks: readonly number[]
): readonly Hyperplane[] {
  const list = planes.flatMap(({ normal, offset }) => {
    const others = normal.slice(0, axis)
    const along = Math.abs(normal[axis])
    if (along === 0 || Math.hypot(...others) <= steep * along) return []
    return marks.map((mark) => ({ normal: others, offset: offset - mark * normal[axis] }))
  })
  return distinct(list, radius)
}

/** Hyperplanes parallel to the axis, and the crossings of the others, without that coordinate. */
function projected(
  planes: readonly Hyperplane[],
  axis: number,
  radius: number
): readonly Hyperplane[] {
  const list = planes.flatMap((p, i) => {
    const pk = p.normal[axis]
    if (Math.abs(pk) < 1e-13) return [without(p, axis)]
    return planes.slice(0, i).flatMap((q) => {
      const qk = q.normal[axis]
      if (Math.abs(qk) < 1e-13) return []
      const normal = p.normal.slice(0, axis).map((x, k) => x * qk - q.normal[k] * pk)
      return [{ normal, offset: p.offset * qk - q.offset * pk }]
    })
  })
  return distinct(list, radius)
}

function without({ normal, offset }: Hyperplane, axis: number): Hyperplane {
  return { normal: normal.slice(0, axis), offset }
}

/** Hyperplanes with normals of length 1, each once, that come closer than the radius. */
function distinct(planes: readonly Hyperplane[], radius: number): readonly Hyperplane[] {
  const kept = new Map<string, Hyperplane>()
  for (const { normal, offset } of planes) {
    const length = Math.hypot(...normal)
    if (length < 1e-13) continue
    const plane = { normal: normal.map((x) => x / length), offset: offset / length }
    const sign = Math.sign(plane.normal.find((x) => Math.abs(x) > 1e-9) ?? 1)
    const key = [...plane.normal, plane.offset].map((x) => Math.round(sign * x * 1e11)).join()
    if (Math.abs(plane.offset) < radius) kept.set(key, plane)
  }
  return [...kept.values()]
}
