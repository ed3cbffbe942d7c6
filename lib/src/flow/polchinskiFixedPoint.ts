import { LuDecomposition, Matrix } from 'ml-matrix'
import { applyMatrix, evenChebyshev, type EvenChebyshev } from '../numerics/evenChebyshev.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { realSpectrum } from './scalingSpectrum.js'

/** A fixed point of Polchinski's equation in the local potential approximation, on a grid. */
export interface PolchinskiSolution {
  /** Fields phi, decreasing to 0, in units of k and V_d. */
  readonly fields: Float64Array
  /** Interaction V(phi) on the grid, in units of V_d. */
  readonly interaction: Float64Array
  /** rho = phi^2/2 at the minimum, where Wilsonian and effective field coincide; 0 if there is none. */
  readonly minimum: number
  /** Eigenvalues of the linearised flow, t = ln k, the real ones, increasing, the vacuum energy's -d left out. */
  readonly eigenvalues: readonly number[]
}

/** An O(M) model, M = `components` finite, in d dimensions. */
export interface Model {
  readonly dimension: number
  readonly components: number
}

/** A grid of `points` + 1 fields on 0 <= rho <= reach. */
export interface FieldGrid {
  readonly reach: number
  readonly points: number
}

/**
 * The Wilson-Fisher fixed point of
 *   dV/dt = -d V + (d - 2)/2 phi V' - V'' - (M - 1) V'/phi + V'^2, t = ln k,
 * for M fields and 2 < d < 4: any cutoff function gives this equation, after constants are absorbed, and by a Legendre
 * transform it is the Wetterich flow with Litim's regulator (T. R. Morris, hep-th/0503161). Collocation on an even Chebyshev
 * grid, Newton's method. Far out fixed points go to phi^2/2, so nothing grows; at the outermost point V'' is
 * set to its limit 1. What is wrong with that decays inwards like exp(-(d + 2) (reach - rho)/2).
 *
 * @param guess an even function of phi near the solution
 * @returns undefined if Newton's method does not converge
 */
export function solvePolchinski(
  model: Model,
  { reach, points }: FieldGrid,
  guess: (phi: number) => number
): PolchinskiSolution | undefined {
  const grid = evenChebyshev(points, Math.sqrt(2 * reach))
  let interaction = grid.points.map(guess)
  let previous = Infinity
  for (let iteration = 0; iteration < 60; iteration++) {
    const lu = new LuDecomposition(linearisedFlow(model, grid, interaction))
    if (lu.isSingular()) return undefined
    const step = lu.solve(Matrix.columnVector(fixedPointFlow(model, grid, interaction)))
    const length = Math.sqrt(step.dot(step) / interaction.length) / (1 + reach)
    const damping = Math.min(1, 0.3 / length)
    interaction = interaction.map((value, i) => value - damping * step.get(i, 0))
    if (!interaction.every(Number.isFinite)) return undefined
    // Rounding is all that moves: small, and no longer shrinking.
    if (length < 1e-10 && length >= previous / 2) {
      return solution(model, grid, interaction)
    }
    previous = length
  }
  return undefined
}

/** The even function through a solution; beyond its grid it goes on with the slope 1 in rho that fixed points have. */
export function extendedInteraction({ fields, interaction }: PolchinskiSolution) {
  const grid = evenChebyshev(fields.length - 1, fields[0])
  return (phi: number) => {
    const inside = Math.min(Math.abs(phi), fields[0])
    return grid.interpolate(interaction, inside) + (phi * phi - inside * inside) / 2
  }
}

/** Row i of the matrix that gives V'/phi, which is V'' at phi = 0, from the values of V. */
function slopeOverField(grid: EvenChebyshev, i: number): Float64Array {
  const phi = grid.points[i]
  return phi === 0 ? grid.second[i] : grid.first[i].map((value) => value / phi)
}

function fixedPointFlow(
  { dimension: d, components }: Model,
  grid: EvenChebyshev,
  interaction: Float64Array
): Float64Array {
  const slope = applyMatrix(grid.first, interaction)
  const curvature = applyMatrix(grid.second, interaction)
  const transverse = applyMatrix(
    grid.first.map((_, i) => slopeOverField(grid, i)),
    interaction
  )
  return interaction.map(
    (value, i) =>
      -d * value +
      ((d - 2) / 2) * grid.points[i] * slope[i] -
      (i === 0 ? 1 : curvature[i]) -
      (components - 1) * transverse[i] +
      slope[i] * slope[i]
  )
}

function linearisedFlow(
  { dimension: d, components }: Model,
  grid: EvenChebyshev,
  interaction: Float64Array
): Matrix {
  const slope = applyMatrix(grid.first, interaction)
  const size = interaction.length
  const matrix = new Matrix(size, size)
  for (let i = 0; i < size; i++) {
    const drift = ((d - 2) / 2) * grid.points[i] + 2 * slope[i]
    const transverse = slopeOverField(grid, i)
    for (let j = 0; j < size; j++) {
      const diagonal = i === j ? -d : 0
      const loops = (i === 0 ? 0 : grid.second[i][j]) + (components - 1) * transverse[j]
      matrix.set(i, j, diagonal + drift * grid.first[i][j] - loops)
    }
  }
  return matrix
}

function solution(
  model: Model,
  grid: EvenChebyshev,
  interaction: Float64Array
): PolchinskiSolution {
  const { dimension: d } = model
  const matrix = linearisedFlow(model, grid, interaction)
  const ordered = realSpectrum(matrix)
  // A constant shift of V is an eigenvector, with eigenvalue -d exactly.
  const vacuum = ordered.reduce(
    (best, value, i) => (Math.abs(value + d) < Math.abs(ordered[best] + d) ? i : best),
    0
  )
  return {
    fields: grid.points,
    interaction,
    minimum: minimum(grid, interaction),
    eigenvalues: ordered.filter((_, i) => i !== vacuum)
  }
}

/** rho where V' = 0 away from phi = 0: V'/phi is even, so the grid interpolates it. */
function minimum(grid: EvenChebyshev, interaction: Float64Array): number {
  const curvature = applyMatrix(grid.second, interaction)
  const last = grid.points.length - 1
  const ratio = applyMatrix(grid.first, interaction).map((slope, j) =>
    j === last ? curvature[j] : slope / grid.points[j]
  )
  for (let j = last; j > 0; j--) {
    if (ratio[j] < 0 && ratio[j - 1] >= 0) {
      const root = bracketedRoot(
        (phi) => grid.interpolate(ratio, phi),
        grid.points[j],
        grid.points[j - 1]
      )
      return root ** 2 / 2
    }
  }
  return 0
}
