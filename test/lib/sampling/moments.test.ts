import { describe, expect, it } from 'vitest'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { BlockSampler } from '../../../lib/src/sampling/blockSampler.js'
import { sumsLayout } from '../../../lib/src/sampling/bagSums.js'
import { samplerSettings } from '../../../lib/src/sampling/samplerSettings.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import { exactMoment } from './exactMoment.js'

/** The estimate of one moment from `networks` networks of a stream, and its exact value. */
function estimator(parameters: EnsembleParameters, combination: readonly number[]) {
  const checked = ensemble({ ...parameters, orders: [combination.length] })
  const [width] = checked.widths
  const [{ combinations }] = sumsLayout(checked)
  const index = combinations.findIndex((c) => c.join() === combination.join())
  const points = combination.map((i) => checked.inputs[i])
  const sampler = new BlockSampler(samplerSettings(checked, width))
  const name = JSON.stringify(checked)
  return {
    exact: exactMoment(checked, width, points),
    estimate: (networks: number, stream: string) =>
      sampler.sample(networks, `${name}/${stream}`)[index] / networks
  }
}

/**
 * Compares independent samples with the exact moment by z-scores: each sample has the mean of 60
 * blocks of `networks` networks and the standard error of that mean.
 */
function expectAgreement(
  parameters: EnsembleParameters,
  combination: readonly number[],
  { samples = 30, networks = 1000 } = {}
): void {
  const { exact, estimate } = estimator(parameters, combination)
  const blocks = 60
  const scores = Array.from({ length: samples }, (_, s) => {
    const means = Array.from({ length: blocks }, (_, b) => estimate(networks, `${s}/${b}`))
    const mean = means.reduce((a, m) => a + m, 0) / blocks
    const variance = means.reduce((a, m) => a + (m - mean) ** 2, 0) / (blocks - 1)
    return (mean - exact) / Math.sqrt(variance / blocks)
  })
  const chiSquared = scores.reduce((sum, z) => sum + z * z, 0)
  const bias = scores.reduce((sum, z) => sum + z, 0) / Math.sqrt(samples)
  expect(Math.abs(bias)).toBeLessThan(4)
  // Student's t with 59 degrees of freedom: z^2 has mean 59/57 and variance 2.15.
  const excess = (chiSquared - samples * (59 / 57)) / Math.sqrt(2.15 * samples)
  expect(Math.abs(excess)).toBeLessThan(4.5)
}

const gauss = { network: 'gauss', sigmaB: 0.3, widths: [3] } as const
const line = [[0.1], [0.25], [-0.3], [0.4]]
const plane = [
  [0.1, 0.2],
  [-0.3, 0.1],
  [0.2, -0.1]
]

type Case = [string, EnsembleParameters, number[]]

const gaussCases: Case[] = [
  ['GaussNet, equally spaced', gauss, [0, 5]],
  ['GaussNet, any inputs', { ...gauss, inputs: line }, [1, 2]],
  ['GaussNet at sigmaB = 1', { network: 'gauss', widths: [20] }, [0, 0]],
  ['GaussNet in the plane', { ...gauss, inputs: plane, sigmaW: 1.3 }, [0, 1]],
  ['GaussNet without bias', { ...gauss, sigmaB: 0, widths: [1] }, [3, 4]],
  ['GaussNet, n = 4, equally spaced', gauss, [0, 1, 4, 5]],
  ['GaussNet, n = 4, any inputs', { ...gauss, inputs: line }, [0, 1, 2, 3]],
  ['GaussNet, n = 6', { ...gauss, sigmaB: 0.1, widths: [10], inputs: plane }, [0, 1, 1, 2, 2, 2]]
]

const otherCases: Case[] = [
  ['ReLU-net', { network: 'relu', widths: [7] }, [0, 5]],
  ['ReLU-net in the plane', { network: 'relu', sigmaB: 0.7, inputs: plane, widths: [2] }, [1, 2]],
  ['Erf-net', { network: 'erf', widths: [4] }, [0, 1]],
  ['Erf-net in the plane', { network: 'erf', inputs: plane, widths: [2], sigmaW: 2 }, [0, 2]],
  ['Cos-net', { network: 'cos', widths: [4], inputs: line }, [0, 1]],
  ['Cos-net in the plane', { network: 'cos', inputs: plane, widths: [2], sigmaW: 2 }, [0, 2]],
  ['ReLU-net, n = 4', { network: 'relu', widths: [7] }, [0, 2, 2, 5]],
  ['Erf-net, n = 4', { network: 'erf', widths: [4], inputs: line }, [0, 1, 2, 3]],
  ['Erf-net, n = 4, N = 1', { network: 'erf', sigmaB: 0.5, widths: [1] }, [3, 3, 3, 3]],
  ['Cos-net, n = 4', { network: 'cos', widths: [4], inputs: line }, [0, 1, 2, 3]],
  ['Cos-net, n = 4, N = 1', { network: 'cos', sigmaB: 0.5, widths: [1] }, [3, 3, 5, 5]],
  ['ReLU-net, n = 6', { network: 'relu', widths: [20], inputs: [[1], [0.5]] }, [0, 0, 0, 1, 1, 1]],
  ['Erf-net, n = 6', { network: 'erf', widths: [10], inputs: line }, [0, 0, 1, 2, 3, 3]],
  ['Cos-net, n = 6', { network: 'cos', widths: [10], inputs: plane }, [0, 0, 1, 1, 2, 2]],
  ['Cos-net, n = 6, N = 1', { network: 'cos', sigmaB: 2, widths: [1] }, [0, 0, 1, 2, 5, 5]]
]

describe.each(['literal', 'conditional'] as const)('the %s estimator agrees with', (name) => {
  it.each([...gaussCases, ...otherCases])('%s', (_, parameters, combination) => {
    const networks = combination.length === 6 && name === 'literal' ? 4000 : 600
    expectAgreement({ ...parameters, estimator: name }, combination, { networks })
  })
})

describe('the tilted estimator', () => {
  it.each(otherCases)('agrees with %s', (_, parameters, combination) => {
    // Sixth powers of ReLU have a long tail too: enough draws for a normal mean.
    const sixth = parameters.network === 'relu' ? 4000 : 64
    const networks = combination.length === 6 ? sixth : 600
    expectAgreement({ ...parameters, estimator: 'tilted' }, combination, { networks })
  })

  it.each<Case>([
    ...gaussCases,
    ['GaussNet, n = 6, sigmaB = 1, N = 2', { network: 'gauss', widths: [2] }, [0, 1, 2, 3, 4, 5]],
    [
      'GaussNet, n = 6, wide',
      { network: 'gauss', sigmaW: 2, widths: [50], inputs: plane },
      [0, 0, 0, 1, 2, 2]
    ]
  ])('has no variance for %s', (_, parameters, combination) => {
    const { exact, estimate } = estimator({ ...parameters, estimator: 'tilted' }, combination)
    for (const networks of [1, 2, 65]) {
      expect(Math.abs(estimate(networks, 'any') / exact - 1)).toBeLessThan(1e-12)
    }
    // Added one by one, so many equal numbers would drift by hundreds of roundings.
    expect(Math.abs(estimate(40_000, 'any') / estimate(128, 'any') - 1)).toBeLessThan(1e-14)
  })

  it('has the exact 8-point function where the literal one would need 1e9 networks', () => {
    const parameters = { network: 'gauss', widths: [3], inputs: [[0.1]], orders: [8] } as const
    const checked = ensemble({ ...parameters, estimator: 'tilted' })
    const sampler = new BlockSampler(samplerSettings(checked, 3))
    // E[f^8] = sum over partitions of 8 into even blocks, all points equal.
    const M = (n: number) => featureMoment(checked, new Array<number[]>(n).fill([0.1])).value
    const v = 1 / 3
    const blocks = [
      [105, 1, M(8)],
      [28 * 15, 2, M(6) * M(2)],
      [35 * 9, 2, M(4) ** 2],
      [210 * 3, 3, M(4) * M(2) ** 2],
      [105, 4, M(2) ** 4]
    ]
    const connected = blocks.reduce((sum, [weight, count, moments]) => {
      const neurons = [3, 6, 6, 0][count - 1]
      return sum + weight * neurons * moments * v ** 4
    }, 0)
    const lower = (n: number) =>
      exactMoment({ ...checked, sigmaB: 1 }, 3, new Array<number[]>(n).fill([0.1]))
    // Each power of b1 brings sigmaB^2k (2k-1)!! and moments of sum W1 g alone: undo those of f.
    const s2 = lower(2) - 1
    const s4 = lower(4) - 6 * s2 - 3
    const s6 = lower(6) - 15 * s4 - 45 * s2 - 15
    const exact = connected + 28 * s6 + 70 * 3 * s4 + 28 * 15 * s2 + 105
    expect(sampler.sample(10, 'eight')[0] / 10 / exact).toBeCloseTo(1, 10)
  })
})

describe('G2 of GaussNet at sigmaB = 1, N = 20, 3e6 networks', () => {
  it('is not lowered by the rare normals of the slow path', () => {
    const parameters = { network: 'gauss', widths: [20] } as const
    expectAgreement(parameters, [0, 0], { samples: 1, networks: 50_000 })
  })
})
