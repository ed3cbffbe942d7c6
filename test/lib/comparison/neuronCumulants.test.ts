import { describe, expect, it } from 'vitest'
import { agreementSummary } from '../../../lib/src/comparison/agreementSummary.js'
import {
  cumulantAgreement,
  neuronCumulant,
  neuronCumulants
} from '../../../lib/src/comparison/neuronCumulants.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

describe('the standardised cumulants of one neuron', () => {
  // g^2 of variance v and third cumulant c, in units of its mean: 3 v and 15 c for normal W1.
  it.each([
    ['relu', 0, 15, 660],
    ['identity', 0.7, 6, 120],
    ['abs', 0.7, 6, 120],
    ['step', 0, 3, 0],
    ['sign', 0.7, 0, 0],
    ['square', 0.3, 32, 5280]
  ] as const)(
    'of %s with biases of %d are %d and %d at every input',
    (network, sigmaB, four, six) => {
      for (const x of [0.4, -1.3]) {
        const net = { network, sigmaW: 1.3, sigmaB }
        const scale = Math.max(1, four)
        expect(Math.abs(neuronCumulant(net, [x], 4).value - four)).toBeLessThan(1e-11 * scale)
        expect(Math.abs(neuronCumulant(net, [x], 6).value - six)).toBeLessThan(
          1e-9 * Math.max(1, six)
        )
      }
    }
  )

  // |g| = 1: a neuron adds its weight, up to a sign.
  it.each([
    ['normal', 0, 0],
    ['laplace', 3, 30],
    ['uniform', -6 / 5, 48 / 7],
    ['sign', -2, 16],
    [{ student: 10 }, 1, 10]
  ] as const)('of sign-net are those of the weight: %j', (W1, four, six) => {
    const net = ensemble({ network: 'sign', sigmaW: 1.3, sigmaB: 0.4, weights: { W1, b1: 'sign' } })
    expect(neuronCumulant(net, [0.4], 4).value).toBeCloseTo(four, 11)
    expect(neuronCumulant(net, [0.4], 6).value).toBeCloseTo(six, 9)
  })

  it.each([
    { network: 'tanh', estimator: 'conditional' },
    { network: 'gauss', estimator: 'tilted' },
    { network: 'erf', estimator: 'literal', weights: { W1: 'sign' } },
    { network: 'cos', estimator: 'literal', weights: { W1: 'laplace', b1: 'uniform' } }
  ] as const)('are measured with the errors that they have: %j', async (given) => {
    const setup = ensemble({
      ...given,
      sigmaB: 0.3,
      inputs: [[0.5], [0.9]],
      widths: [3],
      orders: [4, 6],
      bags: 40,
      networksPerBag: 3000,
      seed: 11
    })
    const moments = await sampleEnsemble(setup)
    const rows = [0, 1].flatMap((input) =>
      cumulantAgreement(neuronCumulants(moments, 3, input), given.network, 'exact')
    )
    expect(rows.map(({ quantity }) => quantity.slice(0, 2))).toEqual(['λ₄', 'λ₆', 'λ₄', 'λ₆'])
    expect(agreementSummary(rows)).toMatchObject({ consistent: true, disagree: 0 })
    // The true errors are those that the bags show, where the tail is sampled.
    for (const { standardError, trueError } of neuronCumulants(moments, 3)) {
      expect(trueError).toBeLessThan(2 * standardError + 1e-9)
      expect(trueError).toBeGreaterThan(standardError / 2)
    }
  })

  it('are refused where the hidden layer vanishes, and of several layers', () => {
    expect(() => neuronCumulant({ network: 'relu', sigmaW: 1, sigmaB: 0 }, [0], 4)).toThrow(
      'neuronCumulant: point must be an input at which the hidden layer does not vanish'
    )
    // b1 alone is larger than what is left by 30 digits: its cumulants are not taken away from anything.
    const biased = { W0: 'normal', b0: 'normal', W1: 'normal', b1: 'uniform' } as const
    const net = { network: 'erf', sigmaW: 1e-3, sigmaB: 1e5, weights: biased } as const
    expect(Math.abs(neuronCumulant(net, [0.4], 4).value)).toBeLessThan(1e-4)
    expect(neuronCumulant(net, [0.4], 5)).toEqual({ value: 0, error: 0 })
    expect(() => neuronCumulant({ network: 'exp', sigmaW: 10, sigmaB: 1 }, [1], 4)).toThrow(
      'neuronCumulant: sigmaW must be smaller, for all values to be within the range of numbers (the moment of 4 points overflows), got 10'
    )
    const deep = { network: 'tanh', sigmaW: 1, sigmaB: 0.1, depth: 2 } as const
    expect(() => neuronCumulant(deep, [1], 4)).toThrow(/^neuronCumulant: depth/)
    expect(() => neuronCumulant({ ...deep, depth: 1 }, [1], 2)).toThrow(
      'neuronCumulant: order must be an integer >= 4 and <= 10, got 2'
    )
  })
})
