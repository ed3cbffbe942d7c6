import { refusedUnder } from '../numerics/refusedUnder.js'
import { covarianceMatrix } from '../covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { requireSymmetric, symmetricEigenSystem, type MatrixRows } from '../numerics/eigenSystem.js'
import { ParameterError, requireInteger, requireObject } from '../numerics/parameterError.js'

/** Orthonormal modes of fields on a finite set of points, softest first, by which a regulator tells them apart. */
export interface FieldModes {
  /** Number of points, and of modes. */
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
 * @param covariance K as rows, `K[a][b]`, symmetric
 * @example covarianceModes([[2, 1], [1, 2]]).eigenvalues // 1/3 and 1
 * @throws ParameterError if it is no symmetric matrix or has no inverse, which names the remedy
 */
export function covarianceModes(covariance: MatrixRows): FieldModes {
  const source = 'covarianceModes'
  requireSymmetric(source, 'covariance', covariance)
  const { values, vectors } = symmetricEigenSystem(covariance)
  const points = covariance.length
  const rank = values.filter((value) => value > leastShare * values[0]).length
  if (rank < points) throw rankError(source, rank, points)
  return {
    points,
    eigenvalues: Float64Array.from(values, (value) => 1 / value),
    vectors: Float64Array.from(vectors.flat())
  }
}

function rankError(source: string, rank: number, points: number): ParameterError {
  const rule =
    `such that K has an inverse; it has rank ${rank} on ${points} points: take sigmaB > 0, ` +
    'inputs of dIn >= 2, or fewer points that are farther apart'
  return new ParameterError(source, 'points', rule, points)
}

/**
 * The eigenmodes of a network's K at these points.
 *
 * @example networkModes({ network: 'relu', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]]).eigenvalues
 * @throws ParameterError if K has no inverse there
 */
export function networkModes(parameters: NetworkParameters, points: readonly Point[]): FieldModes {
  return refusedUnder('networkModes', () => {
    return covarianceModes(covarianceMatrix(parameters, points))
  })
}

/** Refuses what are no modes. */
export function requireModes(source: string, modes: FieldModes): void {
  requireObject(source, 'modes', modes)
  const { points, eigenvalues, vectors } = modes
  requireInteger(source, 'modes.points', points, 1)
  if (eigenvalues?.length === points && vectors?.length === points ** 2) return
  throw new ParameterError(source, 'modes', 'those of as many points', modes)
}
