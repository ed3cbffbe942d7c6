import { describe, expect, test } from 'vitest'
import {
  derivativeExpansion,
  minimalSensitivity
} from '../../../lib/src/flow/derivativeExpansion.js'
import { derivativeRates } from '../../../lib/src/flow/derivativeFlow.js'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { isingExponents } from '../../../lib/src/flow/isingExponents.js'
import { regulators } from '../../../lib/src/flow/regulator.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'
import { wavefunctionEta } from '../../../lib/src/flow/wavefunctionEta.js'
import { gaussLegendre } from '../../../lib/src/numerics/gaussLegendre.js'

const bootstrap = isingExponents[1]
const [rho, m, m1, m2, z, z1, z2, eta] = [0.8, -0.1, 0.15, -0.02, 1.1, 0.07, -0.03, 0.04]
const local = [m, m1, m2, z, z1, z2, eta] as const
const w = m + 2 * rho * m1
const w1 = 3 * m1 + 2 * rho * m2

/**
 * int d^3q dR/dt G(q)^2 [Gamma3(p, q)^2 G(p + q) - Gamma4(p, q)/2] at a finite momentum, in the measure of the library, with
 * vertices as the action has them, without any expansion in p.
 */
function twoPointLoop(p: number, amplitude: number): number {
  const { shape, slope } = regulators.exponential
  const propagator = (q2: number) => 1 / (z * q2 + amplitude * shape(q2) + w)
  const [radial, angular] = [gaussLegendre(160), gaussLegendre(24)]
  let sum = 0
  radial.nodes.forEach((node, i) => {
    const q = 6.5 * node
    const y = q * q
    const rate = amplitude * ((2 - eta) * shape(y) - 2 * y * slope(y))
    // (d/2) y^(d/2-1) dy is 3 q^2 dq in d = 3.
    const factor = 6.5 * radial.weights[i] * 3 * y * rate * propagator(y) ** 2
    angular.nodes.forEach((share, j) => {
      const cosine = 2 * share - 1
      const total = y + 2 * p * q * cosine + p * p
      const cubic = Math.sqrt(2 * rho) * (w1 + (z1 * (y + p * p + total)) / 2)
      const quartic = (z1 + 2 * rho * z2) * (y + p * p)
      const loop = cubic ** 2 * propagator(total) - quartic / 2
      sum += factor * angular.weights[j] * loop
    })
  })
  return sum
}

describe('derivativeExpansion', () => {
  test('the flow of z is the p^2 part of the two-point loop, by quadrature at finite momenta', () => {
    const amplitude = 1.7
    const parameters = {
      dimension: 3,
      regulator: 'exponential',
      amplitude,
      complete: true
    } as const
    const [, rate] = derivativeRates({ ...parameters, step: 1 / 8 })(rho, local)
    const quotient = (p: number) =>
      (twoPointLoop(p, amplitude) - twoPointLoop(0, amplitude)) / p ** 2
    const slope = (4 * quotient(0.04) - quotient(0.08)) / 3
    const drift = eta * z + (1 + eta) * rho * z1
    expect(Math.abs(rate - drift - slope)).toBeLessThan(1e-6 * Math.abs(slope))
  })

  test("at constant z it is the LPA' of the threshold functions, for any count of vertex products", () => {
    const threshold = thresholdFunction('exponential', 3)
    const flat = [m, m1, m2, 1, 0, 0, eta] as const
    for (const complete of [true, false]) {
      const equation = { dimension: 3, regulator: 'exponential', amplitude: 1, complete } as const
      const [potential, normalisation] = derivativeRates({ ...equation, step: 1 / 8 })(rho, flat)
      const l = (x: number) => threshold.value(x, eta)
      const slope = (8 * (l(w + 1e-3) - l(w - 1e-3)) - (l(w + 2e-3) - l(w - 2e-3))) / 0.012
      const scaling = -(2 - eta) * m + (1 + eta) * rho * m1
      expect(Math.abs(potential - scaling - slope * w1)).toBeLessThan(1e-11)
      const { value, etaValue } = threshold.wavefunction!(w)
      const squared = 2 * rho * w1 ** 2
      expect(Math.abs(normalisation - (eta - squared * (value - eta * etaValue)))).toBeLessThan(
        1e-12
      )
      expect(wavefunctionEta(threshold, squared, w)).toBeGreaterThan(0)
    }
  })

  test("least sensitive to the amplitude: nu = 0.62779, eta = 0.04500 as published, nearer to the bootstrap than LPA and LPA'", () => {
    const { nu, eta } = minimalSensitivity()
    expect([nu.value.toFixed(5), eta.value.toFixed(5)]).toEqual(['0.62779', '0.04500'])
    expect(Math.max(nu.error, eta.error)).toBeLessThan(1e-8)
    const distance = (point: { nu: number; eta: number }) =>
      [Math.abs(point.nu - bootstrap.nu), Math.abs(point.eta - bootstrap.eta)] as const
    const second = distance({ nu: nu.value, eta: eta.value })
    for (const anomalous of [false, true]) {
      const parameters = {
        dimension: 3,
        regulator: 'exponential',
        anomalous,
        maxOrder: 14
      } as const
      const first = distance(fixedPoint(parameters))
      // The LPA' has nu 0.0018 off, by a cancellation: its eta is off by a factor of three.
      if (!anomalous) expect(second[0]).toBeLessThan(first[0] / 9)
      expect(second[1]).toBeLessThan(first[1] / 4)
    }
  })

  test.each([
    // arXiv:1907.01829, regulator e^-y; hep-th/0211055, all of the products, whose expansions in the field give nu = 0.6281.
    [{ regulator: 'gaussian', amplitude: 1.42 }, 0.62752, 0.04551, 5e-6],
    [{ products: 'complete', amplitude: 2.22 }, 0.6282, 0.0443, 5e-5]
  ] as const)('%o: nu = %d, eta = %d', (parameters, nu, eta, digits) => {
    const point = derivativeExpansion(parameters)
    expect(Math.abs(point.nu - nu)).toBeLessThan(digits)
    expect(Math.abs(point.eta - eta)).toBeLessThan(digits)
  })

  test.each([
    [2.8, 0.5, 'gaussian'],
    [3.5, 1, 'exponential']
  ] as const)(
    'd = %d, amplitude %d, %s: errors are small, one direction is relevant',
    (dimension, amplitude, regulator) => {
      const point = derivativeExpansion({ dimension, amplitude, regulator })
      expect(point.eigenvalues.filter((value) => value < 0)).toHaveLength(1)
      expect(Math.max(point.nuError, point.etaError)).toBeLessThan(1e-8)
      expect(point.omegaError).toBeLessThan(1e-5)
      expect(point.normalisation.at(-1)).toBe(1)
      expect(point.kappa).toBeGreaterThan(0)
    }
  )

  test('what it cannot do is refused by name', () => {
    const refused: readonly [object, string][] = [
      [{ dimension: 4 }, 'derivativeExpansion: dimension must be in [2.8, 3.5], got 4'],
      [{ dimension: NaN }, 'derivativeExpansion: dimension must be'],
      [{ amplitude: 0 }, 'derivativeExpansion: amplitude must be in [0.5, 8], got 0'],
      [
        { regulator: 'litim' },
        "derivativeExpansion: regulator must be 'exponential' or 'gaussian'"
      ],
      [{ products: 'all' }, "derivativeExpansion: products must be 'truncated' or 'complete'"],
      [{ components: 2 }, 'derivativeExpansion: parameters must']
    ]
    for (const [parameters, message] of refused) {
      expect(() => derivativeExpansion(parameters)).toThrow(message)
    }
    expect(() => minimalSensitivity({ amplitude: 2 } as object)).toThrow(
      'minimalSensitivity: parameters must'
    )
  })
})
