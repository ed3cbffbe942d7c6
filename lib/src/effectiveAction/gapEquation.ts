import { CholeskyDecomposition, LuDecomposition, Matrix } from 'ml-matrix'
import { ParameterError, requireFiniteList, requireObject } from '../numerics/parameterError.js'
import { denseTensor } from './fieldTensor.js'
import {
  irreducibleKernel,
  responseMatrix,
  selfEnergy,
  type TwoParticleTheory
} from './twoParticleTheory.js'
import { squareMatrix } from './squareMatrix.js'

/** The propagator at which a two-particle irreducible action is stationary. */
export interface GapSolution {
  /** G, row-major, shape [field][field]. */
  readonly propagator: Float64Array
  /** Gamma^(2) = C^-1 + Sigma[G] = G^-1 - R_k. */
  readonly gamma2: Float64Array
  /** Steps of Newton's method. */
  readonly iterations: number
}

/**
 * Solves the gap equation G^-1 = C^-1 + R_k + Sigma[G] by Newton's method, from the propagator without a self-energy on; a flow
 * is not needed. The response of the left-hand side is the Bethe-Salpeter matrix 1 + I G G/2.
 *
 * @param regulator R_k, row-major, shape [field][field]
 * @example
 * const vertices = infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 100)
 * solveGap(twoParticleTheory(vertices), [0.1, 0, 0, 0.1])
 * @throws ParameterError if Newton's method does not find a positive solution from there
 */
export function solveGap(theory: TwoParticleTheory, regulator: ArrayLike<number>): GapSolution {
  requireObject('solveGap', 'theory', theory)
  const rule = 'a matrix of numbers, shape [field][field]'
  const size = theory.fields ** 2
  requireFiniteList('solveGap', 'regulator', regulator, rule, { least: size, typed: true })
  if (regulator.length !== size) throw new ParameterError('solveGap', 'regulator', rule, regulator)
  const bare = squareMatrix(theory.fields, placedSum(denseTensor(theory.microscopic), regulator))
  let inverted = positivePart(bare)
  for (let iterations = 1; iterations <= 100; iterations++) {
    const propagator = invertedOf(inverted)
    const flat = Float64Array.from(propagator.to1DArray())
    const sigma = selfEnergy(theory, flat)
    const miss = Matrix.sub(
      Matrix.sub(inverted, bare),
      squareMatrix(theory.fields, (i) => sigma[i])
    )
    const kernel = irreducibleKernel(theory, flat)
    const response = responseMatrix(
      squareMatrix(size, (i) => kernel[i]),
      flat
    )
    const solved = new LuDecomposition(response).solve(Matrix.columnVector(miss.to1DArray()))
    const step = squareMatrix(theory.fields, (i) => solved.get(i, 0))
    const length = step.norm() / inverted.norm()
    if (!Number.isFinite(length)) break
    inverted = damped(inverted, step)
    if (length < 1e-13) return solution(theory, inverted, iterations)
  }
  throw new ParameterError(
    'solveGap',
    'theory',
    'one whose gap equation has a positive solution near the propagator without a self-energy',
    theory.closure
  )
}

function placedSum(a: ArrayLike<number>, b: ArrayLike<number>): (place: number) => number {
  return (place) => a[place] + b[place]
}

function solution(theory: TwoParticleTheory, inverted: Matrix, iterations: number): GapSolution {
  const propagator = Float64Array.from(invertedOf(inverted).to1DArray())
  // Not G^-1 - R_k, which cancels where the regulator is large.
  const sigma = selfEnergy(theory, propagator)
  const gamma2 = denseTensor(theory.microscopic).map((value, i) => value + sigma[i])
  return { propagator, gamma2, iterations }
}

/** The matrix itself if it is positive, else with as much of the identity as makes it so. */
function positivePart(matrix: Matrix): Matrix {
  let shifted = symmetric(matrix)
  for (let mass = matrix.norm() / 64; !positive(shifted); mass *= 2) {
    shifted = Matrix.add(symmetric(matrix), Matrix.eye(matrix.rows).mul(mass))
  }
  return shifted
}

/** The largest step of 1, 1/2, 1/4 … of Newton's that stays positive. */
function damped(inverted: Matrix, step: Matrix): Matrix {
  for (let share = 1; share > 1e-6; share /= 2) {
    const next = symmetric(Matrix.sub(inverted, Matrix.mul(step, share)))
    if (positive(next)) return next
  }
  return inverted
}

function positive(matrix: Matrix): boolean {
  return new CholeskyDecomposition(matrix).isPositiveDefinite()
}

function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).mul(0.5)
}

function invertedOf(matrix: Matrix): Matrix {
  return symmetric(new CholeskyDecomposition(matrix).solve(Matrix.eye(matrix.rows)))
}
