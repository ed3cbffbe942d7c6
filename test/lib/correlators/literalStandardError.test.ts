import { describe, expect, it } from 'vitest'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import {
  literalStandardError,
  outputMoment
} from '../../../lib/src/correlators/literalStandardError.js'
import { empiricalGreenFunction } from '../../../lib/src/correlators/empiricalGreenFunction.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

describe('outputMoment', () => {
  it.each([
    [{ network: 'gauss', sigmaW: 1, sigmaB: 1 }, 3],
    [{ network: 'gauss', sigmaW: 1.7, sigmaB: 0.2 }, 1],
    [{ network: 'relu', sigmaW: 1.3, sigmaB: 0 }, 10],
    [{ network: 'erf', sigmaW: 0.8, sigmaB: 0.5 }, 7]
  ] as const)('is the exact Green function at one repeated point: %o at width %i', (net, width) => {
    for (const order of [2, 4, 6]) {
      const points = new Array(order).fill([0.4])
      const exact = exactGreenFunction(net, width, points).value
      expect(outputMoment(net, width, [0.4], order) / exact).toBeCloseTo(1, 11)
    }
  })

  it.each([
    { W1: 'laplace' },
    { W1: 'sign', b1: 'uniform' },
    { b1: 'sign' },
    { W1: { student: 12 }, b1: 'laplace' }
  ] as const)('has the moments of last weights and biases %j', (weights) => {
    const net = ensemble({ network: 'tanh', sigmaW: 1.2, sigmaB: 0.5, weights })
    for (const order of [2, 4, 6, 8]) {
      const exact = exactGreenFunction(net, 3, new Array(order).fill([0.4])).value
      expect(outputMoment(net, 3, [0.4], order) / exact).toBeCloseTo(1, 11)
    }
    const zero = ensemble({ network: 'tanh', sigmaB: 0, weights: { b1: { student: 3 } } })
    expect(outputMoment(zero, 3, [0.4], 4)).toBeGreaterThan(0)
  })

  it('of Student weights beyond their degrees of freedom does not exist', () => {
    const net = ensemble({ network: 'tanh', weights: { W1: { student: 5 } } })
    expect(() => literalStandardError(net, 4, 2)).toThrow("Student's t has no moment of order 6")
  })

  it('refuses odd orders', () => {
    const net = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expect(() => outputMoment(net, 2, [0], 3)).toThrow(
      'outputMoment: order / 2 must be an integer >= 1, got 1.5'
    )
  })
})

describe('literalStandardError', () => {
  it('is the scatter of the bags where the tail is sampled', async () => {
    const setup = ensemble({
      network: 'gauss',
      sigmaB: 0.1,
      widths: [4],
      orders: [4],
      inputs: [[0], [0.01]],
      bags: 400,
      networksPerBag: 1000,
      seed: 5
    })
    const expected = literalStandardError(setup, 4, 4)
    const measured = empiricalGreenFunction(await sampleEnsemble(setup), 4, 4)
    const free = 3 * 1.01 ** 2
    // The standard deviation over 400 bags is known to 1 / sqrt(798) = 3.5 %, and the bag means
    // are close to normal: 5 sigma is 18 %.
    for (const [input, combination] of [
      [0, 0],
      [1, 4]
    ]) {
      const ratio = measured.standardError[combination] / free / expected[input]
      expect(Math.abs(ratio - 1)).toBeLessThan(0.18)
    }
  })

  it('is far above the scatter of the bags where the tail is not sampled', () => {
    // sigmaB = 1, N = 2: E[f^12] is about e^72 / 2^5, so the talk's 600000 networks know m_6 not at
    // all, while the exact m_6 is 5101.
    const [error] = literalStandardError(ensemble({ network: 'gauss' }), 6, 2)
    expect(error).toBeGreaterThan(1e6)
  })
})
