import { EigenvalueDecomposition } from 'ml-matrix'
import { ParameterError, requireFiniteList } from './parameterError.js'

/** A matrix as rows: `matrix[i][j]`. */
export type MatrixRows = readonly ArrayLike<number>[]

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface EigenSystem {
  /** Decreasing. */
  readonly values: readonly number[]
  /** vectors[i] belongs to values[i]; orthonormal, the largest component positive: an eigenvector's sign is chance. */
  readonly vectors: readonly (readonly number[])[]
}

/**
 * Eigenvalues, the largest first, and eigenvectors of a real symmetric matrix, such as a covariance K on points. Accurate to
 * rounding of the largest eigenvalue.
 *
 * @param matrix rows of numbers, shape [i][j], symmetric up to 1e-12 of the diagonal entries
 * @example eigenSystem([[2, 1], [1, 2]]).values // [3, 1]
 * @throws ParameterError for anything but a symmetric matrix of finite numbers
 */
export function eigenSystem(matrix: MatrixRows): EigenSystem {
  requireSymmetric('eigenSystem', 'matrix', matrix)
  return symmetricEigenSystem(matrix)
}

/** The rows of a square matrix that is stored row-major in one list. */
export function matrixRows(entries: ArrayLike<number>): number[][] {
  const size = Math.sqrt(entries.length)
  return Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (__, b) => entries[a * size + b])
  )
}

/** Refuses anything but the rows of a symmetric matrix of finite numbers. */
export function requireSymmetric(source: string, parameter: string, matrix: MatrixRows): void {
  if (!Array.isArray(matrix) || matrix.length === 0) {
    throw new ParameterError(source, parameter, 'a list of the rows of a square matrix', matrix)
  }
  const size = matrix.length
  for (let a = 0; a < size; a++) {
    const rule = `a list of ${size} numbers, as many as there are rows`
    requireFiniteList(source, `${parameter}[${a}]`, matrix[a], rule, { least: size, typed: true })
    if (matrix[a].length > size)
      throw new ParameterError(source, `${parameter}[${a}]`, rule, matrix[a])
    for (let b = 0; b < a; b++) {
      const scale = Math.sqrt(Math.abs(matrix[a][a] * matrix[b][b]))
      if (Math.abs(matrix[a][b] - matrix[b][a]) <= 1e-12 * scale) continue
      const rule = `equal to ${parameter}[${b}][${a}] = ${matrix[b][a]}: a symmetric matrix`
      throw new ParameterError(source, `${parameter}[${a}][${b}]`, rule, matrix[a][b])
    }
  }
}

/** The eigensystem of a matrix that is known to be symmetric. */
export function symmetricEigenSystem(matrix: MatrixRows): EigenSystem {
  const largest = matrix.reduce(
    (most, row) => Array.from(row).reduce((a, x) => Math.max(a, Math.abs(x)), most),
    0
  )
  const unit = largest || 1
  // Squares of smaller entries underflow, of which the decomposition makes NaN; they are far below rounding.
  const rows = matrix.map((row) =>
    Array.from(row, (x) => (Math.abs(x) < 1e-150 * unit ? 0 : x / unit))
  )
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(rows, {
    assumeSymmetric: true
  })
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  return {
    values: order.map((i) => realEigenvalues[i] * unit),
    vectors: order.map((i) => signed(eigenvectorMatrix.getColumn(i)))
  }
}

function signed(vector: readonly number[]): number[] {
  const largest = vector.reduce(
    (most, x) => (Math.abs(x) > Math.abs(most) * (1 + 1e-9) ? x : most),
    0
  )
  return vector.map((x) => (largest < 0 ? -x : x))
}
