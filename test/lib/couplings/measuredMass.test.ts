import { describe, expect, it } from 'vitest'
import { measuredMass } from '../../../lib/src/couplings/measuredMass.js'
import { massSquared } from '../../../lib/src/covariances/momentumSpace.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const base = ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  widths: [2, 20],
  orders: [2],
  networksPerBag: 20_000,
  seed: 4
})
const sample = (changes: object) =>
  sampleEnsemble({ ...base, ...changes }, { store: false, runner: localRunner() })

describe('measuredMass', () => {
  it.each([
    [1, [[-0.8], [-0.2], [0.3], [0.8]]],
    [
      2,
      [
        [-0.6, 0.2],
        [0.1, -0.5],
        [0.5, 0.6]
      ]
    ]
  ])('is 2 sigmaW^2 / dIn at every width, dIn = %i', async (dIn, inputs) => {
    for (const sigmaW of [0.8, 1.1]) {
      const moments = await sample({ sigmaW, inputs })
      for (const width of base.widths) {
        const measured = measuredMass(moments, width)
        expect(measured.standardError).toBeLessThan(0.1 * measured.massSquared)
        const difference = measured.massSquared - massSquared({ sigmaW, dIn })
        expect(Math.abs(difference) / measured.standardError).toBeLessThan(4)
      }
    }
  })

  it('is exact for tilted draws, which have no variance', async () => {
    const inputs = [[-1], [0.5], [2]]
    const moments = await sample({ sigmaW: 1.2, inputs, estimator: 'tilted', networksPerBag: 10 })
    const { massSquared: measured } = measuredMass(moments, 2)
    expect(measured).toBeCloseTo(massSquared({ sigmaW: 1.2, dIn: 1 }), 10)
  })

  it('refuses networks without a translation invariant propagator, and too much noise', async () => {
    const relu = await sample({ network: 'relu', networksPerBag: 10 })
    expect(() => measuredMass(relu, 2)).toThrow(
      `measuredMass: network must be 'gauss' with normal W0 and b0, the one network with a translation invariant propagator, got "relu"`
    )
    const signs = await sample({ weights: { W0: 'sign' }, networksPerBag: 10 })
    expect(() => measuredMass(signs, 2)).toThrow("must be 'gauss' with normal W0 and b0")
    const noise = await sample({ inputs: [[-3], [3]], networksPerBag: 10 })
    expect(() => measuredMass(noise, 2)).toThrow(/measured G at inputs .* must be > sigmaB\^2/)
  })
})
