import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fromSignedLogarithm,
  signedProduct,
  signedSum,
  toSignedLogarithm
} from '../../../lib/src/numerics/signedLogarithm.js'

const exact = (value: number) => toSignedLogarithm({ value, error: 0 })
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => Math.abs(x) > 1e-6)

describe('signedLogarithm', () => {
  test('sums and products are those of the numbers, within the error', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const sum = fromSignedLogarithm(signedSum([exact(a), exact(b), exact(c)]))
        const size = Math.abs(a) + Math.abs(b) + Math.abs(c)
        expect(Math.abs(sum.value - (a + b + c))).toBeLessThan(1e-13 * size)
        const product = fromSignedLogarithm(
          signedProduct([exact(a), exact(b), exact(c)], [1, 2, -1])
        )
        expect(Math.abs((product.value * c) / (a * b * b) - 1)).toBeLessThan(1e-12)
      })
    )
  })

  test('what does not fit a double survives', () => {
    const large = signedProduct([exact(-1e300), exact(1e300)], [1, 3])
    expect(large).toMatchObject({ sign: -1 })
    expect(large.log).toBeCloseTo(1200 * Math.LN10, 9)
    expect(signedSum([large, signedProduct([large, exact(-2)])]).log).toBeCloseTo(large.log, 9)
  })

  test('zero is zero', () => {
    expect(signedSum([exact(0)]).sign).toBe(0)
    expect(signedProduct([exact(0), exact(3)])).toEqual({
      sign: 0,
      log: -Infinity,
      relativeError: 0
    })
    expect(fromSignedLogarithm(exact(0)).value).toBe(0)
  })
})
