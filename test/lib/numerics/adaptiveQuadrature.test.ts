import { describe, expect, test } from 'vitest'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

describe('adaptiveQuadrature', () => {
  test.each([
    { name: 'entire', f: Math.exp, breaks: [0, 1], exact: Math.E - 1 },
    { name: 'kinked inside', f: Math.abs, breaks: [-1, 0.7], exact: (1 + 0.49) / 2 },
    {
      name: 'peaked',
      f: (x: number) => 1 / (1e-6 + x * x),
      breaks: [-1, 1],
      exact: 2e3 * Math.atan(1e3)
    },
    { name: 'singular at an end', f: (x: number) => 1 / Math.sqrt(x), breaks: [0, 1], exact: 2 },
    { name: 'over eight decades', f: (x: number) => x ** 4, breaks: [0, 1, 1e5], exact: 2e24 }
  ])('$name: the value is right and the error bounds the deviation', ({ f, breaks, exact }) => {
    const { value, error } = adaptiveQuadrature(f, breaks)
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(1e-6 * exact)
  })

  test('a narrow peak at a break that was seen from one side is found on the other', () => {
    const w = 1e-9
    const peak = (x: number) => w / (w * w + x * x)
    const { value, error } = adaptiveQuadrature(peak, [-1, 0, 1e-3], { relativeTolerance: 1e-3 })
    // Half of it was the value, with an error of 2e-4.
    expect(Math.abs(value - Math.atan(1 / w) - Math.atan(1e-3 / w))).toBeLessThan(error)
  })

  test('breaks that lie close together, or are the same, cost no further intervals', () => {
    let calls = 0
    const f = (x: number) => (calls++, Math.exp(-x))
    const breaks = [0, 0, 1e-300, 1e-20, 1, 1, 2]
    const { value, error } = adaptiveQuadrature(f, breaks)
    expect(Math.abs(value - 1 + Math.exp(-2))).toBeLessThan(error)
    expect(calls).toBe(3 * 15 * 6)
  })

  test('sums over many intervals round as few numbers do', () => {
    const f = (x: number) => ({ value: x ** 9, error: 20 * 2 ** -53 * x ** 9 })
    const { value, error } = adaptiveQuadrature(f, [1, 1e6], { relativeTolerance: 1e-15 })
    const miss = BigInt(value) - (10n ** 60n - 1n) / 10n
    // Of the stated error this was two thirds.
    expect(Math.abs(Number(miss))).toBeLessThan(error / 4)
  })

  test('errors of the integrand are added: an iterated integral', () => {
    const inner = (x: number) => ({ value: x, error: 1e-3 })
    const { value, error } = adaptiveQuadrature(inner, [0, 2])
    expect(value).toBeCloseTo(2, 13)
    expect(error).toBeGreaterThan(2e-3)
  })

  test('what is not reached is reported', () => {
    const { value, error } = adaptiveQuadrature((x) => Math.sin(1 / x), [0, 1], {
      maxIntervals: 20
    })
    expect(Math.abs(value - 0.504067061906928)).toBeLessThan(error)
    expect(error).toBeGreaterThan(1e-8)
  })

  test('bad input is refused', () => {
    expect(() => adaptiveQuadrature(Math.exp, [0])).toThrow('breaks must be a list of at least two')
    expect(() => adaptiveQuadrature(Math.exp, [1, 0])).toThrow(
      'breaks[1] must be a finite number >= 1'
    )
    expect(() => adaptiveQuadrature(() => NaN, [0, 1])).toThrow(
      /^adaptiveQuadrature: f\(\S+\) must be a finite number, got NaN/
    )
  })
})
