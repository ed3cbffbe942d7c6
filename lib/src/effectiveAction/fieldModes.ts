import { EigenvalueDecomposition } from 'ml-matrix'
import { covarianceMatrix } from '../covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireObject
} from '../numerics/parameterError.js'
import { squareMatrix } from './squareMatrix.js'

/** Orthonormal modes of fields on a finite set of points, softest first, by which a regulator tells them apart. */
export interface FieldModes {
  readonly points: number
  /** What stands for p^2 + m^2: eigenvalues of K^-1, or squares of momenta; increasing, shape [mode]. */
  readonly eigenvalues: Float64Array
  /** Row-major, shape [mode][point]. */
  readonly vectors: Float64Array
}

/** Smallest ratio of eigenvalues of K for which its inverse has digits left. */
const leastShare = 1e-12

/**
 * The eigenmodes of a covariance K, with the eigenvalues of K^-1 (the modes of arXiv:2405.06008).
 *
 * @param covariance K, symmetric, row-major, shape [point][point]
 * @throws ParameterError if K has no inverse, which names the remedy
 */
export function covarianceModes(covariance: ArrayLike<number>): FieldModes {
  const source = 'covarianceModes'
  requireFiniteList(source, 'covariance', covariance, 'a list of numbers, shape [point][point]')
  const points = Math.sqrt(covariance.length)
  const isSquare = Number.isInteger(points)
  const entry = (a: number, b: number) => covariance[a * points + b]
  const symmetric =
    isSquare &&
    Array.from({ length: points ** 2 }, (_, i) => i).every((i) => {
      const [a, b] = [Math.floor(i / points), i % points]
      return (
        Math.abs(entry(a, b) - entry(b, a)) <=
        1e-12 * Math.sqrt(Math.abs(entry(a, a) * entry(b, b)))
      )
    })
  if (!symmetric) {
    throw new ParameterError(source, 'covariance', 'a symmetric matrix, row-major', covariance)
  }
  const matrix = squareMatrix(points, (i) => covariance[i])
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true
  })
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  const largest = realEigenvalues[order[0]]
  const rank = order.filter((i) => realEigenvalues[i] > leastShare * largest).length
  if (rank < points) throw rankError(source, rank, points)
  return {
    points,
    eigenvalues: Float64Array.from(order, (i) => 1 / realEigenvalues[i]),
    vectors: Float64Array.from(order.flatMap((i) => signed(eigenvectorMatrix.getColumn(i))))
  }
}

/** A vector whose largest component is positive: an eigenvector's sign is chance. */
function signed(vector: readonly number[]): number[] {
  const largest = vector.reduce(
    (most, x) => (Math.abs(x) > Math.abs(most) * (1 + 1e-9) ? x : most),
    0
  )
  return vector.map((x) => (largest < 0 ? -x : x))
}

function rankError(source: string, rank: number, points: number): ParameterError {
  const rule =
    `such that K has an inverse; it has rank ${rank} on ${points} points: take sigmaB > 0, ` +
    'inputs of dIn >= 2, or fewer points that are farther apart'
  return new ParameterError(source, 'points', rule, points)
}

/** The eigenmodes of a network's K at these points. @throws ParameterError if K has no inverse there */
export function networkModes(parameters: NetworkParameters, points: readonly Point[]): FieldModes {
  return covarianceModes(covarianceMatrix(parameters, points))
}

/** Refuses what are no modes. */
export function requireModes(source: string, modes: FieldModes): void {
  requireObject(source, 'modes', modes)
  const { points, eigenvalues, vectors } = modes
  requireInteger(source, 'modes.points', points, 1)
  if (eigenvalues?.length === points && vectors?.length === points ** 2) return
  throw new ParameterError(source, 'modes', 'those of as many points', modes)
}
