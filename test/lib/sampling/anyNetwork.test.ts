import { describe, expect, it } from 'vitest'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { activationNames } from '../../../lib/src/networks/activations/activations.js'
import { chiSquaredTail } from '../../../lib/src/numerics/chiSquared.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

/** Small variances and many networks, so that fourth moments are sampled whatever the activation grows like: their sums are normal. */
const small = {
  sigmaW: 0.8,
  sigmaB: 0.2,
  widths: [4],
  inputs: [[0.5], [-0.3]],
  orders: [2, 4],
  bags: 40,
  networksPerBag: 1000
}

const seeds = [0, 1, 2]

/**
 * How likely the measured functions of all orders are to lie as far from the exact ones: the least chi-squared tail, over
 * seeds, of any combination, times the number of combinations.
 */
async function likelihood(parameters: EnsembleParameters): Promise<number> {
  const given = ensemble({ ...small, ...parameters })
  const exact = given.orders.flatMap((order) =>
    Array.from(exactGreenFunctions(given, order, 4, 'full').values)
  )
  const squares: number[][] = []
  for (const seed of seeds) {
    const setup = { ...given, seed }
    const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
    const parts = given.orders.map((order) => measuredGreenFunction(moments, order, 4))
    const mean = parts.flatMap((part) => Array.from(part.mean))
    const errors = parts.flatMap((part) => Array.from(part.standardError))
    squares.push(mean.map((value, c) => ((value - exact[c]) / errors[c]) ** 2))
  }
  const tails = squares[0].map((_, c) => {
    const sum = squares.reduce((total, ofSeed) => total + ofSeed[c], 0)
    return chiSquaredTail(sum, seeds.length)
  })
  return Math.min(1, tails.length * Math.min(...tails))
}

/** Fixed seeds: what passes once passes always; a relative error of some standard errors at every seed does not. */
const expectLikely = async (parameters: EnsembleParameters) =>
  expect(await likelihood(parameters), JSON.stringify(parameters)).toBeGreaterThan(1e-3)

describe('over seeds measured Green functions agree with the exact ones, of one output and of three,', () => {
  it.each(activationNames)('for the activation %s', async (network) => {
    await expectLikely({ network, estimator: 'literal' })
    await expectLikely({ network, estimator: 'conditional' })
    await expectLikely({ network, estimator: 'literal', outputs: 3 })
  })

  it.each(['uniform', 'laplace', 'sign'] as const)('for last weights that are %s', async (name) => {
    const weights = { W0: 'normal', b0: 'normal', W1: name, b1: name } as const
    await expectLikely({ network: 'tanh', weights })
    await expectLikely({ network: 'relu', weights, outputs: 3 })
  })

  it.each(['uniform', 'laplace', 'sign', { student: 20 }] as const)(
    'for weights and biases that are all %j',
    async (weights) => {
      await expectLikely({ network: 'tanh', weights })
      await expectLikely({ network: 'relu', weights })
      await expectLikely({ network: 'cos', weights, outputs: 3 })
    }
  )

  it('for weights of the first layer in the plane that are not normal', async () => {
    const inputs = [
      [0.5, -0.2],
      [-0.3, 0.4]
    ]
    for (const W0 of ['sign', 'uniform'] as const) {
      await expectLikely({ network: 'erf', weights: { W0 }, inputs, orders: [2] })
    }
  })

  it.each([
    ['an expression', { expression: 'z * erf(z)' }],
    [
      'an expression with kinks',
      { expression: 'max(z, 0) - 0.5 * max(z - 0.4, 0)', kinks: [0, 0.4] }
    ]
  ])('for %s', async (_, network) => {
    await expectLikely({ network })
    await expectLikely({ network, outputs: 3 })
  })
})

it('a network with sigmaW wrong by two percent is not likely', async () => {
  const moments = { network: 'tanh', estimator: 'conditional' } as const
  const setup = ensemble({ ...small, ...moments })
  const sampled = await sampleEnsemble(setup, { store: false, runner: localRunner() })
  const { mean, standardError } = measuredGreenFunction(sampled, 2, 4)
  const { values } = exactGreenFunctions({ ...setup, sigmaW: 1.02 * small.sigmaW }, 2, 4, 'full')
  expect(chiSquaredTail(((mean[0] - values[0]) / standardError[0]) ** 2, 1)).toBeLessThan(1e-3)
})
