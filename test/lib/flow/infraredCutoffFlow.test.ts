import { describe, expect, test } from 'vitest'
import {
  infraredCutoffExponent,
  infraredCutoffFlow,
  measuredInfraredCutoffFlow
} from '../../../lib/src/flow/infraredCutoffFlow.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { paperInputsIn } from '../../../lib/src/networks/paperInputs.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
const erf = { network: 'erf', sigmaW: 1, sigmaB: 1 } as const
const points = [[0.2], [0.4], [0.6], [0.8]]
const cutoffs = [7, 100, 1e4, 1e5]

describe('infraredCutoffFlow', () => {
  test('ReLU-net: u4 = -300/(N L^5) exactly for positive points', () => {
    const { fit, couplings, expectedSlope } = infraredCutoffFlow(relu, points, 10, cutoffs)
    expect(expectedSlope).toBe(-5)
    expect(fit?.exponent).toBeCloseTo(-5, 10)
    expect(couplings[1].value / (-300 / (10 * 100 ** 5))).toBeCloseTo(1, 12)
  })

  test.each([2, 3])('ReLU-net in %i dimensions: slope -(4 + d) exactly', (dIn) => {
    const flow = infraredCutoffFlow(relu, paperInputsIn('relu', dIn), 20, [7, 1e5])
    expect(flow.expectedSlope).toBe(-(4 + dIn))
    expect(flow.fit?.exponent).toBeCloseTo(-(4 + dIn), 6)
  })

  test('Erf-net: the covariance saturates, so the slope tends to -1', () => {
    const { localSlopes, expectedSlope } = infraredCutoffFlow(erf, points, 10, cutoffs)
    expect(expectedSlope).toBe(-1)
    expect(Math.abs(localSlopes[2] + 1)).toBeLessThan(0.01)
    expect(Math.abs(localSlopes[0] + 1)).toBeGreaterThan(Math.abs(localSlopes[2] + 1))
  })

  test('Erf-net, an odd number of negative points: u4 changes sign with the cutoff, no power law', () => {
    const flow = infraredCutoffFlow(erf, [[-0.2], [0.2], [0.2], [0.2]], 5, [7, 1e5])
    expect(flow.couplings.map(({ sign }) => sign)).toEqual([-1, 1])
    expect(flow.fit).toBeUndefined()
  })

  test('GaussNet does not feel a cutoff beyond its correlation length', () => {
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expect(infraredCutoffFlow(gauss, points, 5, [12, 1e5]).localSlopes[0]).toBeCloseTo(0, 12)
    expect(infraredCutoffExponent('gauss', 4, 2)).toBe(0)
  })

  test('Cos-net needs no cutoff: far out its coupling is the one without', () => {
    const cos = { network: 'cos', sigmaW: 1, sigmaB: 1 } as const
    const { couplings, localSlopes, expectedSlope } = infraredCutoffFlow(cos, points, 5, [12, 1e5])
    expect(expectedSlope).toBe(0)
    expect(localSlopes[0]).toBeCloseTo(0, 12)
    const { value } = exactCoupling(cos, points, 5)
    expect(couplings[1].value / value).toBeCloseTo(1, 11)
  })

  test('says where the connected function vanishes', () => {
    // At sigmaB = sigmaW |x| the preactivations at x and -x are independent, and with them G4 - G0.
    expect(() => infraredCutoffFlow(erf, [[-1], [1], [1], [1]], 5, cutoffs)).toThrow(
      'points must be such that the connected function does not vanish'
    )
  })
})

describe('measuredInfraredCutoffFlow', () => {
  test.each([1, 2])('agrees with the exact flow of ReLU-net in %i dimensions', async (dIn) => {
    const inputs = paperInputsIn('relu', dIn)
    const setup = ensemble({ network: 'relu', inputs, widths: [5], orders: [4], seed: 3 })
    const moments = await sampleEnsemble(setup, { store: false })
    const measured = measuredInfraredCutoffFlow(moments, [0, 1, 2, 3], 5, cutoffs)
    const exact = infraredCutoffFlow(setup, inputs.slice(0, 4), 5, cutoffs)
    expect(measured.fit?.exponent).toBeCloseTo(-(4 + dIn), 10)
    measured.couplings.forEach(({ value, error }, i) => {
      expect(error / Math.abs(value)).toBeLessThan(0.05)
      expect(Math.abs(value - exact.couplings[i].value) / error).toBeLessThan(4)
    })
    expect(() => measuredInfraredCutoffFlow(moments, [3, 2, 1, 0], 5, cutoffs)).toThrow(
      'combination must be four indices of inputs'
    )
  })
})
