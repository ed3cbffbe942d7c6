import { describe, expect, test } from 'vitest'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { logLoopVolume, thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'

describe('fixedPoint', () => {
  test("Wilson-Fisher exponents in d = 3 with Litim's regulator agree with the literature", () => {
    // hep-th/0701172: nu = 0.649561773880, omega = 0.655745939193.
    const { nu, omega, nuError, omegaError, kappa } = fixedPoint({ dimension: 3 })
    expect(Math.abs(nu - 0.64956177388)).toBeLessThan(1e-11)
    expect(Math.abs(omega - 0.655745939193)).toBeLessThan(1e-10)
    expect(nuError).toBeLessThan(5e-11)
    expect(omegaError).toBeLessThan(5e-10)
    expect(Math.abs(nu - 0.64956177388)).toBeLessThan(nuError)
    expect(Math.abs(omega - 0.655745939193)).toBeLessThan(omegaError)
    expect(kappa).toBeCloseTo(0.0306479, 6)
  })

  test('the sharp cutoff reproduces the exponents of the Wegner-Houghton equation', () => {
    // Shooting for the whole fixed-point potential, u'' = exp(-3 u + phi u'/2) - 1, and then for the growth of its
    // perturbations, in 40 digits (step 1/400): nu = 0.68945906, omega = 0.5952399.
    const { nu, nuError, omega, omegaError } = fixedPoint({ dimension: 3, regulator: 'sharp' })
    expect(Math.abs(nu - 0.689459056)).toBeLessThan(3e-8)
    expect(Math.abs(omega - 0.59523985)).toBeLessThan(1e-6)
    expect(Math.max(nuError, omegaError)).toBeLessThan(1e-5)
  })

  test("Litim's regulator gives the smallest nu of all: it is the optimised one", () => {
    const nu = (['litim', 'exponential', 'sharp'] as const).map(
      (regulator) => fixedPoint({ dimension: 3, regulator }).nu
    )
    expect(nu[0]).toBeLessThan(nu[1])
    expect(nu[1]).toBeLessThan(nu[2])
  })

  test('near four dimensions the epsilon expansion holds: 1/nu = 2 - eps/3, omega = eps', () => {
    for (const epsilon of [0.02, 0.01]) {
      const { nu, omega } = fixedPoint({ dimension: 4 - epsilon })
      expect(Math.abs(1 / nu - 2 + epsilon / 3)).toBeLessThan(0.6 * epsilon ** 2)
      expect(Math.abs(omega - epsilon)).toBeLessThan(1.2 * epsilon ** 2)
    }
  })

  test("the anomalous dimension of the LPA' in d = 3 is 0.1120 and vanishes towards d = 4", () => {
    expect(fixedPoint({ dimension: 3, anomalous: true }).eta).toBeCloseTo(0.112, 3)
    // The leading coefficient, eta = eps^2/12, is the same for both regulators (the exact one is 1/54).
    for (const regulator of ['litim', 'exponential'] as const) {
      const [coarse, fine] = [0.04, 0.02].map(
        (e) =>
          fixedPoint({ dimension: 4 - e, regulator, anomalous: true, maxOrder: 14 }).eta / e ** 2
      )
      expect(Math.abs(2 * fine - coarse - 1 / 12)).toBeLessThan(1e-3)
    }
  })

  test('close to d = 4 the minimum is at 3/2 and the coupling eps/18, which gives eta = eps^2/12', () => {
    const epsilon = 1e-3
    const { potential, eta } = fixedPoint({
      dimension: 4 - epsilon,
      maxOrder: 14,
      anomalous: true
    })
    const { centre, radius, coefficients } = potential!
    expect(Math.abs(centre - 3 / 2)).toBeLessThan(epsilon)
    expect(Math.abs((18 * 2 * coefficients[2]) / radius ** 2 / epsilon - 1)).toBeLessThan(
      2 * epsilon
    )
    expect(Math.abs((12 * eta) / epsilon ** 2 - 1)).toBeLessThan(5 * epsilon)
  })

  test.each(['litim', 'exponential'] as const)(
    "of the regulator %s, -l'(0) int (d(y/P)/dy)^2 dy = 1 in d = 4: the coefficient 1/12 is that of both, not of all",
    (regulator) => {
      const loop = thresholdFunction(regulator, 4)
      const slope = loop.rate(Float64Array.of(0, 0), 1, 1)[0] / Math.exp(logLoopVolume(4))
      expect(-slope * loop.wavefunction!(0).value).toBeCloseTo(1, 9)
      // -l'(0) = 2 int r/P dy: 1 for Litim's and 2 for the exponential one.
      expect(-slope).toBeCloseTo(regulator === 'litim' ? 1 : 2, 9)
    }
  )

  test('below 2.8 dimensions too: a collocation of the other form of the equation gives the same', () => {
    // d = 2.5: Wetterich's equation itself by Chebyshev collocation in rho on [0, 6] with NumPy 2.4, 40 points.
    const point = fixedPoint({ dimension: 2.5 })
    expect(Math.abs(point.nu - 0.86525763582)).toBeLessThan(2e-11)
    expect(Math.abs(point.omega - 0.8916089865)).toBeLessThan(2e-10)
    expect(point.nuError).toBeLessThan(1e-10)
    expect(point.potential).toBeUndefined()
    // One relevant direction only: the tricritical point of d < 3 has two.
    expect(point.eigenvalues.filter((value) => value < 0)).toHaveLength(1)
  })

  test('truncated series and grid agree within their errors wherever both work', () => {
    for (const dimension of [2.8, 3.3, 3.6, 3.9]) {
      const series = fixedPoint({ dimension })
      const grid = fixedPoint({ dimension, scheme: 'polchinski' })
      expect(grid.potential).toBeUndefined()
      expect(series.interaction).toBeUndefined()
      for (const key of ['nu', 'omega'] as const) {
        const allowed = series[`${key}Error`] + grid[`${key}Error`]
        expect(Math.abs(series[key] - grid[key])).toBeLessThan(allowed)
        expect(allowed).toBeLessThan(1e-6)
      }
      expect(Math.abs(grid.kappa / series.kappa - 1)).toBeLessThan(1e-8)
    }
  })

  test('towards two dimensions nu diverges like 1/(d - 2) and the width of the potential grows', () => {
    const points = [2.1, 2.05, 2.02].map((dimension) => fixedPoint({ dimension }))
    const [first, , last] = points
    expect(last.nuError).toBeLessThan(1e-6)
    expect(last.interaction?.fields[0]).toBeGreaterThan(first.interaction?.fields[0] as number)
    const scaled = points.map(({ nu, dimension }) => nu * (dimension - 2))
    expect(scaled[0]).toBeGreaterThan(scaled[1])
    expect(scaled[1]).toBeGreaterThan(scaled[2])
    expect(scaled[2]).toBeGreaterThan(0.1)
  })

  test("the LPA' reaches down to 2.4 dimensions, where eta has grown", () => {
    const { eta, etaError } = fixedPoint({ dimension: 2.4, anomalous: true })
    expect(etaError).toBeLessThan(1e-8)
    expect(eta).toBeGreaterThan(0.25)
  })

  test('outside its domain it says so', () => {
    expect(() => fixedPoint({ dimension: 4 })).toThrow('dimension must be in [2.01, 4)')
    expect(() => fixedPoint({ dimension: 2 })).toThrow('not reached closer to d = 2')
    expect(() => fixedPoint({ dimension: 2.8, regulator: 'sharp' })).toThrow('in [2.9, 4)')
    expect(fixedPoint({ dimension: 2.9, regulator: 'sharp' }).nuError).toBeLessThan(1e-4)
    expect(() => fixedPoint({ dimension: 2.3, anomalous: true })).toThrow('in [2.4, 4)')
    expect(() => fixedPoint({ dimension: 3, scheme: 'polchinski', anomalous: true })).toThrow(
      "anomalous must be false in scheme 'polchinski'"
    )
    expect(() => fixedPoint({ dimension: NaN })).toThrow('dimension must be a finite number')
    expect(() => fixedPoint({ dimension: 3, regulator: 'mass' })).toThrow(
      'regulator, dimension must be a combination'
    )
    expect(() => fixedPoint({ dimension: 3, regulator: 'sharp', anomalous: true })).toThrow(
      "regulator must be 'litim'"
    )
    expect(() => fixedPoint({ dimension: 3, maxOrder: 2 })).toThrow('maxOrder')
  })
})
