import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { QuadratureRule } from './gaussLegendre.js'
import { requireInteger } from './parameterError.js'

/**
 * Gauss-Hermite rule for the standard normal distribution: E[f] is about the sum of weights[i] f(nodes[i]), exact for
 * polynomials of degree 2 order - 1. Eigenvalues and first components of eigenvectors of the Jacobi matrix,
 * off-diagonal sqrt(i) (G. H. Golub, J. H. Welsch, Math. Comp. 23, 221, 1969), made symmetric about 0.
 *
 * @throws ParameterError unless `order` is an integer in [1, 64]
 */
export function gaussHermite(order: number): QuadratureRule {
  requireInteger('gaussHermite', 'order', order, 1, 64)
  const matrix = Matrix.zeros(order, order)
  for (let i = 1; i < order; i++) {
    matrix.set(i, i - 1, Math.sqrt(i))
    matrix.set(i - 1, i, Math.sqrt(i))
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true
  })
  const pairs = realEigenvalues
    .map((node, i) => ({ node, weight: eigenvectorMatrix.get(0, i) ** 2 }))
    .sort((a, b) => a.node - b.node)
  const mirrored = (i: number) => pairs[order - 1 - i]
  return {
    nodes: Float64Array.from(pairs, ({ node }, i) => (node - mirrored(i).node) / 2),
    weights: Float64Array.from(pairs, ({ weight }, i) => (weight + mirrored(i).weight) / 2)
  }
}
