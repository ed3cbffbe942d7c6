import { describe, expect, test } from 'vitest'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'

/** u'(rho) of infinitely many components in d = 3 with Litim's regulator, from rho = 1 + w/(2 (1 + w)) + (3/2) sqrt(w) atan(sqrt(w)). */
function largestModelSlope(rho: number): number {
  // sqrt(w) atan(sqrt(w)) goes on to -sqrt(-w) artanh(sqrt(-w)) below the minimum.
  const arc = (w: number) =>
    w >= 0 ? Math.sqrt(w) * Math.atan(Math.sqrt(w)) : -Math.sqrt(-w) * Math.atanh(Math.sqrt(-w))
  const inverse = (w: number) => 1 + w / (2 * (1 + w)) + 1.5 * arc(w)
  let [low, high] = [-0.9, 10]
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (inverse(middle) < rho) low = middle
    else high = middle
  }
  return low
}

describe('fixedPoint of O(M) models', () => {
  test.each([
    // M = 0: self-avoiding walks.
    [0, 0.592083],
    [1, 0.649562],
    [2, 0.708211],
    [3, 0.761123],
    [4, 0.804348]
  ])("M = %d in d = 3 with Litim's regulator: nu = %d, series and grid agree", (components, nu) => {
    const point = fixedPoint({ dimension: 3, components })
    expect(Math.abs(point.nu - nu)).toBeLessThan(5e-7)
    const grid = fixedPoint({ dimension: 3, components, scheme: 'polchinski' })
    for (const key of ['nu', 'omega'] as const) {
      const allowed = point[`${key}Error`] + grid[`${key}Error`]
      expect(allowed).toBeLessThan(2e-9)
      expect(Math.abs(point[key] - grid[key])).toBeLessThan(allowed)
    }
    expect(Math.abs(grid.kappa / point.kappa - 1)).toBeLessThan(1e-8)
  })

  test('infinitely many components: the potential is the exact implicit solution to eight digits', () => {
    const { potential, nu, omega, eta, kappa } = fixedPoint({
      dimension: 3,
      components: Infinity,
      anomalous: true
    })
    const { centre, radius, coefficients } = potential!
    for (const rho of [0.7, 0.9, 1, 1.1, 1.4]) {
      const z = (rho - centre) / radius
      const first =
        coefficients.slice(1).reduceRight((sum, a, j) => sum * z + (j + 1) * a, 0) / radius
      expect(Math.abs(first - largestModelSlope(rho))).toBeLessThan(1e-8)
    }
    expect([nu, omega, eta].map((value) => Math.round(1e10 * value) / 1e10)).toEqual([1, 1, 0])
    expect(kappa).toBeCloseTo(1 / (6 * Math.PI ** 2), 12)
  })

  test.each([2.01, 2.5, 3.99])('at d = %d it has nu = 1/(d - 2), omega = 4 - d', (dimension) => {
    for (const regulator of ['litim', 'sharp'] as const) {
      const { nu, omega } = fixedPoint({ dimension, components: Infinity, regulator })
      expect(Math.abs(nu * (dimension - 2) - 1)).toBeLessThan(1e-11)
      expect(Math.abs(omega - (4 - dimension))).toBeLessThan(1e-9)
    }
  })

  test("many components approach infinitely many like 1/M, in the LPA and the LPA'", () => {
    for (const anomalous of [false, true]) {
      const [hundred, thousand] = [100, 1000].map(
        (components) =>
          components * (1 - fixedPoint({ dimension: 3, components, anomalous, maxOrder: 14 }).nu)
      )
      expect(Math.abs(thousand / hundred - 1)).toBeLessThan(0.02)
    }
    // eta = 1/(4 M) of the LPA' to leading order: kappa lambda = 1/2 in 4 kappa lambda^2/(1 + 2 kappa lambda)^2.
    const { eta } = fixedPoint({ dimension: 3, components: 1000, anomalous: true, maxOrder: 14 })
    expect(1000 * eta).toBeCloseTo(0.25, 2)
  })

  test("the LPA' of more fields: eta = 0.0437 for M = 2, smaller from there on, for both regulators", () => {
    const eta = (components: number, regulator: 'litim' | 'exponential') =>
      fixedPoint({ dimension: 3, components, regulator, anomalous: true, maxOrder: 24 }).eta
    expect(eta(2, 'litim')).toBeCloseTo(0.0437, 4)
    expect(eta(4, 'litim')).toBeLessThan(eta(3, 'litim'))
    expect(eta(3, 'litim')).toBeLessThan(eta(2, 'litim'))
    expect(Math.abs(eta(2, 'exponential') / eta(2, 'litim') - 1)).toBeLessThan(0.06)
  })

  test('close to four dimensions 1/nu = 2 - (M + 2)/(M + 8) epsilon', () => {
    const epsilon = 0.01
    for (const components of [0, 1, 2.5, 4, 40]) {
      const { nu } = fixedPoint({ dimension: 4 - epsilon, components, maxOrder: 14 })
      const slope = (2 - 1 / nu) / epsilon
      expect(Math.abs(slope - (components + 2) / (components + 8))).toBeLessThan(epsilon)
    }
  })

  test('numbers of fields outside of the domain are refused', () => {
    for (const components of [-1, NaN, 1001, -Infinity, '2' as unknown as number]) {
      expect(() => fixedPoint({ dimension: 3, components })).toThrow('components must be')
    }
    for (const components of [5, Infinity]) {
      expect(() => fixedPoint({ dimension: 3, components, scheme: 'polchinski' })).toThrow(
        "components must be a number of fields in [0, 4] in scheme 'polchinski'"
      )
    }
    expect(() => fixedPoint({ dimension: 2.5, components: 2, anomalous: true })).toThrow(
      'dimension must be in [2.6, 4)'
    )
  })
})
