import gamma from '@stdlib/math-base-special-gamma'
import { describe, expect, it } from 'vitest'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import { streamStates } from '../../../lib/src/numerics/randomStream.js'
import { BlockSampler } from '../../../lib/src/sampling/blockSampler.js'
import { instantiateSampler } from '../../../lib/src/sampling/samplerModule.js'
import { samplerSettings } from '../../../lib/src/sampling/samplerSettings.js'
import { distributionCode, largestDraw } from '../../../lib/src/sampling/weightDraws.js'

const count = 200_000

function drawn(distribution: WeightDistribution, stream = 'weights'): Float64Array {
  const wasm = instantiateSampler()
  const pointer = wasm.allocateArray(count)
  const code = distributionCode(distribution)
  new Float64Array(wasm.memory.buffer, wasm.distributionsPointer(), code.length).set(code)
  const states = streamStates(stream)
  new Uint8Array(wasm.memory.buffer, wasm.seedsPointer(), states.length).set(states)
  wasm.startNormals()
  wasm.weightArray(pointer, count)
  return new Float64Array(wasm.memory.buffer, pointer, count).slice()
}

/** E|w|^p of Student's t of variance 1. */
function studentMoment(nu: number, p: number): number {
  const scale = Math.sqrt((nu - 2) / nu) * Math.sqrt(nu)
  const ratio = (gamma((p + 1) / 2) * gamma((nu - p) / 2)) / (gamma(nu / 2) * Math.sqrt(Math.PI))
  return scale ** p * ratio
}

const cases: readonly [string, WeightDistribution, (p: number) => number][] = [
  ['normal', 'normal', (p) => (2 ** (p / 2) * gamma((p + 1) / 2)) / Math.sqrt(Math.PI)],
  ['uniform', 'uniform', (p) => 3 ** (p / 2) / (p + 1)],
  ['Laplace', 'laplace', (p) => gamma(p + 1) / 2 ** (p / 2)],
  ['sign', 'sign', () => 1],
  ['Student, 15 degrees of freedom', { student: 15 }, (p) => studentMoment(15, p)],
  ['Student, 9.5 degrees of freedom', { student: 9.5 }, (p) => studentMoment(9.5, p)]
]

describe('weights of the sampler', () => {
  it.each(cases)(
    'have the moments of their distribution, no bias of sign and no memory: %s',
    (_, distribution, moment) => {
      const w = drawn(distribution)
      for (const p of [1, 2, 3, 4]) {
        const mean = w.reduce((sum, x) => sum + Math.abs(x) ** p, 0) / count
        const variance = moment(2 * p) - moment(p) ** 2
        const error = Math.sqrt(variance / count) + 1e-12
        expect(Math.abs(mean - moment(p)) / error).toBeLessThan(4.5)
      }
      const mean = w.reduce((sum, x) => sum + x, 0) / count
      expect(Math.abs(mean) * Math.sqrt(count)).toBeLessThan(4)
      for (const lag of [1, 2, 3, 6]) {
        let sum = 0
        for (let i = lag; i < count; i++) sum += w[i] * w[i - lag]
        expect(Math.abs(sum) / Math.sqrt(count)).toBeLessThan(4)
      }
      expect(w.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThanOrEqual(
        largestDraw(distribution)
      )
      expect(drawn(distribution)).toEqual(w)
      expect(drawn(distribution, 'other').slice(0, 100)).not.toEqual(w.slice(0, 100))
    }
  )

  it('of Student with many degrees of freedom are normal', () => {
    const w = drawn({ student: 1e9 })
    const quartic = w.reduce((sum, x) => sum + x ** 4, 0) / count
    expect(Math.abs(quartic - 3) / Math.sqrt(96 / count)).toBeLessThan(4)
  })
})

describe('networks whose weights are not normal', () => {
  const base = ensemble({
    network: 'erf',
    sigmaW: 1.2,
    sigmaB: 0.4,
    widths: [2],
    inputs: [[0.5]],
    orders: [2, 4]
  })

  it.each(['uniform', 'laplace', 'sign'] as const)(
    '%s: E f^4 of a single weight at a time',
    (name) => {
      // One neuron of g = erf, W0 = b0 = 0 in effect: far inputs saturate it, so that f = sigmaW w + sigmaB b.
      const far = { ...base, widths: [1], inputs: [[1e9]], weights: name }
      const networks = 100_000
      const sums = new BlockSampler(samplerSettings(far, 1)).sample(networks, 'far')
      const fourth = { uniform: 1.8, laplace: 6, sign: 1 }[name]
      const [a, b] = [1.2 ** 2, 0.4 ** 2]
      const exact = fourth * (a * a + b * b) + 6 * a * b
      const error = Math.sqrt((sums[4] / networks - exact ** 2) / networks)
      expect(Math.abs(sums[3] / networks - exact) / error).toBeLessThan(4)
    }
  )

  it('have the same K whatever the last weights are, and are other networks', () => {
    const drawnNetworks = (['normal', 'uniform', 'laplace', 'sign'] as const).map((name) => {
      const weights = { W0: 'normal', b0: 'normal', W1: name, b1: name } as const
      return drawNetworks({ ...base, weights }, 3, 20_000)
    })
    const variances = drawnNetworks.map((f) => f.reduce((sum, x) => sum + x * x, 0) / f.length)
    for (const f of drawnNetworks.slice(1)) expect(f[0]).not.toBe(drawnNetworks[0][0])
    for (const variance of variances)
      expect(Math.abs(variance / variances[0] - 1)).toBeLessThan(0.08)
  })

  it.each([
    ['conditional', { W1: 'laplace' }, 'weights.W1'],
    ['conditional', { b1: 'sign' }, 'weights.b1'],
    ['tilted', { W0: 'uniform' }, 'weights.W0'],
    ['tilted', { b0: { student: 5 } }, 'weights.b0']
  ] as const)(
    'are refused by the %s estimator where it needs normal ones',
    (estimator, own, place) => {
      const weights = { W0: 'normal', b0: 'normal', W1: 'normal', b1: 'normal', ...own } as const
      expect(() => samplerSettings({ ...base, estimator, weights }, 2)).toThrow(
        `sampleEnsemble: ${place} must be 'normal' for the ${estimator} estimator`
      )
    }
  )

  it('may have any first layer where W1 and b1 are averaged exactly', () => {
    const weights = { W0: 'sign', b0: 'uniform', W1: 'normal', b1: 'normal' } as const
    const literal = new BlockSampler(samplerSettings({ ...base, weights }, 2)).sample(40_000, 'a')
    const conditional = { ...base, weights, estimator: 'conditional' } as const
    const wick = new BlockSampler(samplerSettings(conditional, 2)).sample(40_000, 'b')
    const error = Math.sqrt((literal[4] / 40_000 - (literal[3] / 40_000) ** 2) / 40_000)
    expect(Math.abs(literal[3] - wick[3]) / 40_000 / error).toBeLessThan(4)
  })
})
