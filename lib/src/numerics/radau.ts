import { LuDecomposition, Matrix } from 'ml-matrix'
import {
  scaledNorm,
  type Derivative,
  type Jacobian,
  type OdeStepper,
  type Tolerance
} from './odeStepper.js'

// Radau IIA with three stages, order 5, L-stable and stiffly accurate: E. Hairer and G. Wanner,
// Solving Ordinary Differential Equations II, section IV.5, table 5.6; error estimate: section IV.8.
const r6 = Math.sqrt(6)
const abscissae = [(4 - r6) / 10, (4 + r6) / 10, 1]
const stages = [
  [(88 - 7 * r6) / 360, (296 - 169 * r6) / 1800, (-2 + 3 * r6) / 225],
  [(296 + 169 * r6) / 1800, (88 + 7 * r6) / 360, (-2 - 3 * r6) / 225],
  [(16 - r6) / 36, (16 + r6) / 36, 1 / 9]
]
/** Inverse of the real eigenvalue of `stages`. */
const inverseGamma = 3 + 3 ** (2 / 3) - 3 ** (1 / 3)
const errorWeights = [(-13 - 7 * r6) / 3, (-13 + 7 * r6) / 3, -1 / 3]

const maxNewtonIterations = 10

interface Factors {
  readonly h: number
  readonly stage: LuDecomposition
  readonly filter: LuDecomposition
}

/**
 * The implicit Runge-Kutta method Radau IIA of order 5 for stiff flows: L-stable, dense output of
 * third order (the collocation polynomial), error estimate of third order. The stage equations are
 * solved by simplified Newton iteration on the full 3n x 3n system, so it is meant for small n.
 *
 * @param jacobian df/dy; by forward differences if absent
 */
export function radau(
  derivative: Derivative,
  tolerance: Tolerance,
  jacobian: Jacobian = differenceJacobian(derivative)
): OdeStepper {
  let factors: Factors | undefined
  let reusable = false
  return {
    controlOrder: 4,
    keepsFactors: true,
    step(t, y, h) {
      // Factors from an earlier step serve as long as Newton's iteration contracts fast with them.
      let stages =
        factors?.h === h && reusable
          ? solveStages(derivative, tolerance, factors, t, y, h)
          : undefined
      if (!stages) {
        factors = factorize(jacobian(t, y), h)
        stages = factors && solveStages(derivative, tolerance, factors, t, y, h)
      }
      if (!factors || !stages) return undefined
      reusable = stages.rate < 0.02
      const { increments } = stages
      const next = y.map((value, i) => value + increments[2][i])
      const error = estimateError(derivative, tolerance, factors, t, y, next, increments)
      return { y: next, error, interpolate: collocationPolynomial(y, increments) }
    }
  }
}

/** LU factors of I - h A (x) J and of inverseGamma / h - J; undefined if J is not finite or they are singular. */
function factorize(jacobian: readonly Float64Array[], h: number): Factors | undefined {
  const n = jacobian.length
  if (!jacobian.every((row) => row.every(Number.isFinite))) return undefined
  const stage = Matrix.eye(3 * n)
  const filter = Matrix.eye(n, n, inverseGamma / h)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const entry = jacobian[i][j]
      filter.set(i, j, filter.get(i, j) - entry)
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          const row = a * n + i
          const column = b * n + j
          stage.set(row, column, stage.get(row, column) - h * stages[a][b] * entry)
        }
      }
    }
  }
  const lu = { h, stage: new LuDecomposition(stage), filter: new LuDecomposition(filter) }
  return lu.stage.isSingular() || lu.filter.isSingular() ? undefined : lu
}

/** Increments z_a = Y_a - y of the stages and the last contraction rate; undefined if Newton does not contract. */
function solveStages(
  derivative: Derivative,
  tolerance: Tolerance,
  factors: Factors,
  t: number,
  y: Float64Array,
  h: number
): { increments: Float64Array[]; rate: number } | undefined {
  const n = y.length
  const z = [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  let previous = Infinity
  for (let iteration = 0; iteration < maxNewtonIterations; iteration++) {
    const slopes = z.map((za, a) =>
      derivative(
        t + abscissae[a] * h,
        y.map((value, i) => value + za[i])
      )
    )
    const residual = new Matrix(3 * n, 1)
    for (let a = 0; a < 3; a++) {
      for (let i = 0; i < n; i++) {
        let sum = -z[a][i]
        for (let b = 0; b < 3; b++) sum += h * stages[a][b] * slopes[b][i]
        residual.set(a * n + i, 0, sum)
      }
    }
    const correction = Float64Array.from(factors.stage.solve(residual).to1DArray())
    let size = 0
    for (let a = 0; a < 3; a++) {
      const part = correction.subarray(a * n, (a + 1) * n)
      size = Math.max(size, scaledNorm(part, y, y, tolerance))
      for (let i = 0; i < n; i++) z[a][i] += part[i]
    }
    if (!(size < Infinity) || size > 2 * previous) return undefined
    const rate = Math.min(size / previous, 0.99)
    // What later iterations would still change, in units of the tolerance.
    if (size === 0 || (iteration > 0 && (size * rate) / (1 - rate) < 1e-3)) {
      return { increments: z, rate }
    }
    previous = size
  }
  return undefined
}

/** Third-order error estimate, filtered through (inverseGamma / h - J)^-1 so that stiff parts do not swamp it. */
function estimateError(
  derivative: Derivative,
  tolerance: Tolerance,
  factors: Factors,
  t: number,
  y: Float64Array,
  next: Float64Array,
  z: readonly Float64Array[]
): number {
  const drift = y.map(
    (_, i) =>
      (errorWeights[0] * z[0][i] + errorWeights[1] * z[1][i] + errorWeights[2] * z[2][i]) /
      factors.h
  )
  const filtered = (start: Float64Array) => {
    const slope = derivative(t, start)
    const right = Matrix.columnVector(slope.map((value, i) => value + drift[i]))
    return Float64Array.from(factors.filter.solve(right).to1DArray())
  }
  const first = filtered(y)
  const error = scaledNorm(first, y, next, tolerance)
  if (!(error > 1)) return error
  // On a rejection the estimate is repeated with a damped slope: without it stiff transients are
  // refused again and again (Hairer and Wanner, equation IV.8.20).
  return scaledNorm(filtered(y.map((value, i) => value + first[i])), y, next, tolerance)
}

/** Cubic through y at 0 and y + z_a at the abscissae. */
function collocationPolynomial(
  y: Float64Array,
  z: readonly Float64Array[]
): (theta: number) => Float64Array {
  return (theta) => {
    const weights = abscissae.map((c, a) =>
      abscissae.reduce(
        (product, other, b) => (a === b ? product : (product * (theta - other)) / (c - other)),
        theta / c
      )
    )
    return y.map(
      (value, i) => value + weights[0] * z[0][i] + weights[1] * z[1][i] + weights[2] * z[2][i]
    )
  }
}

/** Jacobian by forward differences; relative increments of the square root of the rounding unit. */
export function differenceJacobian(derivative: Derivative): Jacobian {
  return (t, y) => {
    const base = derivative(t, y)
    const rows = Array.from(y, () => new Float64Array(y.length))
    const typical = y.reduce((sum, value) => sum + Math.abs(value), 0) / y.length || 1
    for (let j = 0; j < y.length; j++) {
      const moved = Float64Array.from(y)
      moved[j] += Math.sqrt(Number.EPSILON) * Math.max(Math.abs(y[j]), 1e-3 * typical)
      const increment = moved[j] - y[j]
      const slope = derivative(t, moved)
      for (let i = 0; i < y.length; i++) rows[i][j] = (slope[i] - base[i]) / increment
    }
    return rows
  }
}
