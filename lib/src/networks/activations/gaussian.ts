import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { unitRoundoff, type Estimate } from '../../numerics/estimate.js'
import { dot } from '../../numerics/gaussian/spanCoordinates.js'
import { define } from './define.js'

/** E[exp(-z_1^2) … exp(-z_n^2)] = det(1 + 2 C)^(-1/2), C the covariance matrix. */
function moment(vectors: readonly Float64Array[]): Estimate {
  const matrix = new Matrix(
    vectors.map((u, a) => vectors.map((v, b) => 2 * dot(u, v) + (a === b ? 1 : 0)))
  )
  const factor = new CholeskyDecomposition(matrix).lowerTriangularMatrix
  const value = vectors.reduce((product, _, a) => product / factor.get(a, a), 1)
  // Eigenvalues are >= 1, so each rounding of an entry changes the logarithm by at most its size.
  const trace = vectors.reduce((sum, v) => sum + 1 + 2 * dot(v, v), 0)
  return {
    value,
    error: unitRoundoff * (vectors[0].length + 2 * vectors.length + 4) * trace * value
  }
}

/** exp(-z^2): a bump. Its covariance decays like 1/|x|, along the line where z stays near 0. */
export const gaussian = define({
  name: 'gaussian',
  formula: 'exp(-z^2)',
  value: (z) => Math.exp(-z * z),
  derivative: (z) => -2 * z * Math.exp(-z * z),
  secondDerivative: (z) => (4 * z * z - 2) * Math.exp(-z * z),
  parity: 'even',
  growth: -1,
  imaginaryGrowth: 2,
  strip: Infinity,
  pairMoment: (pair) => {
    const { varianceX, varianceY } = pair
    const area = varianceX > 0 && varianceY > 0 ? Math.sqrt(varianceX * varianceY) * pair.sine() : 0
    return 1 / Math.sqrt(1 + 2 * varianceX + 2 * varianceY + 4 * area * area)
  },
  moment
})
