import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fromSignedLogarithm,
  negated,
  rescaled,
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
      logError: -Infinity
    })
    expect(fromSignedLogarithm(exact(0))).toEqual({ value: 0, error: 0 })
  })

  // A zero once lost its error on the way: 0 +- 1e-3 came back as 0 +- 0.
  test('a zero keeps its error, alone, in sums and in products', () => {
    const uncertain = toSignedLogarithm({ value: 0, error: 1e-3 })
    expect(fromSignedLogarithm(uncertain).value).toBe(0)
    expect(fromSignedLogarithm(uncertain).error).toBeCloseTo(1e-3, 15)
    const sum = fromSignedLogarithm(signedSum([uncertain, exact(2), exact(-2)]))
    expect(sum.value).toBe(0)
    expect(sum.error).toBeCloseTo(1e-3, 12)
    const small = fromSignedLogarithm(signedSum([exact(1e-9), uncertain]))
    expect(small.value).toBeCloseTo(1e-9, 20)
    expect(small.error).toBeCloseTo(1e-3, 12)
    const product = fromSignedLogarithm(signedProduct([uncertain, exact(-5)], [2, 1]))
    expect(product).toMatchObject({ value: 0 })
    expect(product.error).toBeCloseTo(5e-6, 15)
    expect(fromSignedLogarithm(signedProduct([uncertain, exact(0)]))).toEqual({
      value: 0,
      error: 0
    })
    expect(fromSignedLogarithm(negated(uncertain)).error).toBeCloseTo(1e-3, 15)
    expect(fromSignedLogarithm(rescaled(uncertain, Math.log(7))).error).toBeCloseTo(7e-3, 12)
  })

  test('the error of a sum or product of uncertain numbers covers what they may be', () => {
    const uncertain = fc.record({
      value: fc.oneof(number, fc.constant(0)),
      error: fc.double({ min: 0, max: 1e-3, noNaN: true }),
      shift: fc.double({ min: -1, max: 1, noNaN: true })
    })
    fc.assert(
      fc.property(uncertain, uncertain, (a, b) => {
        const [x, y] = [a, b].map(({ value, error }) => ({
          value,
          error: error * Math.max(1, Math.abs(value))
        }))
        const [trueX, trueY] = [a, b].map(
          ({ shift }, i) => [x, y][i].value + shift * [x, y][i].error
        )
        const [p, q] = [x, y].map(toSignedLogarithm)
        const sum = fromSignedLogarithm(signedSum([p, q]))
        expect(Math.abs(sum.value - (trueX + trueY))).toBeLessThanOrEqual(sum.error * (1 + 1e-9))
        const product = fromSignedLogarithm(signedProduct([p, q]))
        const bothErrors = x.error * y.error
        expect(Math.abs(product.value - trueX * trueY)).toBeLessThanOrEqual(
          product.error * (1 + 1e-9) + bothErrors
        )
      })
    )
  })
})
