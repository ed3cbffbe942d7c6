import { applyMatrix, type EvenChebyshev } from '../numerics/evenChebyshev.js'
import type { Derivative, Jacobian } from '../numerics/odeStepper.js'
import { polchinskiFactors } from './polchinskiFlow.js'
import type { ThresholdFunction } from './thresholdFunction.js'

/** Bare potential and its second derivative on the grid. */
export interface BareTerms {
  readonly value: Float64Array
  readonly curvature: Float64Array
}

/** Right-hand side and Jacobian, in k, for the deviation from the bare potential. */
export interface PotentialRates {
  readonly derivative: Derivative
  readonly jacobian: Jacobian
}

/**
 * dU/dk = V_d k^(d-1) [l(U''/k^2) - l(m^2/k^2)] on the grid. At the outermost point the curvature is the
 * bare one: without a boundary condition the diffusion is ill posed.
 */
export function wetterichRates(
  threshold: ThresholdFunction,
  grid: EvenChebyshev,
  bare: BareTerms,
  mass: number
): PotentialRates {
  const rate = (curvature: number, k: number, order: 0 | 1) =>
    threshold.rate(Float64Array.of(curvature), k, order)[0]
  const curvatures = (w: Float64Array) => {
    const correction = applyMatrix(grid.second, w)
    return bare.curvature.map((value, i) => (i === 0 ? value : value + correction[i]))
  }
  return {
    derivative: (k, w) => {
      const vacuum = rate(mass, k, 0)
      return curvatures(w).map((curvature) => rate(curvature, k, 0) - vacuum)
    },
    jacobian: (k, w) =>
      Array.from(curvatures(w), (curvature, i) => {
        const slope = i === 0 ? 0 : rate(curvature, k, 1)
        return grid.second[i].map((value) => slope * value)
      })
  }
}

/**
 * dV/dk = loop V'' + tree V'^2 with the factors of `polchinskiFactors`. At the outermost point V'' is the
 * bare one; V' carries the solution outwards, so nothing comes in from there.
 */
export function polchinskiRates(
  threshold: ThresholdFunction,
  grid: EvenChebyshev,
  bare: BareTerms,
  mass: number
): PotentialRates {
  const { loop, tree } = polchinskiFactors(threshold, mass)
  const bareSlope = slopeOf(grid, bare)
  const slopes = (w: Float64Array) => {
    const correction = applyMatrix(grid.first, w)
    return bareSlope.map((value, i) => value + correction[i])
  }
  return {
    derivative: (k, w) => {
      const [a, b] = [loop(k), tree(k)]
      const correction = applyMatrix(grid.second, w)
      const slope = slopes(w)
      return bare.curvature.map(
        (value, i) => a * (i === 0 ? value : value + correction[i]) + b * slope[i] ** 2
      )
    },
    jacobian: (k, w) => {
      const [a, b] = [loop(k), tree(k)]
      return Array.from(slopes(w), (slope, i) =>
        grid.first[i].map(
          (value, j) => 2 * b * slope * value + (i === 0 ? 0 : a * grid.second[i][j])
        )
      )
    }
  }
}

/** First derivative of the bare potential: a polynomial of degree below the grid's, so exact. */
function slopeOf(grid: EvenChebyshev, bare: BareTerms): Float64Array {
  return applyMatrix(grid.first, bare.value)
}
