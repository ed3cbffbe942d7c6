// What a figure is of, below its title.
import { describe, expect, it } from 'vitest'
import { ensemble } from '../../../../lib/src/networks/ensemble.js'
import { Figure } from '../../../../lib/src/figures/parts/figure.js'
import { setupLine } from '../../../../lib/src/figures/parts/setupLine.js'

const gauss = ensemble({ network: 'gauss', sigmaB: 0.3 })
const planar = ensemble({ ...gauss, inputs: [[1, 2]], bags: 5, networksPerBag: 100 })
const statistics = '20 bags of 30\u202f000 networks, estimator literal'

describe('the lines below a title', () => {
  it.each([
    ['of an ensemble', gauss, [], ['GaussNet, σ_W = 1, σ_b = 0.3, d_in = 1', statistics]],
    [
      'of several samples, whatever the cell says',
      { sigmaB: 7 },
      [gauss, planar],
      [
        'GaussNet, σ_W = 1, σ_b = 0.3, d_in = 1, 2',
        '5 … 20 bags of 100 … 30\u202f000 networks, estimator literal'
      ]
    ],
    [
      'of an ensemble in a field',
      { ensemble: planar, scales: [1] },
      [],
      ['GaussNet, σ_W = 1, σ_b = 0.3, d_in = 2', '5 bags of 100 networks, estimator literal']
    ],
    [
      'of a scan',
      { network: 'relu', sigmaW: [1, 1.5, 2, 4], sigmaB: 0, dimensions: [1, 2] },
      [],
      ['ReLU-net, σ_W = 1 … 4, σ_b = 0, d_in = 1, 2']
    ],
    [
      'of a network that is a field',
      { network: { network: 'erf', sigmaW: 1, sigmaB: 0.5, depth: 3, outputs: 2 }, width: 10 },
      [],
      ['Erf-net, σ_W = 1, σ_b = 0.5, depth = 3, outputs = 2']
    ],
    [
      'of depths from one on',
      {},
      [gauss, { ...gauss, depth: 2 }, { ...gauss, depth: 5 }],
      ['GaussNet, σ_W = 1, σ_b = 0.3, d_in = 1, depth = 1, 2, 5', statistics]
    ],
    [
      'of own activations and weights',
      {
        network: { expression: 'z*tanh(z)' },
        weights: { W0: 'normal', b0: 'normal', W1: 'uniform', b1: 'normal' }
      },
      [],
      ['z*tanh(z), uniform W₁']
    ],
    ['of a flow', { dimension: 3, regulator: 'litim' }, [], ['d = 3, regulator litim']],
    ['of many networks', { networks: ['erf', 'tanh', 'relu', 'cos', 'gauss'] }, [], ['5 networks']]
  ])('%s', (_, parameters, samples, expected) => {
    expect(setupLine(parameters, samples)).toEqual(expected)
  })

  it('are none where there is nothing of it', () => {
    for (const parameters of [{}, { networks: 100000 }, { order: 4 }, { network: 'unheard of' }]) {
      expect(setupLine(parameters, [])).toBeUndefined()
    }
  })

  const parts = { name: 'a', title: 'A', description: '', results: [], spec: { mark: 'point' } }

  it('stand in every figure, and give way to a subtitle of its user', () => {
    const figure = new Figure({ ...parts, parameters: { network: 'relu' }, remark: 'cut' })
    expect(figure.spec.title).toEqual({ text: 'A', subtitle: ['ReLU-net', 'cut'] })
    const own = figure.with({ subtitle: 'mine' })
    expect(own.spec.title).toEqual({ text: 'A', subtitle: ['mine', 'cut'] })
    expect(new Figure({ ...parts, parameters: {} }).spec.title).toBe('A')
  })
})
