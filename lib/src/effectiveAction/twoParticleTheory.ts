import { inverse, LuDecomposition, Matrix } from 'ml-matrix'
import { matrixRows } from '../numerics/eigenSystem.js'
import {
  requireFiniteList,
  requireObject,
  requireOneOf,
  requireResult
} from '../numerics/parameterError.js'
import { covarianceModes } from './fieldModes.js'
import { denseTensor, symmetricTensor, type FieldTensor } from './fieldTensor.js'
import { squareMatrix } from './squareMatrix.js'
import { inverseOf, type Vertices } from './vertices.js'

/**
 * Which two-particle irreducible diagrams are kept. `'hartree'`: Phi = lambda G G/8, lambda the exact Gamma^(4) at k = 0. `'ladder'`:
 * the same with the lambda whose Bethe-Salpeter ladder in the channel 12 -> 34 is the exact Gamma^(4) at k = 0. `'sunset'`: Hartree's
 * and -lambda G G G G lambda/48.
 */
export type TwoParticleClosure = 'hartree' | 'ladder' | 'sunset'

/** The closures as a list. */
export const twoParticleClosures: readonly TwoParticleClosure[] = ['hartree', 'ladder', 'sunset']

/** A theory on points in a two-particle irreducible approximation. */
export interface TwoParticleTheory {
  /** The approximation. */
  readonly closure: TwoParticleClosure
  /** Number of fields. */
  readonly fields: number
  /** lambda by pairs of fields, row-major, shape [ab][cd]. */
  readonly vertex: Float64Array
  /** K^-1, Gamma^(2) at k = 0. */
  readonly infrared: FieldTensor
  /** C^-1 = K^-1 - Sigma[K], Gamma^(2) of the microscopic action in this approximation. */
  readonly microscopic: FieldTensor
}

/**
 * The two-particle irreducible effective action 1/2 tr ln G^-1 + 1/2 tr (C^-1 + R_k) G + Phi[G] at zero field. It is stationary at
 * G^-1 = C^-1 + R_k + Sigma[G], Sigma = 2 dPhi/dG, and as G = K is exactly known at k = 0 the microscopic covariance C
 * follows: the inversion of the flow, without a flow. Relations between two- and four-point functions close the
 * flow equation (arXiv:2102.13628), so nothing depends on the regulator. Derived in docs/theory.md, "Flows on a finite set of points".
 *
 * @param vertices Gamma^(2) and Gamma^(4) at k = 0, as from `infraredVertices`
 * @example
 * const vertices = infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 100)
 * twoParticleTheory(vertices, 'sunset')
 * @throws ParameterError for another closure, and where the covariance has no inverse
 */
export function twoParticleTheory(
  vertices: Vertices,
  closure: TwoParticleClosure = 'hartree'
): TwoParticleTheory {
  const source = 'twoParticleTheory'
  requireResult(source, 'vertices', vertices, ['gamma2', 'gamma4'])
  requireOneOf(source, 'closure', closure, twoParticleClosures)
  const { gamma2, gamma4 } = vertices
  const { fields } = gamma2
  const covariance = inverseOf(gamma2)
  covarianceModes(matrixRows(covariance))
  const exact = denseTensor(gamma4)
  const vertex = closure === 'ladder' ? ladderKernel(exact, covariance) : exact
  const theory = { closure, fields, vertex }
  const sigma = selfEnergy(theory, covariance)
  const inverted = denseTensor(gamma2)
  const microscopic = symmetricTensor(
    2,
    fields,
    inverted.map((value, i) => value - sigma[i])
  )
  return { ...theory, infrared: gamma2, microscopic }
}

/** What of a theory its diagrams are made of. */
export type Diagrams = Pick<TwoParticleTheory, 'closure' | 'fields' | 'vertex'>

/**
 * Sigma[G] = 2 dPhi/dG, row-major, shape [field][field]: lambda_abcd G_cd/2, with the sunset minus
 * lambda_acde G_cf G_dg G_eh lambda_bfgh/6.
 *
 * @param propagator G, row-major
 */
export function selfEnergy(
  { closure, fields, vertex }: Diagrams,
  propagator: Float64Array
): Float64Array {
  const size = fields * fields
  const sigma = Float64Array.from({ length: size }, (_, ab) => {
    let sum = 0
    for (let cd = 0; cd < size; cd++) sum += vertex[ab * size + cd] * propagator[cd]
    return sum / 2
  })
  if (closure !== 'sunset') return sigma
  const lambda = new Matrix(
    Array.from({ length: fields }, (_, a) =>
      Array.from({ length: fields ** 3 }, (__, bcd) => vertex[a * fields ** 3 + bcd])
    )
  )
  const dressed = dressedLegs(lambda, propagator, 3)
  const sunset = dressed.mmul(lambda.transpose()).to1DArray()
  return sigma.map((value, i) => value - sunset[i] / 6)
}

/** The last `legs` indices of the rows times G each. */
function dressedLegs(rows: Matrix, propagator: Float64Array, legs: number): Matrix {
  const fields = Math.sqrt(propagator.length)
  let flat = Float64Array.from(rows.to1DArray())
  const inner = fields ** legs
  for (let leg = 0; leg < legs; leg++) {
    const stride = fields ** leg
    const image = new Float64Array(flat.length)
    for (let i = 0; i < flat.length; i++) {
      const index = Math.floor(i / stride) % fields
      const base = i - index * stride
      let sum = 0
      for (let x = 0; x < fields; x++)
        sum += propagator[index * fields + x] * flat[base + x * stride]
      image[i] = sum
    }
    flat = image
  }
  return new Matrix(
    Array.from({ length: rows.rows }, (_, r) =>
      Array.from(flat.subarray(r * inner, (r + 1) * inner))
    )
  )
}

/**
 * The two-particle irreducible kernel I = 4 d^2 Phi/dG dG by pairs of fields: lambda, with the sunset minus the exchange of two lines in
 * the channels 13 -> 24 and 14 -> 23.
 */
export function irreducibleKernel(
  { closure, fields, vertex }: Diagrams,
  propagator: Float64Array
): Float64Array {
  if (closure !== 'sunset') return vertex
  const size = fields * fields
  const lambda = squareMatrix(size, (i) => vertex[i])
  const bubble = dressedLegs(lambda, propagator, 2).mmul(lambda.transpose()).to1DArray()
  return vertex.map((value, i) => {
    const [a, b, c, d] = indices(i, fields)
    const crossed = bubble[(a * fields + c) * size + b * fields + d]
    return value - (crossed + bubble[(a * fields + d) * size + b * fields + c]) / 2
  })
}

function indices(place: number, fields: number): [number, number, number, number] {
  const digit = (power: number) => Math.floor(place / fields ** power) % fields
  return [digit(3), digit(2), digit(1), digit(0)]
}

/**
 * The four-point vertex that the Bethe-Salpeter equation Gamma = I - I G G Gamma/2 makes of the kernel: at the solution of the gap equation
 * it is minus twice the response of Gamma^(2) to a change of the regulator, amputated. By pairs of fields, shape
 * [ab][cd]; symmetric in all four only if all diagrams were kept.
 *
 * @param propagator G, row-major
 * @example
 * const vertices = infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 100)
 * const theory = twoParticleTheory(vertices)
 * betheSalpeter(theory, solveGap(theory, [0.1, 0, 0, 0.1]).propagator)
 * @throws ParameterError unless the propagator has the shape [field][field]
 */
export function betheSalpeter(theory: Diagrams, propagator: Float64Array): Float64Array {
  requireObject('betheSalpeter', 'theory', theory)
  const size = theory.fields ** 2
  const rule = `${size} numbers, shape [field][field]`
  requireFiniteList('betheSalpeter', 'propagator', propagator, rule, { least: size, typed: true })
  const kernel = squareMatrix(size, placed(irreducibleKernel(theory, propagator)))
  const response = responseMatrix(kernel, propagator)
  return Float64Array.from(new LuDecomposition(response).solve(kernel).to1DArray())
}

function placed(values: Float64Array): (place: number) => number {
  return (place) => values[place]
}

/** 1 + I G G/2 on pairs. */
export function responseMatrix(kernel: Matrix, propagator: Float64Array): Matrix {
  const ladder = dressedLegs(kernel, propagator, 2).mul(0.5)
  return Matrix.add(Matrix.eye(kernel.rows), ladder)
}

/** The kernel whose ladder is a given vertex: I = Gamma (1 - G G Gamma/2)^-1. */
function ladderKernel(vertex: Float64Array, propagator: Float64Array): Float64Array {
  const size = Math.sqrt(vertex.length)
  const exact = squareMatrix(size, placed(vertex))
  const rungs = Matrix.sub(Matrix.eye(size), dressedLegs(exact, propagator, 2).mul(0.5))
  // (1 - Gamma G G/2)^-1 Gamma is the same matrix.
  return Float64Array.from(inverse(rungs).mmul(exact).to1DArray())
}
