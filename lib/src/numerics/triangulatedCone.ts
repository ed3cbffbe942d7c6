/** A vector, shape [dimension]. */
type Vector = Float64Array

/** Inner products of unit vectors below this are zero: a ray lies on that facet. */
export const facetTightness = 1e-12

/**
 * Cuts the cone {u : e . u >= 0 for all e} into simplicial cones, each given by `dimension` unit
 * rays with pairwise cosines >= `leastCosine`. The unit vectors `normals` span the space, so the cone has an
 * apex; the result is empty if it has no interior.
 *
 * Rays come from all choices of dimension - 1 normals; the cone is cut from one ray to the facets
 * that do not hold it, facets likewise; pieces are then bisected along their widest edge.
 *
 * @param leastCosine cosine of the widest angle allowed, in [-1, 1); -1 bisects nothing
 */
export function triangulatedCone(
  normals: readonly Vector[],
  dimension: number,
  leastCosine: number
): readonly (readonly Vector[])[] {
  const rays = extremeRays(distinct(normals), dimension)
  if (rays.length < dimension) return []
  const facets = distinct(normals).map(
    (normal) => new Set(rays.flatMap((ray, i) => (dot(normal, ray) <= facetTightness ? [i] : [])))
  )
  // A facet that holds every ray squeezes the cone into a plane: no interior.
  if (facets.some((facet) => facet.size === rays.length)) return []
  const all = rays.map((_, i) => i)
  return simplices(all, dimension, facets).flatMap((simplex) =>
    bisected(
      simplex.map((i) => rays[i]),
      leastCosine
    )
  )
}

function distinct(vectors: readonly Vector[]): Vector[] {
  const kept: Vector[] = []
  for (const vector of vectors) {
    const seen = kept.some((other) => vector.every((v, k) => Math.abs(v - other[k]) < 1e-15))
    if (!seen) kept.push(vector)
  }
  return kept
}

function extremeRays(normals: readonly Vector[], dimension: number): Vector[] {
  const rays: Vector[] = []
  for (const chosen of subsets(normals.length, dimension - 1)) {
    const line = orthogonalVector(
      chosen.map((i) => normals[i]),
      dimension
    )
    if (!line) continue
    for (const ray of [line, line.map((component) => -component)]) {
      const inside = normals.every(
        (normal, i) => chosen.includes(i) || dot(normal, ray) >= -facetTightness
      )
      const seen = rays.some(
        (other) => dot(ray, other) > 0 && distance(ray, other) < facetTightness
      )
      if (inside && !seen) rays.push(ray)
    }
  }
  return rays
}

/** The unit vector orthogonal to dimension - 1 vectors, if they are independent. */
function orthogonalVector(vectors: readonly Vector[], dimension: number): Vector | undefined {
  const rows = vectors.map((vector) => vector.slice())
  const pivots: number[] = []
  for (let rank = 0; rank < rows.length; rank++) {
    let best = { size: 0, row: rank, column: -1 }
    for (let row = rank; row < rows.length; row++) {
      for (let column = 0; column < dimension; column++) {
        const size = Math.abs(rows[row][column])
        if (!pivots.includes(column) && size > best.size) best = { size, row, column }
      }
    }
    if (best.size < 1e-14) return undefined
    ;[rows[rank], rows[best.row]] = [rows[best.row], rows[rank]]
    pivots.push(best.column)
    const pivotRow = rows[rank].map((value) => value / rows[rank][best.column])
    rows.forEach((row, i) => {
      const factor = i === rank ? 0 : row[best.column]
      rows[i] = i === rank ? pivotRow : row.map((value, k) => value - factor * pivotRow[k])
    })
  }
  const free = Array.from({ length: dimension }, (_, k) => k).find((k) => !pivots.includes(k))
  if (free === undefined) return undefined
  const solution = new Float64Array(dimension)
  solution[free] = 1
  pivots.forEach((column, i) => (solution[column] = -rows[i][free]))
  const length = Math.hypot(...solution)
  return solution.map((component) => component / length)
}

/** Cuts a face, given by its rays, into simplices of `dimension` rays. */
function simplices(
  face: readonly number[],
  dimension: number,
  facets: readonly ReadonlySet<number>[]
): number[][] {
  if (face.length === dimension) return [[...face]]
  const [apex] = face
  return maximalFaces(face, facets)
    .filter((part) => !part.includes(apex))
    .flatMap((part) => simplices(part, dimension - 1, facets).map((rest) => [apex, ...rest]))
}

/** The facets of a face: its largest proper intersections with the cone's facets. */
function maximalFaces(
  face: readonly number[],
  facets: readonly ReadonlySet<number>[]
): readonly (readonly number[])[] {
  const parts = facets
    .map((facet) => face.filter((ray) => facet.has(ray)))
    .filter((part) => part.length > 0 && part.length < face.length)
  const unique = [...new Map(parts.map((part) => [part.join(), part])).values()]
  return unique.filter(
    (part) =>
      !unique.some(
        (other) => other.length > part.length && part.every((ray) => other.includes(ray))
      )
  )
}

function bisected(rays: readonly Vector[], leastCosine: number): (readonly Vector[])[] {
  let widest = { cosine: leastCosine, i: -1, j: -1 }
  for (let i = 0; i < rays.length; i++) {
    for (let j = 0; j < i; j++) {
      const cosine = dot(rays[i], rays[j])
      if (cosine < widest.cosine - 1e-12) widest = { cosine, i, j }
    }
  }
  if (widest.i < 0) return [rays]
  const sum = rays[widest.i].map((component, k) => component + rays[widest.j][k])
  const length = Math.hypot(...sum)
  const middle = sum.map((component) => component / length)
  return [widest.i, widest.j].flatMap((replaced) =>
    bisected(
      rays.map((ray, k) => (k === replaced ? middle : ray)),
      leastCosine
    )
  )
}

function* subsets(count: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) yield []
  for (let first = from; size > 0 && first <= count - size; first++) {
    for (const rest of subsets(count, size - 1, first + 1)) yield [first, ...rest]
  }
}

function dot(u: Vector, v: Vector): number {
  let sum = 0
  for (let k = 0; k < u.length; k++) sum += u[k] * v[k]
  return sum
}

function distance(u: Vector, v: Vector): number {
  return Math.hypot(...u.map((component, k) => component - v[k]))
}
