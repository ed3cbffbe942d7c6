import { describe, expect, it } from 'vitest'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { activationNames } from '../../../lib/src/networks/activations/activations.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

/** Small variances, so that fourth moments are sampled whatever the activation grows like. */
const small = {
  sigmaW: 0.8,
  sigmaB: 0.2,
  widths: [4],
  inputs: [[0.5], [-0.3]],
  orders: [2, 4],
  bags: 40,
  networksPerBag: 2000
}

/** Mean of squared deviations of the measured functions from the exact ones, in standard errors. */
async function meanSquareScore(parameters: EnsembleParameters, order: number): Promise<number> {
  const setup = ensemble({ ...small, ...parameters })
  const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
  const { mean, standardError } = measuredGreenFunction(moments, order, 4)
  const { values } = exactGreenFunctions(setup, order, 4, 'full')
  const scores = mean.map((value, c) => (value - values[c]) / standardError[c])
  return scores.reduce((sum, z) => sum + z * z, 0) / scores.length
}

describe('measured Green functions agree with the exact ones', () => {
  it.each(activationNames)('for the activation %s', async (network) => {
    for (const estimator of ['literal', 'conditional'] as const) {
      for (const order of [2, 4]) {
        // Correlated: the bound is that of a single score of 3.7.
        expect(await meanSquareScore({ network, estimator }, order)).toBeLessThan(14)
      }
    }
  })

  it.each(['uniform', 'laplace', 'sign'] as const)('for last weights that are %s', async (name) => {
    const weights = { W0: 'normal', b0: 'normal', W1: name, b1: name } as const
    for (const network of ['tanh', 'relu'] as const) {
      for (const order of [2, 4]) {
        expect(await meanSquareScore({ network, weights }, order)).toBeLessThan(14)
      }
    }
  })

  it.each(['uniform', 'laplace', 'sign', { student: 20 }] as const)(
    'for weights and biases that are all %j',
    async (weights) => {
      for (const network of ['tanh', 'relu', 'cos'] as const) {
        for (const order of [2, 4]) {
          expect(await meanSquareScore({ network, weights }, order)).toBeLessThan(14)
        }
      }
    }
  )

  it('for weights of the first layer in the plane that are not normal', async () => {
    const inputs = [
      [0.5, -0.2],
      [-0.3, 0.4]
    ]
    for (const W0 of ['sign', 'uniform'] as const) {
      const weights = { W0 }
      expect(await meanSquareScore({ network: 'erf', weights, inputs }, 2)).toBeLessThan(14)
    }
  })

  it.each([
    ['an expression', { expression: 'z * erf(z)' }],
    [
      'an expression with kinks',
      { expression: 'max(z, 0) - 0.5 * max(z - 0.4, 0)', kinks: [0, 0.4] }
    ]
  ])('for %s', async (_, network) => {
    for (const order of [2, 4]) {
      expect(await meanSquareScore({ network }, order)).toBeLessThan(14)
    }
  })
})
