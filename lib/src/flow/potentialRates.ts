import { applyMatrix, type EvenChebyshev } from '../numerics/evenChebyshev.js'
import type { Derivative, Jacobian } from '../numerics/odeStepper.js'
import { interactionSlope, polchinskiFactors } from './polchinskiFlow.js'
import { evenSeries } from './potentialSeries.js'
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
 * dV/dk = loop V'' + tree V'^2 with the factors of `polchinskiFactors`. At the outermost point V'' is that of the
 * trees alone, the loops' share falls with the field; V' carries the solution outwards, so little comes in from there.
 */
export function polchinskiRates(
  threshold: ThresholdFunction,
  grid: EvenChebyshev,
  bare: BareTerms,
  { mass, start, couplings }: PolchinskiStart
): PotentialRates {
  const { loop, tree, propagator } = polchinskiFactors(threshold, mass)
  const bareSlope = slopeOf(grid, bare)
  const before = propagator(start)
  const outerCurvature = treeCurvature(interactionSlope(couplings, mass), grid.points[0])
  const slopes = (w: Float64Array) => {
    const correction = applyMatrix(grid.first, w)
    return bareSlope.map((value, i) => value + correction[i])
  }
  return {
    derivative: (k, w) => {
      const [a, b] = [loop(k), tree(k)]
      const correction = applyMatrix(grid.second, w)
      const slope = slopes(w)
      const outer = outerCurvature(propagator(k) - before)
      return bare.curvature.map(
        (value, i) => a * (i === 0 ? outer : value + correction[i]) + b * slope[i] ** 2
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

/** What Polchinski's equation starts from. */
export interface PolchinskiStart {
  /** m^2 of the propagator. */
  readonly mass: number
  readonly start: number
  /** (u_2, u_4, …, u_2n) of the bare action. */
  readonly couplings: readonly number[]
}

/**
 * V'' at a field after a flow by trees alone, as a function of the propagator P: V_P(phi) is stationary in
 * V(x) + (phi - x)^2/(2P), so V_P'' = V''(x)/(1 + P V''(x)) at phi = x + P V'(x). `slope`: V'/phi as a series in phi^2.
 */
function treeCurvature(slope: Float64Array, field: number): (propagator: number) => number {
  const curvature = slope.map((value, j) => (2 * j + 1) * value)
  return (propagator) => {
    let x = field
    // Newton's method from outside: the potential steepens outwards, so it comes down to the root.
    for (let previous = Infinity; x < previous;) {
      previous = x
      const miss = x + propagator * x * evenSeries(slope, x) - field
      x -= miss / (1 + propagator * evenSeries(curvature, x))
    }
    const bent = evenSeries(curvature, x)
    return bent / (1 + propagator * bent)
  }
}

/** First derivative of the bare potential: a polynomial of degree below the grid's, so exact. */
function slopeOf(grid: EvenChebyshev, bare: BareTerms): Float64Array {
  return applyMatrix(grid.first, bare.value)
}
