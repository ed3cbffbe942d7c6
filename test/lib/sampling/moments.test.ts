import { describe, expect, it } from 'vitest'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { BlockSampler } from '../../../lib/src/sampling/blockSampler.js'
import { sumsLayout } from '../../../lib/src/sampling/bagSums.js'
import { samplerSettings } from '../../../lib/src/sampling/samplerSettings.js'
import { exactMoment } from './exactMoment.js'

/**
 * z-scores of independent samples against the exact moment: sample s has the mean of `blocks`
 * blocks of `networks` networks and the standard error of that mean.
 */
function zScores(
  parameters: EnsembleParameters,
  combination: readonly number[],
  { samples = 30, blocks = 60, networks = 1000 } = {}
): number[] {
  const checked = ensemble({ ...parameters, orders: [combination.length] })
  const [width] = checked.widths
  const [{ combinations }] = sumsLayout(checked)
  const index = combinations.findIndex((c) => c.join() === combination.join())
  const exact = exactMoment(
    checked,
    width,
    combination.map((i) => checked.inputs[i])
  )
  const sampler = new BlockSampler(samplerSettings(checked, width))
  return Array.from({ length: samples }, (_, s) => {
    const means = Array.from(
      { length: blocks },
      (_, b) => sampler.sample(networks, `${JSON.stringify(checked)}/${s}/${b}`)[index] / networks
    )
    const mean = means.reduce((a, m) => a + m, 0) / blocks
    const variance = means.reduce((a, m) => a + (m - mean) ** 2, 0) / (blocks - 1)
    return (mean - exact) / Math.sqrt(variance / blocks)
  })
}

/** chi-squared of 30 z-scores: mean 30, standard deviation 7.9 (59 degrees of freedom each). */
function expectAgreement(scores: readonly number[]): void {
  const n = scores.length
  const chiSquared = scores.reduce((sum, z) => sum + z * z, 0)
  const bias = scores.reduce((sum, z) => sum + z, 0) / Math.sqrt(n)
  expect(Math.abs(bias)).toBeLessThan(4)
  expect(Math.abs(chiSquared - n * (59 / 57)) / Math.sqrt(2.15 * n)).toBeLessThan(4.5)
}

const gauss = { network: 'gauss', sigmaB: 0.3, widths: [3] } as const
const plane = [
  [0.1, 0.2],
  [-0.3, 0.1],
  [0.2, -0.1]
]

describe.each(['literal', 'conditional'] as const)('the %s estimator', (estimator) => {
  it.each<[string, EnsembleParameters, number[]]>([
    ['GaussNet, equally spaced', gauss, [0, 5]],
    ['GaussNet, any inputs', { ...gauss, inputs: [[0.1], [0.25], [-0.3], [0.4]] }, [1, 2]],
    ['GaussNet at sigmaB = 1', { network: 'gauss', widths: [20] }, [0, 0]],
    ['GaussNet in the plane', { ...gauss, inputs: plane, sigmaW: 1.3 }, [0, 1]],
    ['GaussNet without bias', { ...gauss, sigmaB: 0, widths: [1] }, [3, 4]],
    ['ReLU-net', { network: 'relu', widths: [7] }, [0, 5]],
    [
      'ReLU-net with bias, in the plane',
      { network: 'relu', sigmaB: 0.7, inputs: plane, widths: [2] },
      [1, 2]
    ],
    ['Erf-net', { network: 'erf', widths: [4] }, [0, 1]],
    ['Erf-net in the plane', { network: 'erf', inputs: plane, widths: [2], sigmaW: 2 }, [0, 2]]
  ])('has the exact 2-point function: %s', (_, parameters, combination) => {
    expectAgreement(zScores({ ...parameters, estimator }, combination))
  })

  it.each<[string, EnsembleParameters, number[]]>([
    ['GaussNet', gauss, [0, 1, 4, 5]],
    ['GaussNet, any inputs', { ...gauss, inputs: [[0.1], [0.25], [-0.3], [0.4]] }, [0, 1, 2, 3]],
    ['ReLU-net', { network: 'relu', widths: [7] }, [0, 2, 2, 5]],
    ['Erf-net', { network: 'erf', widths: [4] }, [0, 1, 2, 5]],
    ['Erf-net at width 1', { network: 'erf', sigmaB: 0.5, widths: [1] }, [3, 3, 3, 3]]
  ])('has the exact 4-point function: %s', (_, parameters, combination) => {
    expectAgreement(zScores({ ...parameters, estimator }, combination))
  })

  it.each<[string, EnsembleParameters, number[]]>([
    ['GaussNet', { ...gauss, sigmaB: 0.1, widths: [10] }, [0, 1, 2, 3, 4, 5]],
    ['ReLU-net', { network: 'relu', widths: [20] }, [0, 1, 1, 3, 4, 4]],
    ['Erf-net', { network: 'erf', widths: [10] }, [0, 0, 2, 3, 5, 5]]
  ])('has the exact 6-point function: %s', (_, parameters, combination) => {
    expectAgreement(
      zScores({ ...parameters, estimator }, combination, {
        samples: 30,
        blocks: 60,
        networks: estimator === 'literal' ? 4000 : 400
      })
    )
  })
})

describe('G2 of GaussNet at sigmaB = 1, N = 20, 3e6 networks', () => {
  it('is not lowered by the rare normals of the slow path', () => {
    const scores = zScores({ network: 'gauss', widths: [20] }, [0, 0], {
      samples: 1,
      blocks: 60,
      networks: 50_000
    })
    expect(Math.abs(scores[0])).toBeLessThan(3.5)
  })
})
