import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { BlockSampler, requireSamplable } from '../../../lib/src/sampling/blockSampler.js'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { sumsLayout } from '../../../lib/src/sampling/bagSums.js'
import { samplerSettings } from '../../../lib/src/sampling/samplerSettings.js'

const line = (points: number) => Array.from({ length: points }, (_, k) => [0.1 * k * k + 0.05])

describe('a block of one network', () => {
  it('has the products of the same outputs in every combination of every order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('gauss', 'relu', 'erf', 'cos'),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (network, points, width, spaced) => {
          const inputs = spaced ? line(points).map((_, k) => [0.01 * k]) : line(points)
          const checked = ensemble({ network, inputs, sigmaB: 0.4, orders: [2, 4, 6, 8] })
          const sums = new BlockSampler(samplerSettings(checked, width)).sample(1, `${points}`)
          const layout = sumsLayout(checked)
          const [pairs, ...higher] = layout
          const square = (i: number, j: number) =>
            sums[pairs.combinations.findIndex((c) => c[0] === i && c[1] === j)]
          const outputs = inputs.map((_, i) => square(0, i) / Math.sqrt(square(0, 0)))
          for (const { combinations, start, squares, maxima } of higher) {
            combinations.forEach((combination, c) => {
              const product = combination.reduce((value, i) => value * outputs[i], 1)
              expect(Math.abs(sums[start + c] - product)).toBeLessThanOrEqual(
                1e-12 * Math.abs(product)
              )
            })
            outputs.forEach((f, k) => {
              const v = f ** combinations[0].length
              expect(sums[squares + k] / v ** 2).toBeCloseTo(1, 11)
              expect(sums[maxima + k] / v).toBeCloseTo(1, 11)
            })
          }
        }
      ),
      { numRuns: 40, seed: 3 }
    )
  })
})

describe('a block', () => {
  const checked = ensemble({ network: 'erf', orders: [2, 4], widths: [5] })
  const settings = samplerSettings(checked, 5)

  it('starts with the networks of a shorter one where that ends a group of 128', () => {
    const sampler = new BlockSampler(settings)
    const group = sampler.sample(128, 'x')
    const more = sampler.sample(129, 'x')
    const added = more[0] - group[0]
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThan(1e3)
    expect(sampler.sample(128, 'x')).toEqual(group)
  })

  // Small spacings have their ratio exp(w h) from a series, large ones from the table. In another order
  // inputs are not spaced: f comes from sums of 6, 12 and 18 powers of w, or from an exponential an input.
  it.each([
    [0.0004, 1],
    [0.0004, 9],
    [0.004, 2],
    [0.004, 300],
    [0.05, 9],
    [0.05, 130],
    [0.1, 9]
  ])('sums to the same over inputs %d apart as over any others, N = %d', (h, width) => {
    const inputs = [[h], [2 * h], [3 * h], [4 * h]]
    const at = (points: number[][]) => {
      const gauss = ensemble({ network: 'gauss', orders: [2], inputs: points })
      return new BlockSampler(samplerSettings(gauss, width)).sample(201, 'y')
    }
    const spaced = at(inputs)
    const shuffled = at([inputs[1], inputs[0], inputs[3], inputs[2]])
    // f(x0)^2 stands first in one, fifth in the other.
    expect(shuffled[4] / spaced[0]).toBeCloseTo(1, 12)
    expect(shuffled[0] / spaced[4]).toBeCloseTo(1, 12)
  })

  it.each(['literal', 'conditional', 'tilted'] as const)(
    'keeps the largest and the squares of the diagnosed combinations, %s',
    (estimator) => {
      const sampler = new BlockSampler({ ...settings, estimator })
      const whole = sampler.sample(128, 'z')
      for (const part of sumsLayout({ ...checked, estimator })) {
        const { combinations, diagnosed, start, squares, maxima } = part
        expect(diagnosed).toHaveLength(estimator === 'literal' ? 6 : combinations.length)
        diagnosed.forEach((combination, k) => {
          const place = combinations.findIndex((c) => c.join() === combination.join())
          const mean = Math.abs(whole[start + place] / 128)
          expect(whole[squares + k] / 128).toBeGreaterThan(mean ** 2)
          expect(whole[maxima + k]).toBeGreaterThan(mean)
          expect(whole[maxima + k] ** 2).toBeLessThanOrEqual(whole[squares + k])
        })
      }
    }
  )

  it('takes exponents beyond the fast range of the exponential', () => {
    const wide = ensemble({ network: 'gauss', sigmaB: 20, sigmaW: 4, inputs: [[3], [-3]] })
    const sums = new BlockSampler(samplerSettings({ ...wide, orders: [2] }, 3)).sample(4096, 'w')
    expect(sums.every(Number.isFinite)).toBe(true)
    expect(sums[0]).toBeGreaterThan(0)
  })
})

describe('requireSamplable', () => {
  const settings = samplerSettings(ensemble({ network: 'gauss' }), 2)

  it('names what puts the normalisation out of the range of numbers', () => {
    expect(() => requireSamplable({ ...settings, sigmaB: 30 })).toThrow(/sigmaB must be smaller/)
    expect(() => requireSamplable({ ...settings, inputs: [[0], [40]] })).toThrow(/inputs\[1\] must/)
  })

  it('names the input that puts the cosine out of range', () => {
    const cos = ensemble({ network: 'cos', inputs: [[0], [9.9e4]] })
    samplerSettings(cos, 2)
    const rule =
      'must be such that sigmaB + sigmaW sum |x|/sqrt(dIn) <= 100000, for cos(z) to be in range'
    expect(() => samplerSettings({ ...cos, sigmaB: 1e4 }, 2)).toThrow(
      `sampleEnsemble: inputs[1] ${rule}`
    )
    const far = ensemble({ network: 'cos', inputs: [[-1e5]] })
    expect(() => drawNetworks(far, 1, 1)).toThrow(`drawNetworks: inputs[0] ${rule}`)
  })

  it('refuses more combinations than a block can hold', () => {
    const inputs = Array.from({ length: 60 }, (_, k) => [0.01 * k])
    expect(() => requireSamplable({ ...settings, inputs, orders: [2, 6] })).toThrow(
      /orders must be at most 60, with at most 4e6 combinations of the 60 inputs/
    )
  })
})
