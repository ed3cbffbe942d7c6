import { describe, expect, test } from 'vitest'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { potentialFlow } from '../../../lib/src/flow/potentialFlow.js'

/** Trapezoidal sums of exp(-x^2/2 - x^4/24) converge to rounding: the integrand dies doubly fast. */
function integral(f: (x: number) => number): number {
  let sum = 0
  for (let j = -800; j <= 800; j++) sum += f(j / 80)
  return sum / 80
}
const weight = (x: number) => Math.exp(-(x ** 2) / 2 - x ** 4 / 24)
const gaussian = Math.sqrt(2 * Math.PI)
const zeroDimensional = { dimension: 0, couplings: [1, 1], fieldMax: 6, scales: [1, 0] }

/** Gamma(phi) = j phi - ln Z(j)/Z0, j by bisection on <x> = phi. */
function exactEffectivePotential(phi: number): number {
  const mean = (j: number) =>
    integral((x) => x * weight(x) * Math.exp(j * x)) / integral((x) => weight(x) * Math.exp(j * x))
  let [low, high] = [0, 50]
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (mean(middle) < phi) low = middle
    else high = middle
  }
  return low * phi - Math.log(integral((x) => weight(x) * Math.exp(low * x)) / gaussian)
}

describe('potentialFlow', () => {
  test('in d = 0 the Wetterich flow ends at the effective potential of the ordinary integral, to 8 digits', () => {
    const flow = potentialFlow(zeroDimensional)
    expect(flow.ending).toEqual({ kind: 'end', t: 0 })
    for (const phi of [0, 0.5, 1, 2]) {
      expect(Math.abs(flow.at(1, phi) - exactEffectivePotential(phi))).toBeLessThan(1e-9)
    }
    const variance = integral((x) => x * x * weight(x)) / integral(weight)
    expect(Math.abs(flow.curvatures[1][40] * variance - 1)).toBeLessThan(2e-9)
    expect(flow.errors[1]).toBeLessThan(1e-8)
  })

  test('in d = 0 the Polchinski flow ends at the convolution of exp(-V) with the Gaussian, to 8 digits', () => {
    const flow = potentialFlow({ ...zeroDimensional, scheme: 'polchinski', fieldMax: 7 })
    for (const chi of [0, 0.5, 1, 2]) {
      const sum = integral((x) => Math.exp(-((x - chi) ** 2) / 2 - x ** 4 / 24))
      expect(Math.abs(flow.at(1, chi) + Math.log(sum / gaussian))).toBeLessThan(1e-9)
    }
  })

  test('the exact d = 0 result at k = 1 does not depend on where the modes are frozen: R = k^2 is a mass', () => {
    // Gamma_k + k^2 phi^2/2 is the Legendre transform at mass u2 + k^2, up to the free determinant.
    const flow = potentialFlow(zeroDimensional)
    const heavy = potentialFlow({ ...zeroDimensional, couplings: [2, 1], scales: [0] })
    for (const phi of [0, 1, 2]) {
      const expected = heavy.at(0, phi) - phi ** 2 / 2
      expect(Math.abs(flow.at(0, phi) - expected)).toBeLessThan(1e-9)
    }
  })

  test('the polynomial truncation converges to the grid in d = 3, symmetric phase', () => {
    const start = { dimension: 3, couplings: [0.5, 2], start: 5, scales: [1, 0] }
    const grid = potentialFlow({ ...start, fieldMax: 4 })
    const distance = [4, 6, 8].map((order) => {
      const couplings = [0.5, 2, ...new Array<number>(order - 2).fill(0)]
      return Math.abs(passiveFlow({ ...start, couplings }).couplings[0][1] - grid.curvatures[1][40])
    })
    expect(distance[0]).toBeGreaterThan(1e-7)
    expect(distance[1]).toBeLessThan(1e-8)
    expect(distance[2]).toBeLessThan(1e-8)
  })

  test("in the broken phase the potential becomes convex: -k^2 < U'' at its flat bottom", () => {
    const flow = potentialFlow({
      dimension: 3,
      couplings: [-0.5, 2],
      start: 5,
      scales: [1, 0.5, 0.3],
      fieldMax: 6,
      referenceMass: 1,
      // Flatness asks for no more, and the deeper the flow the stiffer.
      gridPoints: 32,
      relativeTolerance: 1e-6
    })
    expect(flow.scales.length).toBe(3)
    flow.scales.forEach((k, i) => {
      const bottom = flow.curvatures[i][32]
      expect(bottom).toBeLessThan(0)
      expect(bottom).toBeGreaterThan(-k * k)
    })
    expect(flow.curvatures[2][32]).toBeLessThan(-0.9 * 0.3 ** 2)
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 3, couplings: [1, 1], start: 5, scales: [1], fieldMax: 4 }
    expect(() => potentialFlow({ ...good, start: undefined })).toThrow(
      'start must be a finite number > 0 for d > 1'
    )
    expect(() => potentialFlow({ ...good, couplings: [1, -1] })).toThrow(
      'couplings must be > 0 at the highest order'
    )
    expect(() => potentialFlow({ ...good, couplings: [-1, 1] })).toThrow(
      'referenceMass must be a finite number > 0'
    )
    expect(() => potentialFlow({ ...good, scales: [1, 2] })).toThrow('scales[1] must be decreasing')
    expect(() => potentialFlow({ ...good, fieldMax: 0 })).toThrow(
      'fieldMax must be a finite number > 0'
    )
    expect(() => potentialFlow({ ...good, gridPoints: 4.5 })).toThrow(
      'gridPoints must be an integer'
    )
  })
})
