import { describe, expect, it } from 'vitest'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactStandardError } from '../../../lib/src/correlators/exactStandardError.js'
import { outputMoment } from '../../../lib/src/correlators/outputMoment.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'

describe('outputMoment', () => {
  it.each([
    [{ network: 'gauss', sigmaW: 1, sigmaB: 1 }, 3],
    [{ network: 'gauss', sigmaW: 1.7, sigmaB: 0.2 }, 1],
    [{ network: 'relu', sigmaW: 1.3, sigmaB: 0 }, 10],
    [{ network: 'erf', sigmaW: 0.8, sigmaB: 0.5 }, 7]
  ] as const)('is the exact Green function at one repeated point: %o at width %i', (net, width) => {
    for (const order of [2, 4, 6]) {
      const points = new Array(order).fill([0.4])
      const exact = exactGreenFunction(net, points, width).value
      expect(outputMoment(net, [0.4], order, width) / exact).toBeCloseTo(1, 11)
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
      const exact = exactGreenFunction(net, new Array(order).fill([0.4]), 3).value
      expect(outputMoment(net, [0.4], order, 3) / exact).toBeCloseTo(1, 11)
    }
    const zero = ensemble({ network: 'tanh', sigmaB: 0, weights: { b1: { student: 3 } } })
    expect(outputMoment(zero, [0.4], 4, 3)).toBeGreaterThan(0)
  })

  it('of Student weights beyond their degrees of freedom does not exist', () => {
    const net = ensemble({ network: 'tanh', weights: { W1: { student: 5 } } })
    expect(() => exactStandardError(net, 4, 2)).toThrow("Student's t has no moment of order 6")
  })

  it('refuses odd orders', () => {
    const net = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expect(() => outputMoment(net, [0], 3, 2)).toThrow('outputMoment: order must be even, got 3')
  })
})
