import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Point } from '../networks/networkParameters.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { positiveFromLogarithm, type SignedLogarithm } from '../numerics/signedLogarithm.js'
import type { TreeDiagram } from './treeDiagrams.js'

/**
 * Integral of prod K_W over the vertices of a tree diagram, GaussNet, exact in any dimension d:
 *   sigmaW^(2L) (2 pi d/sigmaW^2)^(d v/2) det(A)^(-d/2) exp(-sigmaW^2 E/(2 d)),
 * L lines, v vertices, A the matrix of the quadratic form in the vertices (degree on the diagonal, -1 for an edge),
 * E the least sum of squared lengths of the lines. One vertex: sigmaW^(2n) (2 pi d/(n sigmaW^2))^(d/2)
 * exp(-sigmaW^2/(2d) sum |x_a - xbar|^2). Zero where the logarithm is no number either.
 * Derived in docs/theory.md, "Effective action and couplings".
 */
export function gaussNetTreeIntegral(
  sigmaW: number,
  tree: TreeDiagram,
  points: readonly Point[]
): SignedLogarithm {
  const d = points[0].length
  const count = tree.vertices.length
  const form = quadraticForm(tree)
  const energy = leastEnergy(tree, points, form)
  const lines = points.length + tree.edges.length
  const terms = [
    2 * lines * Math.log(sigmaW),
    ((d * count) / 2) * (Math.log(2 * Math.PI * d) - 2 * Math.log(sigmaW)),
    (-d / 2) * form.logDeterminant,
    -((sigmaW * Math.sqrt(energy)) ** 2) / (2 * d)
  ]
  const log = terms.reduce((sum, term) => sum + term, 0)
  if (log === -Infinity) return { sign: 0, log, logError: log }
  return positiveFromLogarithm(
    log,
    8 * unitRoundoff * terms.reduce((sum, term) => sum + Math.abs(term) + 1, 0)
  )
}

/** The matrix A of a tree, diagonalised. */
interface QuadraticForm {
  readonly eigenvalues: readonly number[]
  /** eigenvectors[e][v]. */
  readonly eigenvectors: readonly (readonly number[])[]
  readonly logDeterminant: number
}

/** Forms of trees in use: they depend on no points, and a table of couplings needs each hundreds of times. */
const forms = new WeakMap<TreeDiagram, QuadraticForm>()

function quadraticForm(tree: TreeDiagram): QuadraticForm {
  const kept = forms.get(tree)
  if (kept) return kept
  const count = tree.vertices.length
  const matrix = Matrix.zeros(count, count)
  tree.vertices.forEach(({ order }, v) => matrix.set(v, v, order))
  for (const [a, b] of tree.edges) {
    matrix.set(a, b, -1)
    matrix.set(b, a, -1)
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix)
  const form = {
    eigenvalues: realEigenvalues,
    eigenvectors: eigenvectorMatrix.transpose().to2DArray(),
    logDeterminant: realEigenvalues.reduce((sum, value) => sum + Math.log(value), 0)
  }
  forms.set(tree, form)
  return form
}

/** Least sum of squared line lengths over the vertices' positions, about the centre of the points so that nothing cancels. */
function leastEnergy(
  tree: TreeDiagram,
  points: readonly Point[],
  { eigenvalues, eigenvectors }: QuadraticForm
): number {
  let energy = 0
  for (let k = 0; k < points[0].length; k++) {
    const mean = points.reduce((sum, x) => sum + x[k], 0) / points.length
    const pulls = tree.vertices.map(({ legs }) =>
      legs.reduce((sum, leg) => sum + (points[leg][k] - mean), 0)
    )
    energy += points.reduce((sum, x) => sum + (x[k] - mean) ** 2, 0)
    eigenvalues.forEach((value, e) => {
      const projection = pulls.reduce((sum, pull, v) => sum + pull * eigenvectors[e][v], 0)
      energy -= projection ** 2 / value
    })
  }
  // Rounding may leave a tiny negative energy for coinciding points.
  return Math.max(0, energy)
}
