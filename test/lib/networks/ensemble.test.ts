import { describe, expect, it } from 'vitest'
import { activationNames, activations } from '../../../lib/src/networks/activations/activations.js'
import { architectureOf, type GivenNetwork } from '../../../lib/src/networks/architecture.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'

const affine = { sigmaW: 1, sigmaB: 0, weights: 'normal', biases: 'normal' } as const

describe('ensemble', () => {
  it('fills in the talk where it is told the network alone', () => {
    for (const name of activationNames) {
      const { network, sigmaW, sigmaB, inputs, ...rest } = ensemble({ network: name })
      const { sigmaB: usual, inputs: usualInputs } = activations[name]
      expect({ network, sigmaW, sigmaB, inputs }).toEqual({
        network: name,
        sigmaW: 1,
        sigmaB: usual,
        inputs: usualInputs(1)
      })
      expect(rest).toEqual({
        widths: [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000],
        orders: [2, 4, 6],
        bags: 20,
        networksPerBag: 30000,
        seed: 0,
        estimator: 'literal'
      })
    }
  })

  it.each<[string, EnsembleParameters, EnsembleParameters]>([
    [
      'one layer',
      { network: 'relu' },
      { layers: [{ activation: 'relu', width: 1, ...affine }], readout: affine, outputs: 1 }
    ],
    ['the other word', { network: 'erf', sigmaW: 2 }, { activation: 'erf', sigmaW: 2, depth: 1 }],
    [
      'three layers',
      { network: 'relu', depth: 3, sigmaW: 1.5, outputs: 2 },
      {
        sigmaW: 1.5,
        outputs: 2,
        layers: [
          { activation: 'relu' },
          { activation: 'relu', sigmaW: 1.5 },
          { activation: 'relu', weights: 'normal' }
        ],
        readout: { sigmaW: 1.5, sigmaB: 0 }
      }
    ],
    [
      'weights of one kind',
      { network: 'erf', weights: 'laplace' },
      { network: 'erf', weights: { W0: 'laplace', b0: 'laplace', W1: 'laplace', b1: 'laplace' } }
    ],
    [
      'weights of different kinds',
      { network: 'erf', depth: 2, weights: { W1: { student: 5 } } },
      {
        layers: [
          { activation: 'erf', weights: 'normal' },
          { activation: 'erf', weights: { student: 5 } }
        ],
        readout: { weights: { student: 5 } }
      }
    ],
    ['normal weights', { network: 'erf', weights: 'normal' }, { network: 'erf' }]
  ])('gives the same for the short and the long form of %s', (_, short, long) => {
    expect(JSON.stringify(ensemble(long))).toBe(JSON.stringify(ensemble(short)))
  })

  it('keeps what the short form cannot say, and is the same when read again', () => {
    const given: EnsembleParameters = {
      network: 'relu',
      sigmaW: 2,
      layers: [{ width: 3 }, { activation: 'erf', sigmaB: 0.5, biases: 'sign' }]
    }
    const once = ensemble(given)
    expect(once.layers).toEqual([
      { activation: 'relu', width: 3, sigmaW: 2, sigmaB: 0, weights: 'normal', biases: 'normal' },
      { activation: 'erf', width: 1, sigmaW: 2, sigmaB: 0.5, weights: 'normal', biases: 'sign' }
    ])
    expect(once.readout).toEqual({ ...affine, sigmaW: 2 })
    expect(JSON.stringify(ensemble(JSON.parse(JSON.stringify(once)) as EnsembleParameters))).toBe(
      JSON.stringify(once)
    )
  })

  it.each<[GivenNetwork | Record<string, unknown>, string]>([
    [{}, "network must be one of 'gauss'"],
    [{ network: 'relu', activation: 'erf' }, 'activation must be the same as network, or absent'],
    [{ activation: 'nothing' }, "activation must be one of 'gauss'"],
    [{ network: 'relu', depth: 0 }, 'depth must be an integer >= 1 and <= 1000, got 0'],
    [{ network: 'relu', depth: 1.5 }, 'depth must be an integer >= 1'],
    [{ network: 'relu', outputs: 0 }, 'outputs must be an integer >= 1 and <= 1000, got 0'],
    [{ layers: [] }, 'layers must be a list of at least one hidden layer, got []'],
    [{ network: 'relu', layers: 'two' }, 'layers must be a list'],
    [{ network: 'relu', layers: [null] }, 'layers[0] must be an object, got null'],
    [{ layers: [{ activation: 'relu', width: 0 }] }, 'layers[0].width must be an integer >= 1'],
    [{ network: 'tanh', layers: [{}, { width: 2.5 }] }, 'layers[1].width must be an integer >= 1'],
    [
      { network: 'tanh', layers: [{}, { activation: 'tan' }] },
      'layers[1].activation must be one of'
    ],
    [
      { network: 'tanh', layers: [{}, { sigmaB: -0.1 }] },
      'layers[1].sigmaB must be a finite number'
    ],
    [
      { network: 'tanh', layers: [{}, {}, { sigmaW: 0 }] },
      'layers[2].sigmaW must be a finite number'
    ],
    [{ layers: [{ activation: 'relu', wide: 1 }] }, 'layers[0] must be free of unknown keys'],
    [{ network: 'relu', depth: 3, layers: [{}, {}] }, 'depth must be the number of layers, 2'],
    [{ network: 'relu', layers: [{ sigmaW: -1 }] }, 'layers[0].sigmaW must be a finite number > 0'],
    [{ network: 'relu', readout: { sigmaB: -1 } }, 'readout.sigmaB must be a finite number >= 0'],
    [{ network: 'relu', weights: 'cauchy' }, "weights must be one of 'normal', 'uniform'"],
    [{ network: 'relu', weights: { student: 2 } }, 'weights must be one of'],
    [{ network: 'relu', weights: { W2: 'sign' } }, 'weights must be free of unknown keys'],
    [{ network: 'relu', weights: { W1: 'step' } }, 'weights.W1 must be one of'],
    [{ network: 'gauss', depth: 2 }, 'depth must be 1: that of GaussNet is normalised in x'],
    [{ layers: [{ activation: 'tan' }] }, 'layers[0].activation must be one of'],
    [{ network: 'tanh', layers: [{ activation: 'tan' }, {}] }, 'layers[0].activation must be'],
    [{ layers: [{ activation: { expression: 'y + 1' } }] }, 'layers[0].activation.expression must'],
    [{ network: 'relu', layers: [{}, { activation: 'gauss' }] }, 'layers[1].activation must be']
  ])('refuses %j by name', (given, message) => {
    expect(() => ensemble(given as EnsembleParameters)).toThrow(`ensemble: ${message}`)
    expect(() => architectureOf('source', given as GivenNetwork)).toThrow(`source: ${message}`)
  })
})
