import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  derivativeExpansion,
  minimalSensitivity,
  type DerivativeExpansion
} from '../../../lib/src/flow/derivativeExpansion.js'
import { solveDerivativeExpansion } from '../../../lib/src/flow/derivativeFixedPoint.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'

const shares = {
  nu: largestShare('derivativeExpansion, nu'),
  omega: largestShare('derivativeExpansion, omega'),
  eta: largestShare('derivativeExpansion, eta')
}
const stationary = {
  nu: largestShare('minimalSensitivity, nu'),
  eta: largestShare('minimalSensitivity, eta')
}

const parameters = {
  dimension: fc.oneof(fc.constantFrom(2.8, 3, 3.5), fc.double({ min: 2.8, max: 3.5, noNaN: true })),
  regulator: fc.constantFrom('exponential' as const, 'gaussian' as const),
  products: fc.constantFrom('truncated' as const, 'complete' as const)
}

/** Exponents at an amplitude by a grid with more points than that of a fixed point nearby, more loop momenta, and a longer reach. */
function onOtherGrid(near: DerivativeExpansion, amplitude: number) {
  const { rho, slope, normalisation, eta, dimension, regulator, products } = near
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
  const scaling = dimension - 2 + eta
  const other = solveDerivativeExpansion(
    { dimension, regulator, amplitude, complete: products === 'complete', step: 1 / 20 },
    { reach: 1.1 * rho[0], points: Math.round(1.15 * rho.length) },
    {
      slope: between(slope, (2 - eta) / scaling),
      normalisation: between(normalisation, -eta / scaling),
      eta
    }
  )!
  return { nu: -1 / other.eigenvalues[0], omega: other.eigenvalues[1], eta: other.eta }
}

test('derivativeExpansion states errors that hold a finer grid that reaches further, at any dimension and amplitude', () => {
  const amplitude = fc
    .double({ min: Math.log(0.5), max: Math.log(8), noNaN: true })
    .map((log) => Math.min(8, Math.max(0.5, Math.exp(log))))
  fc.assert(
    fc.property(fc.record({ ...parameters, amplitude }), (given) => {
      const point = derivativeExpansion(given)
      const truth = onOtherGrid(point, given.amplitude)
      for (const key of ['nu', 'omega', 'eta'] as const) {
        const [miss, error] = [Math.abs(point[key] - truth[key]), point[`${key}Error`]]
        shares[key](miss, error)
        expect(miss, `${key} ${point[key]} ± ${error}, ${truth[key]}`).toBeLessThan(error)
      }
    }),
    { numRuns: propertyRuns(1), endOnFailure: true }
  )
})

/** Stationary value of the polynomial through values at equally spaced places about 0, in units of the spacing. */
function stationaryValue([v, w, x, y, z]: readonly number[]) {
  // Powers of t of the quartic through t = -2, …, 2.
  const powers = [
    x,
    (v - 8 * w + 8 * y - z) / 12,
    (-v + 16 * w - 30 * x + 16 * y - z) / 24,
    (-v + 2 * w - 2 * y + z) / 12,
    (v - 4 * w + 6 * x - 4 * y + z) / 24
  ]
  let place = 0
  for (let i = 0; i < 50; i++) {
    const slope = powers.reduceRight((sum, a, j) => (j ? sum * place + j * a : sum), 0)
    const bend = powers.reduceRight((sum, a, j) => (j > 1 ? sum * place + j * (j - 1) * a : sum), 0)
    place -= slope / bend
  }
  expect(Math.abs(place)).toBeLessThan(1)
  return powers.reduceRight((sum, a) => sum * place + a, 0)
}

test('minimalSensitivity states errors that hold the stationary value of a quartic through exponents by a finer grid, in its whole domain', () => {
  fc.assert(
    fc.property(fc.record(parameters), (given) => {
      const least = minimalSensitivity(given)
      for (const key of ['nu', 'eta'] as const) {
        const { value, error, amplitude } = least[key]
        const point = derivativeExpansion({ ...given, amplitude })
        const truth = stationaryValue(
          [-2, -1, 0, 1, 2].map((t) => onOtherGrid(point, amplitude * Math.exp(0.04 * t))[key])
        )
        const miss = Math.abs(value - truth)
        stationary[key](miss, error)
        expect(miss, `${key} ${value} ± ${error}, ${truth}`).toBeLessThan(error)
      }
    }),
    { numRuns: propertyRuns(1), endOnFailure: true }
  )
})
