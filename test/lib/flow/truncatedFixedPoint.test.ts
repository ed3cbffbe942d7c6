import { describe, expect, test } from 'vitest'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { dimensionlessBeta } from '../../../lib/src/flow/theorySpace.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'
import {
  truncatedFixedPoint,
  truncatedFixedPoints,
  truncatedStability
} from '../../../lib/src/flow/truncatedFixedPoint.js'

describe('truncatedFixedPoint', () => {
  test("two couplings and Litim's regulator: the closed form in every dimension", () => {
    for (const dimension of [0.5, 1, 2, 3, 3.5, 3.99]) {
      const { couplings } = truncatedFixedPoint({ dimension, order: 2 })
      const epsilon = 4 - dimension
      expect(couplings[0]).toBeCloseTo(-epsilon / (12 + epsilon), 14)
    }
    const { couplings, nu } = truncatedFixedPoint({ dimension: 3, order: 2 })
    expect(couplings[1]).toBeCloseTo(Math.PI ** 2 * (12 / 13) ** 3, 12)
    // hep-th/0103195, table of truncations of the optimised flow: 0.5427, 0.5932 …
    expect(nu).toBeCloseTo(0.5427, 4)
    expect(truncatedFixedPoint({ dimension: 3, order: 3 }).nu).toBeCloseTo(0.5932, 4)
  })

  test('all beta functions vanish there, for every regulator', () => {
    for (const regulator of ['litim', 'exponential', 'sharp'] as const) {
      const { couplings } = truncatedFixedPoint({ dimension: 3, order: 5, regulator })
      const beta = dimensionlessBeta(thresholdFunction(regulator, 3), Array.from(couplings))
      beta.forEach((value, j) => expect(Math.abs(value / couplings[j])).toBeLessThan(1e-10))
    }
  })

  test('with Litim the truncations approach the exponents of the expansion around the minimum', () => {
    const { nu, omega } = fixedPoint({ dimension: 3 })
    const points = truncatedFixedPoints({ dimension: 3, order: 20 })
    const at = (order: number) => points[order - 2]
    expect(at(7)).toEqual(truncatedFixedPoint({ dimension: 3, order: 7 }))
    expect(Math.abs(at(10).nu - nu)).toBeLessThan(1e-3)
    expect(Math.abs(at(20).nu - nu)).toBeLessThan(1e-5)
    expect(Math.abs(at(20).omega - omega)).toBeLessThan(1e-3)
  })

  test('the relevant direction is the eigenvector of -1/nu', () => {
    const point = truncatedFixedPoint({ dimension: 3, order: 4 })
    const matrix = truncatedStability(thresholdFunction('litim', 3), point.couplings)
    const { relevantDirection: v } = point
    expect(v[0]).toBe(1)
    for (let i = 0; i < 4; i++) {
      const image = v.reduce((sum, value, j) => sum + matrix.get(i, j) * value, 0)
      expect(Math.abs(image * point.nu + v[i])).toBeLessThan(1e-8 * Math.abs(v[i]) + 1e-8)
    }
  })

  test('the stability matrix is the derivative of the beta functions', () => {
    const threshold = thresholdFunction('exponential', 2.5)
    const couplings = [0.2, 3, -4]
    const matrix = truncatedStability(threshold, couplings)
    const h = 1e-5
    couplings.forEach((u, j) => {
      const [up, down] = [u + h, u - h].map((value) =>
        dimensionlessBeta(threshold, couplings.with(j, value))
      )
      up.forEach((value, i) => expect((value - down[i]) / (2 * h)).toBeCloseTo(matrix.get(i, j), 7))
    })
  })

  test('bad input is refused', () => {
    expect(() => truncatedFixedPoint({ dimension: 4, order: 2 })).toThrow('dimension must be < 4')
    expect(() => truncatedFixedPoint({ dimension: 3, order: 1 })).toThrow(
      'order must be an integer'
    )
    expect(() => truncatedFixedPoint({ dimension: 3, order: 3, regulator: 'mass' })).toThrow(
      'order must be a truncation that has a Wilson-Fisher fixed point'
    )
    expect(() => truncatedStability(thresholdFunction('litim', 3), [NaN])).toThrow('couplings[0]')
  })
})
