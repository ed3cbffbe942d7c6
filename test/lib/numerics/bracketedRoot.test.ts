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
})
