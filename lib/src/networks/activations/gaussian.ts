import { Matrix, QrDecomposition } from 'ml-matrix'
import { type Estimate, unitRoundoff, withUnderflow } from '../../numerics/estimate.js'
import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { define } from './define.js'
import { incrementCumulants } from './incrementCumulants.js'

const analytic = { growth: -1, strip: Infinity, imaginaryGrowth: 2 } as const

/** exp(-z^2) - 1. */
const increment = {
  ...analytic,
  growth: 0,
  value: (z: number) => Math.expm1(-z * z),
  parity: 'even',
  kinks: [],
  known: true
} as const

/** Most columns of the larger of two matrices that is tried beside the smaller one. */
const mostColumns = 16

/**
 * E[exp(-z_1^2) … exp(-z_n^2)] = det(1 + 2 C)^(-1/2), C the covariance matrix: the same determinant as that of 1 + 2 sum v_a v_a^T
 * in the space of u. Vectors that are nearly parallel lose digits in the one, coordinates of different sizes none in the other.
 */
function moment(vectors: readonly Float64Array[]): Estimate {
  const axes = Array.from(vectors[0], (_, k) => Float64Array.from(vectors, (v) => v[k]))
  const [fewer, more] = axes.length < vectors.length ? [axes, vectors] : [vectors, axes]
  const first = inverseVolume(fewer)
  if (more.length > mostColumns) return first
  const second = inverseVolume(more)
  return second.error < first.error ? second : first
}

/**
 * det(1 + 2 sum_k c_k c_k^T)^(-1/2), the columns c_k: the product over the diagonal of R in the QR decomposition of the columns
 * sqrt(2) c_k above the identity. The matrix itself would hold squares, in which its small eigenvalues drown.
 */
function inverseVolume(columns: readonly Float64Array[]): Estimate {
  const above = columns[0].length
  const stacked = Matrix.zeros(above + columns.length, columns.length)
  columns.forEach((column, k) => {
    column.forEach((x, a) => stacked.set(a, k, Math.SQRT2 * x))
    stacked.set(above + k, k, 1)
  })
  const triangle = new QrDecomposition(stacked).upperTriangularMatrix
  // No singular value is below that of the identity, so no entry of the diagonal is.
  const diagonal = columns.map((_, k) => Math.max(1, Math.abs(triangle.get(k, k))))
  const value = diagonal.reduce((product, x) => product / x, 1)
  // Columns are right to roundings of their lengths.
  const sensitivity = columns.reduce((sum, column, k) => {
    const length = Math.hypot(1, ...column.map((x) => Math.SQRT2 * x))
    return sum + length * rowOfInverse(triangle, diagonal, k)
  }, 0)
  const relative = unitRoundoff * (2 * columns.length + above + 8) * sensitivity
  return withUnderflow({ value, error: relative < 0.1 ? 1.1 * relative * value : 1 })
}

/** Length of a row of the inverse of an upper triangular matrix whose diagonal is given apart. */
function rowOfInverse(triangle: Matrix, diagonal: readonly number[], row: number): number {
  const entries = diagonal.map(() => 0)
  for (let k = row; k < diagonal.length; k++) {
    let rest = k === row ? 1 : 0
    for (let j = row; j < k; j++) rest -= entries[j] * triangle.get(j, k)
    entries[k] = rest / diagonal[k]
  }
  return Math.hypot(...entries)
}

/** exp(-z^2): a bump. Its covariance decays like 1/|x|, along the line where z stays near 0. */
export const gaussian = define({
  name: 'gaussian',
  formula: 'exp(-z^2)',
  value: (z) => Math.exp(-z * z),
  derivative: (z) => -2 * z * Math.exp(-z * z),
  secondDerivative: (z) => (4 * z * z - 2) * Math.exp(-z * z),
  parity: 'even',
  ...analytic,
  pairMoment: (pair) => {
    const { varianceX, varianceY } = pair
    const area = varianceX > 0 && varianceY > 0 ? Math.sqrt(varianceX * varianceY) * pair.sine() : 0
    return 1 / Math.sqrt(1 + 2 * varianceX + 2 * varianceY + 4 * area * area)
  },
  moment,
  cumulants: incrementCumulants(1, (vectors) => productMoment(increment, vectors))
})
