import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import type { Estimate } from '../numerics/estimate.js'
import { evenChebyshev } from '../numerics/evenChebyshev.js'
import { tabulatedFunction } from '../numerics/tabulatedFunction.js'

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
 * A slice looks beyond the grid of the one before wherever its Gaussian reaches so far, at every thickness for the outermost
 * points: half of a thin Gaussian lies outside. There V_i is the bare interaction averaged over P_i at once.
 *
 * @param bare the interaction at P = 0, even, growing
 * @param variances increasing P_1 < P_2 < … of the slices' ends
 * @param fieldMax the grid holds |phi| <= fieldMax
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
  let everywhere = bare
  return variances.map((variance, i) => {
    const thickness = variance - (i === 0 ? 0 : variances[i - 1])
    const before = everywhere
    if (thickness > 0) {
      const values = grid.points.map((phi) => shell(before, phi, thickness, fieldMax).value)
      at = (phi) => grid.interpolate(values, phi)
      const inside = at
      const outside = tabulatedFunction(
        (phi) => shell(bare, phi, variance, phi),
        Math.max(Math.sqrt(variance) / 4, fieldMax / 400)
      )
      everywhere = (phi) => (Math.abs(phi) <= fieldMax ? inside(phi) : outside(Math.abs(phi)))
    }
    return { fields: grid.points, values: grid.points.map(at), at }
  })
}

/** Where a Gaussian's exponent no longer counts in double precision. */
const negligible = 45

/**
 * -ln E[exp(-V(phi + chi))], the exponent shifted by its largest value so that nothing underflows; beyond |y| <= reach, which
 * holds phi, only where that counts.
 */
function shell(
  interaction: (phi: number) => number,
  phi: number,
  variance: number,
  reach: number
): Estimate {
  // By the step chi: of the sum phi + chi a thin slice would see the rounding.
  const exponent = (chi: number) => -interaction(phi + chi) - chi ** 2 / (2 * variance)
  const samples = Array.from({ length: 201 }, (_, j) => reach * (j / 100 - 1) - phi)
  const top = samples.reduce((most, chi) => Math.max(most, exponent(chi)), exponent(0))
  // All of the Gaussian: a long piece would not see what a thin one has beyond a break.
  const width = Math.sqrt(2 * negligible * variance)
  const [below, above] = [-reach - phi, reach - phi]
  const from = exponent(below) < top - negligible ? below : below - width
  const to = exponent(above) < top - negligible ? above : above + width
  const breaks = [from, below, -width, 0, width, above, to]
    .filter((chi) => chi >= from && chi <= to)
    .sort((a, b) => a - b)
  const sum = adaptiveQuadrature((chi) => Math.exp(exponent(chi) - top), breaks, {
    relativeTolerance: 1e-12
  })
  return {
    value: Math.log(2 * Math.PI * variance) / 2 - top - Math.log(sum.value),
    error: sum.error / sum.value
  }
}
