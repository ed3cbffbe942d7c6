import { applyMatrix, evenChebyshev, type EvenChebyshev } from '../numerics/evenChebyshev.js'
import { ParameterError, requireFiniteList, requireFunction } from '../numerics/parameterError.js'
import {
  evenSeries,
  polynomialPotential,
  potentialCurvature,
  potentialSlope
} from './potentialSeries.js'
import type { BareTerms } from './potentialRates.js'

/** The even potential that a flow starts from. */
export interface BarePotential {
  readonly slope: (phi: number) => number
  readonly curvature: (phi: number) => number
  /** Values and curvatures of U - mass phi^2/2 on a grid. */
  readonly onGrid: (grid: EvenChebyshev, mass: number) => BareTerms
}

/** A potential given by (u_2, u_4, …, u_2n). */
export function polynomialBare(source: string, couplings: readonly number[]): BarePotential {
  requireFiniteList(source, 'couplings', couplings, 'a list (u2, u4, …) of at least two', {
    least: 2
  })
  if (!(couplings[couplings.length - 1] > 0)) {
    const rule = '> 0 at the highest order, or the potential is not bounded from below'
    throw new ParameterError(source, 'couplings', rule, couplings)
  }
  const [slope, curvature] = [potentialSlope(couplings), potentialCurvature(couplings)]
  return {
    slope: (phi) => phi * evenSeries(slope, phi),
    curvature: (phi) => evenSeries(curvature, phi),
    onGrid: ({ points }, mass) => ({
      value: points.map(polynomialPotential(couplings, mass)),
      curvature: points.map((phi) => evenSeries(curvature, phi) - mass)
    })
  }
}

/** A potential given as a function, differentiated as the polynomial through its values on a grid of that size. */
export function functionBare(
  source: string,
  potential: (phi: number) => number,
  gridPoints: number,
  fieldMax: number
): BarePotential {
  requireFunction(source, 'potential', potential)
  const onGrid = (grid: EvenChebyshev, mass: number): BareTerms => {
    const value = grid.points.map((phi) => {
      const at = potential(phi)
      if (Number.isFinite(at)) return at - (mass * phi * phi) / 2
      const rule = `a function with finite values up to phi = ${fieldMax} and a quarter more`
      throw new ParameterError(source, 'potential', rule, `${at} at ${phi}`)
    })
    return { value, curvature: applyMatrix(grid.second, value) }
  }
  const grid = evenChebyshev(gridPoints, fieldMax)
  const { value, curvature } = onGrid(grid, 0)
  const ratio = applyMatrix(grid.first, value).map((slope, i) =>
    grid.points[i] === 0 ? curvature[i] : slope / grid.points[i]
  )
  return {
    slope: (phi) => phi * grid.interpolate(ratio, phi),
    curvature: (phi) => grid.interpolate(curvature, phi),
    onGrid
  }
}
