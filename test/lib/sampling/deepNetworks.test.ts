import { afterAll, describe, expect, it } from 'vitest'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'

afterAll(closeWorkerPools)

const one = { sigmaB: 0, inputs: [[0.7]], orders: [2, 4], bags: 50 }

async function measured(parameters: EnsembleParameters) {
  const setup = ensemble(parameters)
  const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
  return (order: number) => measuredGreenFunction(moments, order, setup.widths[0])
}

/** Deviation of the first combination from its exact value, in standard errors. */
async function score(parameters: EnsembleParameters, exact: number, order = 4): Promise<number> {
  const { mean, standardError } = (await measured(parameters))(order)
  return (mean[0] - exact) / standardError[0]
}

const homogeneous = [
  { network: 'identity', sigmaW: 1, gain: 2 },
  { network: 'relu', sigmaW: Math.SQRT2, gain: 5 }
] as const

describe('E f^4 of one input is 3 K^2 times a product over the layers', () => {
  const cases = homogeneous.flatMap((network) =>
    [2, 5, 50].flatMap((width) => [1, 2, 3, 4, 5].map((depth) => ({ ...network, width, depth })))
  )
  it.each(cases)('$network, N = $width, depth $depth', async (test) => {
    const { network, sigmaW, gain, width, depth } = test
    const covariance = (sigmaW * 0.7) ** 2
    const exact = 3 * covariance ** 2 * (1 + gain / width) ** depth
    // Products of depth many factors have heavy tails: those of two neurons are not sampled for the highest power.
    const networksPerBag = width === 50 ? 400 : 4000
    const setup = { ...one, network, sigmaW, depth, widths: [width], networksPerBag }
    const bound = width === 2 && depth > 3 ? 8 : 4.5
    const conditional = await score({ ...setup, estimator: 'conditional' }, exact)
    expect(Math.abs(conditional)).toBeLessThan(bound)
    if (width > 5 || depth > 3) return
    expect(Math.abs(await score({ ...setup, estimator: 'literal' }, exact))).toBeLessThan(bound)
  })
})

describe('layers of their own', () => {
  it('may have other widths, sigmas and activations: E f^2 and E f^4 of a linear one', async () => {
    const layers = [
      { activation: 'identity', width: 2, sigmaW: 0.9 },
      { activation: 'identity', width: 3, sigmaW: 1.1 }
    ] as const
    const setup = { ...one, layers, readout: { sigmaW: 1.3 }, sigmaB: 0, widths: [4] }
    const variance = (0.9 * 1.1 * 1.3 * 0.7) ** 2
    const fourth = 3 * variance ** 2 * (1 + 2 / 8) * (1 + 2 / 12)
    for (const estimator of ['conditional', 'literal'] as const) {
      const many = { ...setup, estimator, networksPerBag: 2000 }
      expect(Math.abs(await score(many, variance, 2))).toBeLessThan(4)
      expect(Math.abs(await score(many, fourth))).toBeLessThan(4)
    }
  })

  it('take a bias each: E f^2 of a linear network', async () => {
    const layers = [
      { activation: 'identity', sigmaB: 0.3 },
      { activation: 'identity', sigmaB: 0.5 }
    ] as const
    const setup = { ...one, layers, sigmaW: 1, readout: { sigmaB: 0.7 }, widths: [3] }
    for (const estimator of ['conditional', 'literal'] as const) {
      const many = { ...setup, estimator, networksPerBag: 4000 }
      const exact = 0.7 ** 2 + 0.3 ** 2 + 0.5 ** 2 + 0.7 ** 2
      expect(Math.abs(await score(many, exact, 2))).toBeLessThan(4)
    }
  })

  it('give the bits of the short form where they say the same with one hidden layer', async () => {
    const setup = { ...one, sigmaW: 1.2, sigmaB: 0.4, widths: [7], networksPerBag: 100 }
    const short = await measured({ ...setup, network: 'tanh' })
    const long = await measured({ ...setup, layers: [{ activation: 'tanh' }], depth: 1 })
    expect(long(4)).toEqual(short(4))
  })
})

describe('many layers', () => {
  it.each(['identity', 'gelu', 'softplus', 'tanh'] as const)(
    'can be drawn: %s',
    async (network) => {
      const setup = { ...one, network, sigmaW: 1.2, depth: 30, widths: [5], networksPerBag: 20 }
      for (const estimator of ['conditional', 'literal'] as const) {
        const { mean } = (await measured({ ...setup, estimator }))(2)
        expect(mean[0]).toBeGreaterThan(0)
      }
    }
  )
})

describe('weights that are not normal', () => {
  /** E f^4 of a linear network of one input: E z_i^4 and E z_i^2 z_j^2 of a layer follow from those before. */
  function fourthMoment(fourthOfWeight: number, width: number, depth: number): number {
    let [same, other] = [fourthOfWeight, 1]
    for (let layer = 0; layer < depth; layer++) {
      const square = (same + (width - 1) * other) / width
      same = (fourthOfWeight * same + 3 * (width - 1) * other) / width
      other = square
    }
    return same * 0.7 ** 4
  }

  it.each([
    ['normal', 3],
    ['uniform', 9 / 5],
    ['laplace', 6],
    ['sign', 1]
  ] as const)('are drawn in every layer: %s', async (weights, fourth) => {
    const setup = {
      ...one,
      network: 'identity',
      weights,
      widths: [4],
      networksPerBag: 4000
    } as const
    for (const depth of [2, 3]) {
      const exact = fourthMoment(fourth, 4, depth)
      expect(Math.abs(await score({ ...setup, depth }, exact))).toBeLessThan(4.5)
    }
  })
})

const several = {
  sigmaW: 1.2,
  sigmaB: 0.4,
  depth: 3,
  inputs: [
    [0.5, -0.3],
    [0.9, 0.4],
    [-1, 0.2]
  ],
  orders: [2, 4],
  bags: 40
}

describe('the conditional and the literal estimator', () => {
  it.each([
    ['tanh', 5],
    ['tanh', 50],
    ['gelu', 5],
    ['erf', 5],
    ['sin', 5],
    ['relu', 5]
  ] as const)('agree with each other: %s, N = %d', async (network, width) => {
    const setup = { ...several, network, widths: [width] }
    const [a, b] = await Promise.all([
      measured({ ...setup, estimator: 'conditional', networksPerBag: 1000, seed: 3 }),
      measured({
        ...setup,
        estimator: 'literal',
        networksPerBag: width === 5 ? 4000 : 500,
        seed: 4
      })
    ])
    for (const order of [2, 4]) {
      const [c, l] = [a(order), b(order)]
      const scores = c.mean.map(
        (value, i) => (value - l.mean[i]) / Math.hypot(c.standardError[i], l.standardError[i])
      )
      // Strongly correlated: the bound is that of a single score of 3.7.
      expect(scores.reduce((sum, z) => sum + z * z, 0) / scores.length).toBeLessThan(14)
    }
  })

  it('give the same bits in worker threads as here', async () => {
    for (const estimator of ['conditional', 'literal'] as const) {
      const setup = ensemble({
        ...several,
        network: 'tanh',
        estimator,
        widths: [3, 8],
        networksPerBag: 300
      })
      const here = await sampleEnsemble(setup, { store: false, runner: localRunner() })
      const there = await sampleEnsemble(setup, { store: false, workers: 2 })
      expect(there.widths).toEqual(here.widths)
    }
  })
})

describe('several outputs', () => {
  /** E f_a^2 f_b^2 of a linear network: the last covariance is shared. */
  it.each(['conditional', 'literal'] as const)('share the hidden layers, %s', async (estimator) => {
    const setup = ensemble({
      ...one,
      network: 'identity',
      depth: 3,
      outputs: 2,
      estimator,
      widths: [5],
      networksPerBag: 4000
    })
    const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
    const { combinations, mean, standardError } = measuredGreenFunction(moments, 4, 5)
    const square = 0.7 ** 4 * (1 + 2 / 5) ** 3
    combinations.forEach((combination, c) => {
      const same = new Set(combination).size === 1
      expect(Math.abs(mean[c] - (same ? 3 : 1) * square) / standardError[c]).toBeLessThan(4)
    })
    expect(combinations).toHaveLength(2)
  })

  it('leave the first one as it is alone', async () => {
    const setup = { ...one, network: 'tanh', depth: 2, widths: [5], networksPerBag: 300 } as const
    const alone = (await measured(setup))(4)
    const pair = (await measured({ ...setup, outputs: 2 }))(4)
    const place = pair.combinations.findIndex((fields) => fields.every((field) => field === 0))
    expect(pair.mean[place]).toBe(alone.mean[0])
  })
})

describe('many inputs', () => {
  it('have the covariance of a linear network, pair by pair', async () => {
    const dimension = 14
    const inputs = Array.from({ length: dimension }, (_, i) =>
      Array.from({ length: dimension }, (__, k) => (k <= i ? 1 : 0))
    )
    const of = await measured({
      ...one,
      network: 'identity',
      sigmaW: 1,
      depth: 2,
      inputs,
      orders: [2],
      estimator: 'conditional',
      widths: [21],
      networksPerBag: 150
    })
    const { combinations, mean, standardError } = of(2)
    expect(combinations).toHaveLength(105)
    combinations.forEach(([i, j], c) => {
      const exact = (Math.min(i, j) + 1) / dimension
      expect(Math.abs(mean[c] - exact) / standardError[c]).toBeLessThan(4.5)
    })
  })
})

describe('inputs that lie close together', () => {
  it.each([1e-3, 1e-6])('differ by what the slope says, at a distance of %d', async (distance) => {
    const slope = async (h: number) => {
      const inputs = [[0.5], [0.5 + h]]
      const of = await measured({
        network: 'tanh',
        sigmaW: 1.5,
        sigmaB: 0.3,
        depth: 3,
        inputs,
        orders: [2],
        widths: [20],
        bags: 2,
        networksPerBag: 500,
        estimator: 'conditional'
      })
      const [xx, xy, yy] = of(2).mean
      return (xx - 2 * xy + yy) / h ** 2
    }
    // Other inputs are other streams: both estimate E f'(x)^2, with errors of a few per cent.
    expect(await slope(distance)).toBeGreaterThan(0.8 * (await slope(0.01)))
    expect(await slope(distance)).toBeLessThan(1.25 * (await slope(0.01)))
  })

  it('are one where they are equal, and 0 stays 0 without biases', async () => {
    const inputs = [[0.5], [0.5], [0]]
    const setup = {
      ...one,
      network: 'relu',
      inputs,
      depth: 3,
      widths: [5],
      networksPerBag: 200
    } as const
    const { combinations, mean } = (await measured({ ...setup, estimator: 'conditional' }))(2)
    const at = (pair: string) => mean[combinations.findIndex((c) => c.join() === pair)]
    expect(at('0,1') / at('0,0')).toBeCloseTo(1, 12)
    expect(at('1,1') / at('0,0')).toBeCloseTo(1, 12)
    expect(at('0,2')).toBe(0)
    expect(at('2,2')).toBe(0)
  })
})

describe('single networks', () => {
  it('of several layers have the moments of the sampler', () => {
    const setup = ensemble({ ...one, network: 'relu', sigmaW: Math.SQRT2, depth: 3, widths: [6] })
    const outputs = drawNetworks(setup, 6, 20_000)
    const squares = outputs.map((f) => f * f)
    const mean = squares.reduce((sum, v) => sum + v, 0) / squares.length
    const spread = Math.sqrt(squares.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / squares.length
    expect(Math.abs(mean - 0.98) / spread).toBeLessThan(4)
  })
})

describe('what is refused', () => {
  it.each([
    [
      { network: 'tanh', depth: 2, estimator: 'tilted' },
      /depth must be 1 for the tilted estimator/
    ],
    [
      { network: 'tanh', depth: 2, estimator: 'conditional', weights: 'sign' },
      /weights.W1 must be 'normal' for the conditional estimator/
    ],
    [{ layers: [{ activation: 'relu' }, { activation: 'gauss' }] }, /layers\[1\].activation/],
    [{ layers: [{ activation: 'relu' }, { activation: 'exp' }] }, /layers\[1\].activation/],
    [{ layers: [{ activation: 'relu' }, { activation: 'tanh', width: 0 }] }, /layers\[1\].width/],
    [{ network: 'tanh', depth: 0 }, /depth must be/]
  ])('%j', async (parameters, message) => {
    await expect(
      (async () =>
        sampleEnsemble(ensemble({ widths: [2], ...parameters } as EnsembleParameters), {
          store: false
        }))()
    ).rejects.toThrow(message)
  })
})
