import { describe, expect, it } from 'vitest'
import { gaussianGreenFunction } from '../../../lib/src/correlators/gaussianGreenFunction.js'
import { wickContractions } from '../../../lib/src/correlators/wickContractions.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'

describe('wickContractions', () => {
  it.each([
    [0, 1],
    [2, 1],
    [4, 3],
    [6, 15],
    [8, 105]
  ])('of %i fields are %i, all different and complete', (order, count) => {
    const contractions = wickContractions(order)
    expect(new Set(contractions.map((c) => JSON.stringify(c))).size).toBe(count)
    for (const contraction of contractions) {
      expect(contraction.flat().sort((a, b) => a - b)).toEqual(
        Array.from({ length: order }, (_, i) => i)
      )
    }
  })

  it('of four fields are the three channels s, t, u', () => {
    expect(wickContractions(4)).toEqual([
      [
        [0, 1],
        [2, 3]
      ],
      [
        [0, 2],
        [1, 3]
      ],
      [
        [0, 3],
        [1, 2]
      ]
    ])
  })

  it('refuse odd and huge orders', () => {
    expect(() => wickContractions(3)).toThrow('wickContractions: order must be even, got 3')
    expect(() => wickContractions(14)).toThrow('order must be an integer >= 0 and <= 12, got 14')
  })
})

describe('gaussianGreenFunction', () => {
  const erf = { network: 'erf', sigmaW: 1.2, sigmaB: 0.3 } as const

  it('is K12 K34 + K13 K24 + K14 K23 for four points', () => {
    const points = [
      [0.1, 1],
      [0.4, -1],
      [-0.7, 0.2],
      [1, 1]
    ]
    const k = (a: number, b: number) => infiniteWidthCovariance(erf, points[a], points[b])
    const expected = k(0, 1) * k(2, 3) + k(0, 2) * k(1, 3) + k(0, 3) * k(1, 2)
    expect(gaussianGreenFunction(erf, points)).toBeCloseTo(expected, 15)
  })

  it('is (n - 1)!! K^(n/2) at one point, and odd ones vanish', () => {
    const k = infiniteWidthCovariance(erf, [1], [1])
    const same = (n: number) => gaussianGreenFunction(erf, new Array<number[]>(n).fill([1]))
    expect(same(6)).toBeCloseTo(15 * k ** 3, 13)
    expect(same(8) / (105 * k ** 4)).toBeCloseTo(1, 14)
    expect(same(5)).toBe(0)
  })
})
