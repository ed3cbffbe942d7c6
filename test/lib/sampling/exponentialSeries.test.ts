import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentialSeries } from '../../../lib/src/sampling/exponentialSeries.js'
import { largestNormal } from '../../../lib/src/sampling/weightDraws.js'

describe('the series of exponentials of close inputs', () => {
  it('holds for the largest weight that can be drawn, and its sums of powers come by sixes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.08, max: 0.08, noNaN: true }), {
          minLength: 3,
          maxLength: 12
        }),
        fc.double({ min: -largestNormal, max: largestNormal, noNaN: true }),
        (slopes, weight) => {
          const { middle, terms } = exponentialSeries(
            slopes.map((slope) => [slope]),
            largestNormal
          )!
          expect(terms % 6).toBe(0)
          for (const slope of slopes) {
            let term = 1
            let sum = 0
            for (let m = 0; m < terms; m++) {
              sum += term
              term *= (weight * (slope - middle)) / (m + 1)
            }
            const exact = Math.exp(weight * (slope - middle))
            const power = Math.exp(Math.abs(weight * (slope - middle)))
            expect(Math.abs(sum - exact)).toBeLessThan(1e-15 * power)
          }
        }
      )
    )
  })

  it('takes no more terms than it must', () => {
    const terms = (distance: number) =>
      exponentialSeries([[-distance], [0], [distance]], largestNormal)?.terms
    const edges = [0.0083, 0.278, 1.06].map((z) => z / largestNormal)
    expect(edges.map((edge) => terms(0.99 * edge))).toEqual([6, 12, 18])
    expect(edges.map((edge) => terms(1.01 * edge))).toEqual([12, 18, undefined])
  })

  it('is for three inputs or more, in one dimension', () => {
    expect(exponentialSeries([[0], [0.01]], largestNormal)).toBeUndefined()
    expect(
      exponentialSeries(
        [0, 1, 2].map((x) => [x / 100, 0]),
        largestNormal
      )
    ).toBeUndefined()
  })
})
