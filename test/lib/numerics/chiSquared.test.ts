import { describe, expect, test } from 'vitest'
import { chiSquaredTail, poissonTail } from '../../../lib/src/numerics/chiSquared.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

describe('chiSquaredTail', () => {
  // Tables of the chi squared distribution.
  test.each([
    [3.841458820694124, 1, 0.05],
    [5.991464547107979, 2, 0.05],
    [9, 1, 0.0026997960632601866],
    [18.307038053275146, 10, 0.05],
    [124.34211340400407, 100, 0.05],
    [341.395, 300, 0.05]
  ])('beyond %d with %i degrees of freedom lies a probability of %d', (value, freedom, tail) => {
    expect(Math.abs(chiSquaredTail(value, freedom) / tail - 1)).toBeLessThan(
      freedom === 300 ? 1e-4 : 1e-11
    )
  })

  test.each([1, 2, 3, 7, 20])('is the integral of the density, %i degrees of freedom', (n) => {
    const norm = (z: number) => z ** (n - 1) * Math.exp((-z * z) / 2)
    const whole = adaptiveQuadrature(norm, [0, 3, 8, 20]).value
    for (const value of [0.3, 4, 25]) {
      const tail = adaptiveQuadrature(norm, [Math.sqrt(value), 12, 20]).value
      expect(chiSquaredTail(value, n)).toBeCloseTo(tail / whole, 10)
    }
  })

  test('is one at zero, falls, and is refused outside of its domain', () => {
    expect(chiSquaredTail(0, 5)).toBe(1)
    expect(chiSquaredTail(1e4, 5)).toBe(0)
    expect(() => chiSquaredTail(-1, 5)).toThrow('value must be a finite number >= 0')
    expect(() => chiSquaredTail(1, 0)).toThrow('degreesOfFreedom must be an integer >= 1')
    expect(() => chiSquaredTail(NaN, 1)).toThrow('value must be')
  })
})

test('poissonTail is one less the sum of the smaller counts', () => {
  expect(poissonTail(0, 0.8)).toBe(1)
  expect(poissonTail(1, 0.8)).toBeCloseTo(1 - Math.exp(-0.8), 14)
  expect(poissonTail(3, 0.8)).toBeCloseTo(1 - Math.exp(-0.8) * (1 + 0.8 + 0.32), 13)
  expect(() => poissonTail(1.5, 1)).toThrow('count must be an integer')
})
