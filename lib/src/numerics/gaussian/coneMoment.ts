import { type Estimate, unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { triangulatedCone } from '../triangulatedCone.js'
import { facetSlack } from './facetSlack.js'
import { dot } from './spanCoordinates.js'

/** Pieces of the cone have rays at most 60 degrees apart, so that the integrand is smooth. */
const widestCosine = 0.5
/** Relative difference of two rules below which the cubature stops. */
const aim = 2e-14
/** Most evaluations of the integrand in one rule: about a second. */
const budget = 4e6

/**
 * E[product over a of max(e_a . u, 0)] for a standard normal u in R^rank, rank >= 2, and unit
 * vectors e_a that span it. The product is a polynomial on the cone where all e_a . u >= 0 and zero
 * outside. The cone is cut into simplicial cones with rays w_i at most 60 degrees apart; with
 * u = rho sum_i tau_i w_i the radial integral is analytic and leaves, on the simplex of tau,
 * the integral of prod_a (sum_i tau_i w_i . e_a) / |sum_i tau_i w_i|^(n + rank):
 * smooth and without cancellation, as all terms are >= 0. Gauss-Legendre rules of rising order.
 * The error is the difference of the last two, plus rounding. Derived in docs/theory.md, "ReLU-net".
 */
export function coneMoment(
  directions: readonly Float64Array[],
  rank: number,
  conditioning: number
): Estimate {
  const cones = triangulatedCone(directions, rank, widestCosine)
  const simplices = cones.map((rays) => prepare(rays, directions))
  if (simplices.length === 0) return { value: 0, error: facetSlack(directions, cones) }
  const power = directions.length + rank
  const norm = (2 * Math.PI) ** (-rank / 2) * 2 ** (power / 2 - 1) * halfIntegerGamma(power)
  const rounding = unitRoundoff * (20 + 4 * directions.length) * conditioning
  const slack = facetSlack(directions, cones)
  let before = norm * cubature(simplices, power, 6)
  for (let order = 10; ; order += 4) {
    const value = norm * cubature(simplices, power, order)
    const difference = Math.abs(value - before)
    const nextCost = simplices.length * (order + 4) ** (rank - 1)
    if (difference <= aim * value || order >= 60 || nextCost > budget) {
      return { value, error: difference + rounding * value + slack }
    }
    before = value
  }
}

/** One simplicial cone: its volume factor, Gram matrix of the rays, and their heights. */
interface Simplex {
  readonly determinant: number
  /** Shape [ray][ray]. */
  readonly gram: readonly Float64Array[]
  /** w_i . e_a, shape [direction][ray], all >= 0. */
  readonly heights: readonly Float64Array[]
}

function prepare(rays: readonly Float64Array[], directions: readonly Float64Array[]): Simplex {
  return {
    determinant: Math.abs(determinant(rays)),
    gram: rays.map((w) => Float64Array.from(rays, (other) => dot(w, other))),
    heights: directions.map((e) => Float64Array.from(rays, (w) => Math.max(0, dot(w, e))))
  }
}

/** Sum over the cones of determinant times the integral over the simplex. */
function cubature(simplices: readonly Simplex[], power: number, order: number): number {
  const { nodes, weights } = gaussLegendre(order)
  const rank = simplices[0].gram.length
  const tau = new Float64Array(rank)
  let total = 0
  // Duffy's map of the cube onto the simplex: tau_k = x_k times what is left.
  const descend = (simplex: Simplex, axis: number, left: number, weight: number): number => {
    if (axis === rank - 1) {
      tau[axis] = left
      return weight * integrand(simplex, tau, power)
    }
    let sum = 0
    for (let i = 0; i < order; i++) {
      tau[axis] = left * nodes[i]
      const jacobian = weight * weights[i] * left
      sum += descend(simplex, axis + 1, left * (1 - nodes[i]), jacobian)
    }
    return sum
  }
  for (const simplex of simplices) total += simplex.determinant * descend(simplex, 0, 1, 1)
  return total
}

function integrand({ gram, heights }: Simplex, tau: Float64Array, power: number): number {
  let product = 1
  for (const height of heights) product *= dot(height, tau)
  let squared = 0
  for (let i = 0; i < tau.length; i++) squared += tau[i] * dot(gram[i], tau)
  return product / Math.sqrt(squared) ** power
}

/** Gamma(n / 2) for an integer n >= 1. */
function halfIntegerGamma(n: number): number {
  let value = n % 2 ? Math.sqrt(Math.PI) : 1
  for (let half = n % 2 ? 0.5 : 1; half < n / 2; half++) value *= half
  return value
}

/** Determinant of a square matrix given by rows, by elimination with pivoting. */
function determinant(rows: readonly Float64Array[]): number {
  const matrix = rows.map((row) => row.slice())
  let product = 1
  for (let column = 0; column < matrix.length; column++) {
    let pivot = column
    for (let row = column + 1; row < matrix.length; row++) {
      if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row
    }
    if (matrix[pivot][column] === 0) return 0
    ;[matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]]
    product *= matrix[column][column]
    for (let row = column + 1; row < matrix.length; row++) {
      const factor = matrix[row][column] / matrix[column][column]
      for (let k = column; k < matrix.length; k++) matrix[row][k] -= factor * matrix[column][k]
    }
  }
  return product
}
