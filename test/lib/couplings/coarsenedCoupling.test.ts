import { describe, expect, test } from 'vitest'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { coarsenedCoupling } from '../../../lib/src/couplings/coarsenedCoupling.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

const gauss = { network: 'gauss', sigmaW: 1.3, sigmaB: 0.6 } as const

/** Gauss-Hermite rule of 7 points for the unit normal: probabilists' nodes. */
const nodes = [
  -3.7504397177257425, -2.366759410734541, -1.1544053947399682, 0, 1.1544053947399682,
  2.366759410734541, 3.7504397177257425
]
const weights = nodes.map((x) => {
  // 7!/(49 He_6(x)^2)
  const he6 = x ** 6 - 15 * x ** 4 + 45 * x ** 2 - 15
  return 5040 / (49 * he6 ** 2)
})

/** Connected function of the averaged output, from exact ones at sharp inputs on the nodes of the window. */
function blurredConnected(order: 4 | 6, blur: number): number {
  const inputs = nodes.map((x) => [blur * x])
  const { combinations, values } = exactGreenFunctions({ ...gauss, inputs }, order, 3, 'connected')
  return combinations.reduce((sum, combination, c) => {
    let arrangements = 1
    let run = 0
    combination.forEach((point, i) => {
      run = i > 0 && point === combination[i - 1] ? run + 1 : 1
      arrangements *= (i + 1) / run
    })
    return sum + arrangements * combination.reduce((p, i) => p * weights[i], 1) * values[c]
  }, 0)
}

describe('coarsenedCoupling', () => {
  test('without a window it is the exact coupling at the origin', () => {
    for (const dIn of [1, 3]) {
      for (const order of [4, 6] as const) {
        const sharp = exactCoupling(gauss, new Array(order).fill(new Array(dIn).fill(0)), 5)
        const { value } = coarsenedCoupling(gauss, 5, order, { dIn, blur: 0 })
        expect(value / sharp.value).toBeCloseTo(1, 11)
      }
    }
  })

  test('u4 agrees with averaging exact Green functions and propagators over the window', () => {
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 13)
    const blur = 0.12
    const leg = (y: number) =>
      nodes.reduce(
        (sum, x, i) => sum + weights[i] * 1.69 * Math.exp((-1.69 * (y - blur * x) ** 2) / 2),
        0
      )
    const contact = adaptiveQuadrature((y) => leg(y) ** 4, [-8, 0, 8]).value
    const expected = -blurredConnected(4, blur) / contact
    const { value } = coarsenedCoupling(gauss, 3, 4, { dIn: 1, blur })
    expect(value / expected).toBeCloseTo(1, 8)
  })

  test('u6 too, with its exchange diagram', () => {
    const blur = 0.08
    const leg = (y: number) =>
      nodes.reduce(
        (sum, x, i) => sum + weights[i] * 1.69 * Math.exp((-1.69 * (y - blur * x) ** 2) / 2),
        0
      )
    const contact = adaptiveQuadrature((y) => leg(y) ** 6, [-8, 0, 8]).value
    const line = (y: number, z: number) => 1.69 * Math.exp((-1.69 * (y - z) ** 2) / 2)
    const options = { relativeTolerance: 1e-11 }
    const exchange = adaptiveQuadrature(
      (y) => {
        const inner = adaptiveQuadrature((z) => line(y, z) * leg(z) ** 3, [-6, 0, 6], options)
        return leg(y) ** 3 * inner.value
      },
      [-6, 0, 6],
      options
    ).value
    const u4 = coarsenedCoupling(gauss, 3, 4, { dIn: 1, blur }).value
    const expected = (10 * u4 ** 2 * exchange - blurredConnected(6, blur)) / contact
    const { value } = coarsenedCoupling(gauss, 3, 6, { dIn: 1, blur })
    expect(value / expected).toBeCloseTo(1, 6)
  })

  test('beyond a = sqrt(d/(n - 2))/sigmaW the n-point function diverges, and that is said', () => {
    const limit = Math.sqrt(1 / 2) / 1.3
    expect(
      Number.isFinite(coarsenedCoupling(gauss, 3, 4, { dIn: 1, blur: 0.999 * limit }).value)
    ).toBe(true)
    expect(() => coarsenedCoupling(gauss, 3, 4, { dIn: 1, blur: limit })).toThrow(
      'where the 4-point function diverges'
    )
    expect(() => coarsenedCoupling(gauss, 3, 6, { dIn: 1, blur: 0.9 * limit })).toThrow(
      'blur must be < sqrt(dIn/4)'
    )
  })

  test('bad input is refused by name', () => {
    const window = { dIn: 1, blur: 0.1 }
    const relu = { ...gauss, network: 'relu' } as const
    expect(() => coarsenedCoupling(relu, 1, 4, window)).toThrow("network must be 'gauss'")
    expect(() => coarsenedCoupling(gauss, 1, 5 as 4, window)).toThrow('order must be 4 or 6')
    expect(() => coarsenedCoupling(gauss, 1, 4, { ...window, blur: -1 })).toThrow(
      'blur must be a finite number >= 0'
    )
  })
})
