import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { evenChebyshev } from '../numerics/evenChebyshev.js'

/** An even interaction on a grid of fields, decreasing from the largest to 0, and between its points. */
export interface GridInteraction {
  readonly fields: Float64Array
  readonly values: Float64Array
  readonly at: (phi: number) => number
}

/**
 * Wilson's momentum shells for a single mode: a Gaussian of variance P is the sum of independent ones, so the
 * integral over it can be done slice by slice, exp(-V_(i+1)(phi)) = E[exp(-V_i(phi + chi))] with chi of
 * variance P_(i+1) - P_i. Each slice is finite and exact up to quadrature and interpolation;
 * infinitely thin ones are Polchinski's equation.
 *
 * @param bare the interaction at P = 0, even, growing
 * @param variances increasing P_1 < P_2 < … of the slices' ends
 * @param fieldMax the grid holds |phi| <= fieldMax, and so does the integral
 * @returns the interaction at each of the variances
 */
export function gaussianShells(
  bare: (phi: number) => number,
  variances: readonly number[],
  fieldMax: number,
  gridPoints: number
): GridInteraction[] {
  const grid = evenChebyshev(gridPoints, fieldMax)
  let at = bare
  return variances.map((variance, i) => {
    const thickness = variance - (i === 0 ? 0 : variances[i - 1])
    const before = at
    if (thickness > 0) {
      const values = grid.points.map((phi) => shell(before, phi, thickness, fieldMax))
      at = (phi) => grid.interpolate(values, phi)
    }
    return { fields: grid.points, values: grid.points.map(at), at }
  })
}

/** -ln E[exp(-V(phi + chi))], the exponent shifted by its largest value so that nothing underflows. */
function shell(
  interaction: (phi: number) => number,
  phi: number,
  variance: number,
  fieldMax: number
): number {
  const exponent = (y: number) => -interaction(y) - (y - phi) ** 2 / (2 * variance)
  const samples = Array.from({ length: 201 }, (_, j) => fieldMax * (j / 100 - 1))
  const top = samples.reduce((most, y) => Math.max(most, exponent(y)), exponent(phi))
  const width = 6 * Math.sqrt(variance)
  const breaks = [-fieldMax, phi - width, phi, phi + width, fieldMax]
    .filter((y) => Math.abs(y) <= fieldMax)
    .sort((a, b) => a - b)
  const sum = adaptiveQuadrature((y) => Math.exp(exponent(y) - top), breaks, {
    relativeTolerance: 1e-12
  })
  return Math.log(2 * Math.PI * variance) / 2 - top - Math.log(sum.value)
}
