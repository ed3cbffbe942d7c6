import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix'
import { unitRoundoff, type Estimate } from '../../numerics/estimate.js'
import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { dot } from '../../numerics/gaussian/spanCoordinates.js'
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

/**
 * E[exp(-z_1^2) … exp(-z_n^2)] = det(1 + 2 C)^(-1/2), C the covariance matrix: the same determinant as that of 1 + 2 sum v_a v_a^T
 * in the space of u, and the smaller of the two matrices is the one that is far from singular.
 */
function moment(vectors: readonly Float64Array[]): Estimate {
  const axes = Array.from(vectors[0], (_, k) => Float64Array.from(vectors, (v) => v[k]))
  const rows = axes.length < vectors.length ? axes : vectors
  const entry = (u: Float64Array, v: Float64Array, same: boolean) => 2 * dot(u, v) + (same ? 1 : 0)
  const matrix = new Matrix(rows.map((u, a) => rows.map((v, b) => entry(u, v, a === b))))
  const factor = new CholeskyDecomposition(matrix).lowerTriangularMatrix
  const value = rows.reduce((product, _, a) => product / factor.get(a, a), 1)
  // Roundings of an entry are small beside the geometric mean of the diagonal ones in its row and column.
  const inverted = inverse(matrix)
  const diagonal = rows.map((_, a) => Math.sqrt(matrix.get(a, a)))
  const sensitivity = diagonal.reduce((sum, x, a) => {
    return sum + diagonal.reduce((part, y, b) => part + x * y * Math.abs(inverted.get(a, b)), 0)
  }, 0)
  const roundings = rows[0].length + 2 * rows.length + 8
  return { value, error: unitRoundoff * roundings * sensitivity * value }
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
