import { describe, expect, test } from 'vitest'
import {
  exactActiveFlow,
  exactActiveSlope,
  measuredActiveFlow
} from '../../../lib/src/flow/activeFlow.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const

describe('exactActiveSlope', () => {
  test.each([1, 2, 3, 50])(
    'd = %i: canonical slopes are 4 - d and 6 - 2d to 6 digits near the origin',
    (d) => {
      const points = (n: number) => new Array(n).fill(new Array(d).fill(1e-5))
      const options = { normalisation: 'canonical' } as const
      expect(exactActiveSlope(gauss, points(4), 10, options)).toBeCloseTo(4 - d, 7)
      expect(exactActiveSlope(gauss, points(6), 10, options)).toBeCloseTo(6 - 2 * d, 7)
    }
  )
})

describe('exactActiveSlope in a thousand dimensions', () => {
  test('the slopes are those of the canonical dimension, 4 - d and 6 - 2d', () => {
    const points = (n: number) => new Array(n).fill(new Array(1000).fill(0))
    const options = { normalisation: 'canonical' } as const
    expect(exactActiveSlope(gauss, points(4), 10, options) / (4 - 1000)).toBeCloseTo(1, 9)
    expect(exactActiveSlope(gauss, points(6), 10, options) / (6 - 2000)).toBeCloseTo(1, 9)
    expect(exactActiveSlope(gauss, points(4), 10) / (1000 - 4)).toBeCloseTo(1, 9)
  })
})

describe('exactActiveFlow', () => {
  test("the talk's sweep: raw u4 falls as sigmaW^-3 and collapses", () => {
    const flow = exactActiveFlow(ensemble({ network: 'gauss' }), 4, 1000, [1, 2, 4, 8])
    expect(flow.expectedSlope).toBe(-3)
    expect(Math.abs((flow.fit?.slope ?? NaN) + 3)).toBeLessThan(0.01)
    expect(flow.collapse).toHaveLength(flow.values.length)
    flow.collapse?.forEach((value) => expect(Math.abs(value - 1)).toBeLessThan(0.02))
    // The published curve lies at half the true mean as long as the coupling is flat.
    expect(flow.publishedConvention[0] / Math.abs(flow.values[0])).toBeCloseTo(0.5, 3)
  })

  test('in a thousand dimensions on scaled couplings: slopes and collapse as at one point', () => {
    const point = [0.3, ...new Array<number>(999).fill(0)]
    const network = ensemble({ network: 'gauss', inputs: [point] })
    for (const normalisation of ['raw', 'canonical'] as const) {
      const options = { normalisation }
      const flow = exactActiveFlow(network, 4, 10, [1, 2, 8], { ...options, scaled: true })
      expect(flow.fit!.slope / flow.expectedSlope!).toBeCloseTo(1, 4)
      flow.collapse!.forEach((value) => expect(Math.abs(value - 1)).toBeLessThan(0.03))
      flow.sigmaW.forEach((sigmaW, i) => {
        const one = exactCoupling({ ...network, sigmaW }, new Array(4).fill(point), 10, options)
        const log = Math.log(Math.abs(flow.values[i])) + flow.logScales[i]
        expect(log / one.logMagnitude).toBeCloseTo(1, 12)
      })
    }
    expect(() => exactActiveFlow(network, 4, 10, [1, 2])).toThrow('the option scaled')
  })

  test('a list of one is refused', () => {
    expect(() => exactActiveFlow(ensemble({ network: 'gauss' }), 4, 10, [1])).toThrow(
      'sigmaW must be a list of at least two'
    )
    expect(() => exactActiveFlow(ensemble({ network: 'gauss' }), 4, 10, [1, 0])).toThrow(
      'sigmaW[1] must be a finite number > 0'
    )
  })
})

describe('measuredActiveFlow', () => {
  test('the measured slope agrees with the exact one within its error', async () => {
    const sample = (sigmaW: number) =>
      ensemble({
        network: 'gauss',
        sigmaW,
        sigmaB: 0.2,
        widths: [2],
        inputs: [[0]],
        orders: [2, 4],
        bags: 20,
        networksPerBag: 30000
      })
    const runs = [1, 2, 4].map((sigmaW) =>
      sampleEnsemble(sample(sigmaW), { store: false, runner: localRunner() })
    )
    const { fit, expectedSlope } = measuredActiveFlow(await Promise.all(runs), 4, 2)
    if (!fit) throw new Error('the coupling changed sign')
    expect(Math.abs(fit.slope - expectedSlope!) / fit.slopeError).toBeLessThan(4)
    expect(fit.slopeError).toBeLessThan(0.1)
  })
})
