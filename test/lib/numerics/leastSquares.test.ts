import { describe, expect, test } from 'vitest'
import { fitLine, fitPowerLaw } from '../../../lib/src/numerics/leastSquares.js'

/** A repeatable sequence of unit normals (Box-Muller on a Weyl sequence). */
function normals(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = ((i + 1 + seed * 977) * 0.7548776662466927) % 1
    const v = ((i + 1 + seed * 977) * 0.5698402909980532) % 1
    return Math.sqrt(-2 * Math.log(u + 1e-12)) * Math.cos(2 * Math.PI * v)
  })
}

describe('fitLine', () => {
  test('a textbook case: weights 1, residuals give the errors', () => {
    // By hand: slope 0.9, intercept 1.3, residual sum of squares 2.7 over 3 degrees of freedom… scaled.
    const fit = fitLine([0, 1, 2, 3, 4], [1, 3, 2, 5, 4])
    expect(fit.slope).toBeCloseTo(0.8, 14)
    expect(fit.intercept).toBeCloseTo(1.4, 14)
    expect(fit.chiSquared).toBeCloseTo(3.6, 13)
    expect(fit.slopeError).toBeCloseTo(Math.sqrt(1.2 / 10), 14)
    expect(fit.interceptError).toBeCloseTo(Math.sqrt(1.2 * (1 / 5 + 4 / 10)), 14)
  })

  test('stated errors are the true scatter of the slope over many samples', () => {
    const x = [1, 2, 4, 7, 9]
    const sigma = [0.1, 0.2, 0.1, 0.4, 0.3]
    const pulls = Array.from({ length: 400 }, (_, seed) => {
      const noise = normals(5, seed)
      const fit = fitLine(
        x,
        x.map((v, i) => 2 - 0.5 * v + sigma[i] * noise[i]),
        sigma
      )
      return (fit.slope + 0.5) / fit.slopeError
    })
    const mean = pulls.reduce((s, p) => s + p, 0) / 400
    const variance = pulls.reduce((s, p) => s + p * p, 0) / 400
    expect(Math.abs(mean)).toBeLessThan(0.2)
    expect(Math.abs(variance - 1)).toBeLessThan(0.3)
  })

  test('bad input is refused', () => {
    expect(() => fitLine([1], [1])).toThrow('x must be a list of at least two numbers')
    expect(() => fitLine([1, 1], [1, 2])).toThrow('x must be a list with at least two values')
    expect(() => fitLine([1, 2], [1])).toThrow('y must be a list of 2 numbers')
    expect(() => fitLine([1, 2], [1, 2], [1, 0])).toThrow(
      'standardErrors[1] must be a finite number > 0'
    )
  })
})

describe('fitPowerLaw', () => {
  test('recovers an exact power, of either sign', () => {
    const fit = fitPowerLaw([1, 2, 5, 10], [-3, -3 / 8, -3 / 125, -3e-3])
    expect(fit.exponent).toBeCloseTo(-3, 13)
    expect(fit.amplitude).toBeCloseTo(-3, 13)
    expect(fit.exponentError).toBeLessThan(1e-13)
  })

  test('bad input is refused', () => {
    expect(() => fitPowerLaw([0, 1], [1, 1])).toThrow('x[0] must be a finite number > 0')
    expect(() => fitPowerLaw([1, 2], [1, -1])).toThrow(
      'y[1] must be not zero and of the sign of y[0]'
    )
  })
})
