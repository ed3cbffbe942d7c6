import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derivativeExpansion } from '../../../lib/src/flow/derivativeExpansion.js'
import { solveDerivativeExpansion } from '../../../lib/src/flow/derivativeFixedPoint.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'

const shares = {
  nu: largestShare('derivativeExpansion, nu'),
  omega: largestShare('derivativeExpansion, omega'),
  eta: largestShare('derivativeExpansion, eta')
}

test('derivativeExpansion states errors that hold a finer grid that reaches further, at any dimension and amplitude', () => {
  const parameters = fc.record({
    dimension: fc.double({ min: 2.8, max: 3.5, noNaN: true }),
    regulator: fc.constantFrom('exponential' as const, 'gaussian' as const),
    amplitude: fc
      .double({ min: Math.log(0.5), max: Math.log(8), noNaN: true })
      .map((log) => Math.min(8, Math.max(0.5, Math.exp(log)))),
    products: fc.constantFrom('truncated' as const, 'complete' as const)
  })
  fc.assert(
    fc.property(parameters, (given) => {
      const point = derivativeExpansion(given)
      const { rho, slope, normalisation, eta } = point
      const between = (values: Float64Array, power: number) => (at: number) => {
        // Chebyshev points of phi: barycentric weights of alternating sign, halved at the ends.
        if (at >= rho[0]) return values[0] * (at / rho[0]) ** power
        const phi = Math.sqrt(at)
        let [above, below] = [0, 0]
        for (let i = 0; i < rho.length; i++) {
          const node = Math.sqrt(rho[i])
          if (node === phi) return values[i]
          for (const sign of [1, -1]) {
            if (node === 0 && sign < 0) continue
            const index = sign > 0 ? i : 2 * (rho.length - 1) - i
            const weight =
              (index % 2 ? -1 : 1) * (index === 0 || index === 2 * (rho.length - 1) ? 0.5 : 1)
            above += (weight * values[i]) / (phi - sign * node)
            below += weight / (phi - sign * node)
          }
        }
        return above / below
      }
      const { products, ...rest } = given
      const scaling = given.dimension - 2 + eta
      const other = solveDerivativeExpansion(
        { ...rest, complete: products === 'complete', step: 1 / 20 },
        { reach: 1.1 * rho[0], points: Math.round(1.15 * rho.length) },
        {
          slope: between(slope, (2 - eta) / scaling),
          normalisation: between(normalisation, -eta / scaling),
          eta
        }
      )!
      const truth = { nu: -1 / other.eigenvalues[0], omega: other.eigenvalues[1], eta: other.eta }
      for (const key of ['nu', 'omega', 'eta'] as const) {
        const [miss, error] = [Math.abs(point[key] - truth[key]), point[`${key}Error`]]
        shares[key](miss, error)
        expect(miss, `${key} ${point[key]} ± ${error}, ${truth[key]}`).toBeLessThan(error)
      }
    }),
    { numRuns: propertyRuns(1), endOnFailure: true }
  )
})
