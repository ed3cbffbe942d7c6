import { luFactors, type LinearSolver } from './luFactors.js'
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
/**
 * The inverse of the method's matrix is T L T^-1 with L = [[real, 0, 0], [0, a, b], [0, -b, a]], so that the 3n stage equations fall
 * apart into n real ones and n complex ones (section IV.8, and the authors' code RADAU5).
 */
const toStages = [
  [0.09443876248897524, -0.14125529502095421, 0.03002919410514742],
  [0.25021312296533332, 0.20412935229379994, -0.38294211275726192],
  [1, 1, 0]
]
const fromStages = [
  [4.17871859155190428, 0.32768282076106237, 0.52337644549944951],
  [-4.17871859155190428, -0.32768282076106237, 0.47662355450055044],
  [0.50287263494578682, -2.57192694985560522, 0.59603920482822492]
]
const real = 3 + 3 ** (2 / 3) - 3 ** (1 / 3)
const complex = [3 + (3 ** (1 / 3) - 3 ** (2 / 3)) / 2, (3 ** (5 / 6) + 3 ** (7 / 6)) / 2]
const errorWeights = [(-13 - 7 * r6) / 3, (-13 + 7 * r6) / 3, -1 / 3]

const maxNewtonIterations = 10

interface Factors {
  readonly h: number
  /** Of real/h - J. */
  readonly real: LinearSolver
  /** Of [[a/h - J, b/h], [-b/h, a/h - J]]: real and imaginary parts. */
  readonly complex: LinearSolver
}

/**
 * The implicit Runge-Kutta method Radau IIA of order 5 for stiff flows: L-stable, dense output of
 * third order (the collocation polynomial), error estimate of third order. The stage equations are
 * solved by simplified Newton iteration with dense matrices, so it is meant for small n.
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

/** Undefined if the Jacobian is not finite or a matrix is singular. */
function factorize(jacobian: readonly Float64Array[], h: number): Factors | undefined {
  const n = jacobian.length
  const shifted = (shift: number) =>
    jacobian.map((row, i) => row.map((value, j) => (i === j ? shift / h : 0) - value))
  const [a, b] = complex
  const half = shifted(a)
  const joined = Array.from({ length: 2 * n }, (_, i) => {
    const row = new Float64Array(2 * n)
    row.set(half[i % n], i < n ? 0 : n)
    row[(i + n) % (2 * n)] = (i < n ? b : -b) / h
    return row
  })
  const solvers = [luFactors(shifted(real)), luFactors(joined)]
  return solvers[0] && solvers[1] && { h, real: solvers[0], complex: solvers[1] }
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
  const zeros = () => [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  const [z, w] = [zeros(), zeros()]
  const [a, b] = complex
  let previous = Infinity
  for (let iteration = 0; iteration < maxNewtonIterations; iteration++) {
    const slopes = combined(
      fromStages,
      z.map((za, s) =>
        derivative(
          t + abscissae[s] * h,
          y.map((value, i) => value + za[i])
        )
      )
    )
    const right = new Float64Array(2 * n)
    for (let i = 0; i < n; i++) {
      right[i] = slopes[1][i] - (a * w[1][i] + b * w[2][i]) / h
      right[n + i] = slopes[2][i] - (a * w[2][i] - b * w[1][i]) / h
    }
    const first = factors.real(slopes[0].map((slope, i) => slope - (real * w[0][i]) / h))
    const pair = factors.complex(right)
    const corrections = [first, pair.subarray(0, n), pair.subarray(n)]
    corrections.forEach((row, s) => row.forEach((value, i) => (w[s][i] += value)))
    let size = 0
    combined(toStages, corrections).forEach((part, s) => {
      size = Math.max(size, scaledNorm(part, y, y, tolerance))
      part.forEach((value, i) => (z[s][i] += value))
    })
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

/** The rows of a 3 x 3 matrix as weights of three vectors. */
function combined(
  weights: readonly (readonly number[])[],
  [p, q, r]: readonly Float64Array[]
): Float64Array[] {
  return weights.map(([a, b, c]) => p.map((value, i) => a * value + b * q[i] + c * r[i]))
}

/** Third-order error estimate, filtered through (real/h - J)^-1 so that stiff parts do not swamp it. */
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
    return factors.real(slope.map((value, i) => value + drift[i]))
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
