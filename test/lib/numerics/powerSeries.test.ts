import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  seriesDerivative,
  seriesLogarithm,
  seriesPower,
  seriesProduct
} from '../../../lib/src/numerics/powerSeries.js'

const series = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
  .map((tail) => Float64Array.of(1.5, ...tail))

function expectClose(a: Float64Array, b: Float64Array): void {
  a.forEach((value, j) => expect(Math.abs(value - b[j])).toBeLessThan(1e-10))
}

describe('powerSeries', () => {
  test('the reciprocal of 1 - z is the geometric series', () => {
    expect(Array.from(seriesPower(Float64Array.of(1, -1, 0, 0), -1))).toEqual([1, 1, 1, 1])
  })

  test('a series times its reciprocal is one, and powers add', () => {
    fc.assert(
      fc.property(series, (a) => {
        expectClose(seriesProduct(a, seriesPower(a, -1)), Float64Array.of(1, 0, 0, 0, 0, 0))
        expectClose(seriesProduct(seriesPower(a, 0.7), seriesPower(a, 1.3)), seriesProduct(a, a))
      })
    )
  })

  test("the derivative of the logarithm is a'/a below the truncation", () => {
    fc.assert(
      fc.property(series, (a) => {
        const left = seriesDerivative(seriesLogarithm(a)).subarray(0, 5)
        expectClose(left, seriesProduct(seriesDerivative(a), seriesPower(a, -1)).subarray(0, 5))
      })
    )
  })
})
