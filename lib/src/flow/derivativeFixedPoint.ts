import { LuDecomposition, Matrix } from 'ml-matrix'
import { applyMatrix, evenChebyshev } from '../numerics/evenChebyshev.js'
import {
  derivativeRates,
  type DerivativeEquation,
  type LocalRates,
  type LocalValues
} from './derivativeFlow.js'
import type { FieldGrid } from './polchinskiFixedPoint.js'
import { realSpectrum } from './scalingSpectrum.js'

/** Two functions of rho and eta: a fixed point, or a guess of one. */
export interface DerivativeFunctions {
  readonly slope: (rho: number) => number
  readonly normalisation: (rho: number) => number
  readonly eta: number
}

/** A fixed point of the derivative expansion on a grid. */
export interface DerivativeSolution extends DerivativeFunctions {
  /** rho, decreasing to 0, in units of k^(d-2) and V_d. */
  readonly rho: Float64Array
  /** u' and z there; z(0) = 1. */
  readonly slopes: Float64Array
  readonly normalisations: Float64Array
  /** Eigenvalues of the linearised flow at z(0) = 1, t = ln k, the real ones, increasing. */
  readonly eigenvalues: readonly number[]
}

interface Collocation {
  readonly rates: LocalRates
  readonly rho: Float64Array
  /** Matrices of d/drho and d^2/drho^2. */
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
  readonly dimension: number
}

/** Of the differences that make the Jacobian, in units of the values: their fourth order and rounding both cost about 1e-12. */
const differenceStep = 4e-4

/**
 * Newton's method for the fixed point of `derivativeRates`, collocated at Chebyshev points of phi on 0 <= rho <= reach. Unknowns
 * are u', z and eta, z(0) = 1. Far out u' goes like rho^((2 - eta)/(d - 2 + eta)) and z like rho^(-eta/(d - 2 + eta)); at the
 * outermost point second derivatives are those of these powers, which leaves the solution that exists for all fields.
 *
 * @returns undefined if it does not converge
 */
export function solveDerivativeExpansion(
  equation: DerivativeEquation,
  { reach, points }: FieldGrid,
  guess: DerivativeFunctions
): DerivativeSolution | undefined {
  const grid = evenChebyshev(points, Math.sqrt(2 * reach))
  const collocation = collocated(equation, grid)
  const { rho } = collocation
  let unknowns = Float64Array.from([
    ...rho.map(guess.slope),
    ...rho.map((at, i) => (i === points ? guess.eta : guess.normalisation(at)))
  ])
  let previous = Infinity
  for (let iteration = 0; iteration < 60; iteration++) {
    const { rates, jacobian } = linearised(collocation, unknowns)
    const lu = new LuDecomposition(jacobian)
    if (!rates.every(Number.isFinite) || lu.isSingular()) return undefined
    const step = lu.solve(Matrix.columnVector(rates)).to1DArray()
    const length = Math.hypot(...step) / (1 + Math.hypot(...unknowns))
    const damping = Math.min(1, 0.2 / length)
    unknowns = unknowns.map((value, i) => value - damping * step[i])
    // Rounding is all that moves: small, and no longer shrinking.
    if (length < 1e-14 || (length < 1e-9 && length >= previous / 2)) break
    if (iteration === 59) return undefined
    previous = length
  }
  const slopes = unknowns.slice(0, points + 1)
  const normalisations = unknowns.slice(points + 1).with(points, 1)
  const eta = unknowns[unknowns.length - 1]
  const powers = scalingPowers(equation.dimension, eta)
  const extended = (values: Float64Array, power: number) => (at: number) =>
    at <= reach ? grid.interpolate(values, Math.sqrt(2 * at)) : values[0] * (at / reach) ** power
  return {
    rho,
    slopes,
    normalisations,
    eta,
    slope: extended(slopes, powers.slope),
    normalisation: extended(normalisations, powers.normalisation),
    eigenvalues: realSpectrum(stabilityMatrix(linearised(collocation, unknowns).jacobian))
  }
}

/** The powers of rho that u' and z follow where the loops have died out. */
function scalingPowers(dimension: number, eta: number) {
  const scaling = dimension - 2 + eta
  return { slope: (2 - eta) / scaling, normalisation: -eta / scaling }
}

function collocated(
  equation: DerivativeEquation,
  grid: ReturnType<typeof evenChebyshev>
): Collocation {
  // d/drho is (1/phi) d/dphi, and d^2/dphi^2 at the origin.
  const first = Array.from(grid.points, (phi, i) =>
    phi === 0 ? grid.second[i] : grid.first[i].map((value) => value / phi)
  )
  const columns = first.map((_, j) =>
    applyMatrix(
      first,
      Float64Array.from(first, (row) => row[j])
    )
  )
  return {
    rates: derivativeRates(equation),
    rho: grid.points.map((phi) => phi ** 2 / 2),
    first,
    second: first.map((_, i) => Float64Array.from(columns, (column) => column[i])),
    dimension: equation.dimension
  }
}

/** Rates of all u', then of all z, and their derivatives with respect to the unknowns: u', z but for the last, eta. */
function linearised(collocation: Collocation, unknowns: Float64Array) {
  const { rho, first, second } = collocation
  const n = rho.length
  const eta = unknowns[2 * n - 1]
  const functions = [unknowns.slice(0, n), unknowns.slice(n).with(n - 1, 1)]
  const derivatives = functions.flatMap((values) => [
    values,
    applyMatrix(first, values),
    applyMatrix(second, values)
  ])
  const rates = new Float64Array(2 * n)
  const jacobian = new Matrix(2 * n, 2 * n)
  for (let i = 0; i < n; i++) {
    const [m, m1, m2, z, z1, z2] = derivatives.map((values) => values[i])
    const local: LocalValues = [m, m1, m2, z, z1, z2, eta]
    const rate = (values: LocalValues) => ratesAt(collocation, i, values)
    rate(local).forEach((value, row) => (rates[row * n + i] = value))
    const partial = local.map((_, variable) => centralDifference(rate, local, variable))
    for (const row of [0, 1]) {
      for (const block of [0, 1]) {
        const [byValue, byFirst, bySecond] = partial
          .slice(3 * block, 3 * block + 3)
          .map((change) => change[row])
        for (let j = 0; j < n; j++) {
          const direct = i === j ? byValue : 0
          const value = direct + byFirst * first[i][j] + bySecond * second[i][j]
          jacobian.set(row * n + i, block * n + j, value)
        }
      }
      // z at the origin is 1; eta has its place.
      jacobian.set(row * n + i, 2 * n - 1, partial[6][row])
    }
  }
  return { rates, jacobian }
}

function ratesAt(
  { rates, rho, dimension: d }: Collocation,
  i: number,
  values: LocalValues
): readonly [number, number] {
  if (i > 0) return rates(rho[i], values)
  const [m, m1, , z, z1, , eta] = values
  const powers = scalingPowers(d, eta)
  const m2 = ((powers.slope - 1) * m1) / rho[0]
  const z2 = ((powers.normalisation - 1) * z1) / rho[0]
  return rates(rho[0], [m, m1, m2, z, z1, z2, eta])
}

function centralDifference(
  rate: (values: LocalValues) => readonly [number, number],
  local: LocalValues,
  variable: number
): readonly [number, number] {
  const step = differenceStep * Math.max(1, Math.abs(local[variable]))
  const moved = (by: number) => {
    const values = local.map((value, i) => (i === variable ? value + by : value))
    return rate(values as unknown as LocalValues)
  }
  const [near, far] = [1, 2].map((steps) => {
    const [above, below] = [moved(steps * step), moved(-steps * step)]
    return [above[0] - below[0], above[1] - below[1]]
  })
  return [(8 * near[0] - far[0]) / (12 * step), (8 * near[1] - far[1]) / (12 * step)]
}

/** The flow of u' and z around the fixed point, eta moving with them such that z(0) stays 1. */
function stabilityMatrix(jacobian: Matrix): Matrix {
  const last = jacobian.rows - 1
  const response = jacobian.get(last, last)
  const matrix = new Matrix(last, last)
  for (let i = 0; i < last; i++) {
    for (let j = 0; j < last; j++) {
      const byEta = (jacobian.get(i, last) * jacobian.get(last, j)) / response
      matrix.set(i, j, jacobian.get(i, j) - byEta)
    }
  }
  return matrix
}
