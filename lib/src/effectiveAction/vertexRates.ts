import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { RegulatorName } from '../flow/regulator.js'
import { denseTensor, fieldTensor } from './fieldTensor.js'
import type { FieldModes } from './fieldModes.js'
import { modeRegulator } from './pointRegulator.js'
import { squareMatrix } from './squareMatrix.js'
import type { Vertices } from './vertices.js'

/** The propagator of a regulated theory and what the loops of a flow have in its place, row-major. */
export interface Propagators {
  /** G = (Gamma^(2) + R_k)^-1. */
  readonly propagator: Matrix
  /** G R'_k G, minus the change of G with k at fixed Gamma^(2). */
  readonly single: Matrix
}

/**
 * Both of them; undefined where Gamma^(2) + R_k is not positive, so that there is no convex action. Computed in the modes, where
 * R_k is diagonal: soft ones may carry regulators many orders of magnitude above the rest.
 *
 * @param gamma2 row-major, shape [field][field]
 */
export function propagatorsOf(
  gamma2: ArrayLike<number>,
  regulator: RegulatorName,
  modes: FieldModes,
  k: number
): Propagators | undefined {
  const { points } = modes
  const vectors = squareMatrix(points, (i) => modes.vectors[i])
  const back = vectors.transpose()
  const each = Array.from(modes.eigenvalues, (lambda) => modeRegulator(regulator, lambda, k))
  const sum = vectors.mmul(squareMatrix(points, (i) => gamma2[i])).mmul(back)
  each.forEach(({ value }, m) => sum.set(m, m, sum.get(m, m) + value))
  if (!sum.to1DArray().every(Number.isFinite)) return undefined
  const inverted = invertedPositive(sum)
  if (!inverted) return undefined
  const slopes = Matrix.diag(each.map(({ slope }) => slope))
  return {
    propagator: back.mmul(inverted).mmul(vectors),
    single: back.mmul(inverted).mmul(slopes).mmul(inverted).mmul(vectors)
  }
}

/** Inverse of a symmetric matrix, in units of its diagonal; undefined if it is not positive. */
function invertedPositive(matrix: Matrix): Matrix | undefined {
  const size = matrix.rows
  const units = matrix.diagonal().map((value) => 1 / Math.sqrt(value))
  if (!units.every(Number.isFinite)) return undefined
  const scaled = squareMatrix(size, (i) => {
    const [a, b] = [Math.floor(i / size), i % size]
    return ((matrix.get(a, b) + matrix.get(b, a)) / 2) * (units[a] * units[b])
  })
  const cholesky = new CholeskyDecomposition(scaled)
  if (!cholesky.isPositiveDefinite()) return undefined
  const inverted = cholesky.solve(Matrix.eye(size))
  return squareMatrix(size, (i) => {
    const [a, b] = [Math.floor(i / size), i % size]
    return inverted.get(a, b) * (units[a] * units[b])
  })
}

const channels = [
  [0, 1, 2, 3],
  [0, 2, 1, 3],
  [0, 3, 1, 2]
]

/** The 15 ways to take two of six fields, those first. */
const pairAndRest = [0, 1, 2, 3, 4].flatMap((i) =>
  [1, 2, 3, 4, 5]
    .filter((j) => j > i)
    .map((j) => [i, j, ...[0, 1, 2, 3, 4, 5].filter((k) => k !== i && k !== j)])
)

/** The 15 ways to pair six fields. */
const threePairs = [1, 2, 3, 4, 5].flatMap((i) => {
  const rest = [1, 2, 3, 4, 5].filter((k) => k !== i)
  return channels.map((channel) => [0, i, ...channel.map((place) => rest[place])])
})

/**
 * The derivatives of the vertices with respect to k, without those of higher rank than are given: with X_ab the matrix
 * Gamma^(4)_ab.. and S = G R' G,
 *   Gamma^(2)' = -1/2 tr S X_ab,
 *   Gamma^(4)' = sum over 3 tr S X_ab G X_cd - 1/2 tr S Gamma^(6)_abcd..,
 *   Gamma^(6)' = sum over 15 tr S X_ab G Gamma^(6)_cdef.. - sum over 15 of the three tr S X_ab G X_cd G X_ef.
 * Derived in docs/theory.md, "Flows on a finite set of points".
 */
export function vertexRates(vertices: Vertices, { propagator, single }: Propagators): Vertices {
  const { fields } = vertices.gamma2
  const four = denseTensor(vertices.gamma4)
  const six = vertices.gamma6 && denseTensor(vertices.gamma6)
  const size = fields * fields
  const loop = Float64Array.from(single.to1DArray())
  const bubbles = Array.from({ length: size }, (_, ab) => {
    const vertex = squareMatrix(fields, (i) => four[ab * size + i])
    return Float64Array.from(single.mmul(vertex).mmul(propagator).to1DArray())
  })
  const traced = (a: Float64Array, dense: Float64Array, place: number) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += a[i] * dense[place * size + i]
    return sum
  }
  const pair = (a: number, b: number) => a * fields + b
  const gamma2 = fieldTensor(2, fields, ([a, b]) => -traced(loop, four, pair(a, b)) / 2)
  const gamma4 = fieldTensor(4, fields, (f) => {
    const [a, b, c, d] = f
    const next = six ? traced(loop, six, pair(a, b) * size + pair(c, d)) / 2 : 0
    return channels.reduce(
      (sum, [i, j, k, l]) => sum + traced(bubbles[pair(f[i], f[j])], four, pair(f[k], f[l])),
      -next
    )
  })
  if (!six) return { gamma2, gamma4 }
  const triangle = triangles(four, fields, propagator, single)
  const gamma6 = fieldTensor(6, fields, (f) => {
    const fish = pairAndRest.reduce((sum, [i, j, k, l, m, n]) => {
      const place = pair(f[k], f[l]) * size + pair(f[m], f[n])
      return sum + traced(bubbles[pair(f[i], f[j])], six, place)
    }, 0)
    return threePairs.reduce((sum, [i, j, k, l, m, n]) => {
      return sum - triangle(pair(f[i], f[j]), pair(f[k], f[l]), pair(f[m], f[n]))
    }, fish)
  })
  return { gamma2, gamma4, gamma6 }
}

/** tr S X G Y G Z + tr S Y G Z G X + tr S Z G X G Y of three pairs of fields. */
function triangles(four: Float64Array, fields: number, propagator: Matrix, single: Matrix) {
  const size = fields * fields
  const vertices = Array.from({ length: size }, (_, ab) =>
    squareMatrix(fields, (i) => four[ab * size + i])
  )
  const full = vertices.map((vertex) => propagator.mmul(vertex))
  // Transposed, so that a trace is a sum over equal places.
  const cut = vertices.map((vertex) => single.mmul(vertex).transpose().to1DArray())
  const joined = full.map((left) => full.map((right) => left.mmul(right).to1DArray()))
  const traced = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  return (x: number, y: number, z: number) =>
    traced(cut[x], joined[y][z]) + traced(cut[y], joined[z][x]) + traced(cut[z], joined[x][y])
}
