import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bracketedRoot } from '../../../lib/src/numerics/bracketedRoot.js'

describe('bracketedRoot', () => {
  test.each([
    { f: (x: number) => Math.cos(x) - x, a: 0, b: 1, root: 0.7390851332151607 },
    { f: (x: number) => x ** 3, a: -1, b: 2, root: 0 },
    { f: (x: number) => Math.exp(x) - 1e-8, a: -50, b: 5, root: Math.log(1e-8) },
    { f: (x: number) => Math.sign(x - 0.3), a: 0, b: 1, root: 0.3 }
  ])('finds $root', ({ f, a, b, root }) => {
    expect(Math.abs(bracketedRoot(f, a, b) - root)).toBeLessThan(1e-8)
  })

  test('a smooth root takes few evaluations', () => {
    let count = 0
    bracketedRoot((x) => (count++, Math.cos(x) - x), 0, 1)
    expect(count).toBeLessThan(12)
  })

  test('the root of any increasing cubic is found', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (r) => {
        const f = (x: number) => (x - r) * (1 + (x - r) ** 2)
        expect(Math.abs(bracketedRoot(f, -3, 4) - r)).toBeLessThan(1e-13)
      })
    )
  })

  test('the same sign at both ends is refused', () => {
    expect(() => bracketedRoot((x) => x * x + 1, -1, 1)).toThrow(
      'f(lower), f(upper) must be of opposite sign'
    )
  })

  // It once returned 0.5 for a function that is NaN in between.
  test.each([
    [
      'in between',
      (x: number) => (x <= 0 ? -1 : x >= 1 ? 1 : NaN),
      'bracketedRoot: f(0.5) must be a number, got NaN'
    ],
    [
      'at the lower end',
      (x: number) => (x === 0 ? NaN : 1),
      'bracketedRoot: f(0) must be a number, got NaN'
    ],
    [
      'at the upper end',
      (x: number) => (x === 1 ? NaN : -1),
      'bracketedRoot: f(1) must be a number, got NaN'
    ],
    [
      'beside the root',
      (x: number) => (Math.abs(x - 0.3) < 0.1 ? NaN : x - 0.3),
      'must be a number, got NaN'
    ]
  ])('a function that is NaN %s has no root that is known', (_, f, message) => {
    expect(() => bracketedRoot(f, 0, 1)).toThrow(message)
  })
})
