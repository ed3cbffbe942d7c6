import { describe, expect, test } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { exchangeShare } from '../../../lib/src/couplings/exchangeShare.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
const origin = (d: number) => new Array<number[]>(6).fill(new Array<number>(d).fill(0))

describe('exchangeShare', () => {
  test.each([1, 2, 50, 1000])('GaussNet at the origin in d = %i: the closed form', (d) => {
    const gc4 = 3 * (Math.exp(4) - 1)
    const gc6 = 15 * Math.exp(12) - 45 * Math.exp(4) + 30
    // Ten exchanges u4^2 (2 pi d)^d 15^(-d/2) with u4 = -Gc4/(pi d/2)^(d/2): all powers of d and pi cancel.
    const closed = (10 * gc4 ** 2 * (16 / 15) ** (d / 2)) / gc6
    expect(exchangeShare(gauss, origin(d), 3) / closed).toBeCloseTo(1, 10)
  })

  test('the sextic coupling is positive where the exchange makes more than all of Gc6', () => {
    for (const parameters of [gauss, { ...gauss, sigmaB: 0.3 }]) {
      for (const d of [1, 69, 70]) {
        const { sign } = exactCoupling(parameters, origin(d), 3)
        expect(exchangeShare(parameters, origin(d), 3) > 1).toBe(sign > 0)
      }
    }
  })

  test('refuses other than six points', () => {
    expect(() => exchangeShare(gauss, origin(1).slice(2), 3)).toThrow(
      'exchangeShare: points must be a list of six points, got 4'
    )
  })
})
