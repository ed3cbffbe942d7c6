import { describe, expect, it } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { vertexIntegral } from '../../../lib/src/couplings/treeIntegral.js'
import { exactCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { connectedCumulant } from '../../../lib/src/correlators/exactGreenFunction.js'
import { fromSignedLogarithm } from '../../../lib/src/numerics/signedLogarithm.js'

const four = [[0.4], [0.8], [0.8], [1]]

describe('couplings of deep networks', () => {
  it.each([1, 2, 4])('of linear ones of depth %d are the closed form', (depth) => {
    const [width, sigmaW, cutoff] = [10, 1.2, 3]
    const parameters = { network: 'identity', depth, sigmaW, sigmaB: 0 } as const
    // K = s x y, N_K = s^4 x1 x2 x3 x4 (2/5) L^5, Gc4 = 3 s^2 x1 x2 x3 x4 ((1 + 2/N)^depth - 1).
    const s = sigmaW ** (2 * depth + 2)
    const truth = (-3 * ((1 + 2 / width) ** depth - 1)) / (s ** 2 * (2 / 5) * cutoff ** 5)
    const { value } = exactCoupling(parameters, four, width, { cutoff })
    expect(value / truth).toBeCloseTo(1, 10)
  })

  it('of tanh are minus the connected function over the vertex integral', () => {
    const parameters = { network: 'tanh', depth: 2, sigmaW: 1.3, sigmaB: 0.4 } as const
    const [width, cutoff, points] = [20, 2, [[0.4], [0.4], [0.9], [0.9]]]
    // Simpson's rule, for one error of each of its own.
    const nodes = 200
    let integral = 0
    for (let i = 0; i <= nodes; i++) {
      const x = -cutoff + (2 * cutoff * i) / nodes
      const weight = i === 0 || i === nodes ? 1 : i % 2 ? 4 : 2
      const [near, far] = [0.4, 0.9].map((y) => weightCovariance(parameters, [x], [y]) ** 2)
      integral += ((weight * 2 * cutoff) / (3 * nodes)) * near * far
    }
    const { value } = fromSignedLogarithm(vertexIntegral(parameters, points, cutoff))
    expect(value / integral).toBeCloseTo(1, 6)
    const coupling = exactCoupling(parameters, points, width, { cutoff })
    const connected = connectedCumulant(parameters, points, width).value
    expect(coupling.value / (-connected / value)).toBeCloseTo(1, 12)
  })

  it('of sixth order of ReLU on one ray run with the cutoff as those of homogeneous functions', () => {
    const parameters = {
      network: 'relu',
      depth: 2,
      sigmaW: 1.4,
      sigmaB: 0,
      inputs: [[0.5], [1]]
    } as const
    const [near, far] = [5, 10].map((cutoff) => ({
      four: exactCouplings(parameters, 4, 20, { cutoff }).values[0],
      six: exactCouplings(parameters, 6, 20, { cutoff }).values[0]
    }))
    // N_K ~ L^5 and L^7; the exchange over N_K6 is of the same order, L^10/L^7/(L^5)^2.
    expect(near.four / far.four).toBeCloseTo(2 ** 5, 8)
    expect(near.six / far.six).toBeCloseTo(2 ** 7, 6)
  })

  it('need a cutoff, and are raw', () => {
    const deep = { network: 'sin', depth: 2, sigmaW: 1, sigmaB: 1 } as const
    expect(() => exactCoupling(deep, four, 10)).toThrow("given for 'sin' in several layers")
    const first = { layers: [{ activation: 'gauss' }, { activation: 'tanh' }] } as const
    expect(() => exactCoupling({ ...deep, ...first } as never, four, 10)).toThrow('does not decay')
    expect(() => exactCoupling(deep, four, 10, { cutoff: 1, normalisation: 'canonical' })).toThrow(
      "'raw' unless the network is 'gauss' with one hidden layer"
    )
  })
})
