import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  covarianceEstimates,
  infiniteWidthCovariance,
  weightCovariance
} from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { LayerCovariances } from '../../../lib/src/covariances/layerCovariances.js'
import { radialCovariance } from '../../../lib/src/covariances/radialCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { architectureOf, type GivenNetwork } from '../../../lib/src/networks/architecture.js'
import { deepReference, referencePoints } from './deepReference.js'

const layersOf = (given: GivenNetwork, points: readonly (readonly number[])[]) =>
  new LayerCovariances('test', architectureOf('test', given), points)

describe('covariances of deep networks', () => {
  it.each(deepReference)(
    'agree with arbitrary precision for %s at depth %d',
    (network, depth, truth) => {
      const parameters = { network, depth, sigmaW: 1.2, sigmaB: 0.4 }
      const rows = covarianceEstimates(parameters, referencePoints)
      const found = [rows[0][0], rows[0][1], rows[1][1]]
      found.forEach(({ value, error }, i) => {
        expect(Math.abs(value / truth[i] - 1)).toBeLessThan(1e-12)
        expect(Math.abs(value - truth[i])).toBeLessThan(error + 1e-16)
        expect(error).toBeLessThan(1e-12 * truth[i])
      })
      const [x, y] = referencePoints
      expect(infiniteWidthCovariance(parameters, x, y)).toBeCloseTo(truth[1], 12)
      const [r, s] = [Math.hypot(...x), Math.hypot(...y)]
      const cosine = (x[0] * y[0] + x[1] * y[1]) / (r * s)
      expect(radialCovariance(parameters, 2)(r, s, cosine)).toBeCloseTo(truth[1] - 0.16, 12)
    }
  )

  it('of linear networks are geometric sums', () => {
    const coordinate = fc.double({ min: -2, max: 2, noNaN: true })
    const sigma = fc.double({ min: 0.2, max: 1.5, noNaN: true })
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        sigma,
        sigma,
        fc.integer({ min: 1, max: 8 }),
        (x, y, sigmaW, sigmaB, depth) => {
          const input = (x[0] * y[0] + x[1] * y[1]) / 2
          let truth = sigmaB ** 2 + sigmaW ** 2 * input
          for (let l = 0; l < depth; l++) truth = sigmaB ** 2 + sigmaW ** 2 * truth
          const { value, error } = covarianceEstimates(
            { network: 'identity', depth, sigmaW, sigmaB },
            [x, y]
          )[0][1]
          expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + 1e-14 * Math.abs(truth))
        }
      ),
      { numRuns: 40 }
    )
  })

  it('of ReLU-net at sigmaW^2 = 2 and one input keep the variance at every depth', () => {
    const layers = layersOf({ network: 'relu', depth: 50, sigmaW: Math.SQRT2, sigmaB: 0 }, [[0.7]])
    for (const layer of [0, 1, 7, 50]) {
      expect(layers.entry(layer, 0, 0).value).toBeCloseTo(2 * 0.49, 13)
    }
  })

  it('take each layer with its own activation and sigmas', () => {
    const layers = layersOf(
      {
        layers: [
          { activation: 'gauss', sigmaB: 0.5, sigmaW: 1.1 },
          { activation: 'square', sigmaB: 0.3, sigmaW: 0.8 }
        ],
        readout: { sigmaW: 1.5, sigmaB: 0.2 }
      },
      [[0.3], [1.1]]
    )
    const first = 0.09 + 0.64 * Math.exp((-1.21 * 0.64) / 2)
    const variance = 0.09 + 0.64
    expect(layers.entry(1, 0, 1).value).toBeCloseTo(first, 14)
    expect(layers.entry(2, 0, 1).value).toBeCloseTo(
      0.04 + 2.25 * (variance ** 2 + 2 * first ** 2),
      13
    )
  })

  it.each<NetworkName>(['tanh', 'relu', 'elu', 'gelu', 'sign', 'step', 'square', 'cos', 'abs'])(
    'of %s change with those of the layer before as the derivatives say',
    (network) => {
      // Both inputs one layer up are moved by the first layer's sigmas: compare central differences along the curve.
      const at = (sigmaW: number) =>
        layersOf(
          {
            layers: [
              { activation: 'sin', sigmaW, sigmaB: 0.4 },
              { activation: network, sigmaW: 1.2, sigmaB: 0.3 }
            ],
            readout: { sigmaW: 1.3, sigmaB: 0.1 }
          },
          [[0.5], [1.2]]
        )
      const step = 1e-3
      const difference = (layer: number, a: number, b: number) => {
        const [far, near] = [2, 1].map((n) => {
          const ends = [1, -1].map((side) => at(0.9 + side * n * step).entry(layer, a, b).value)
          return (ends[0] - ends[1]) / (2 * n * step)
        })
        return (4 * near - far) / 3
      }
      const centre = at(0.9)
      for (const [a, b] of [
        [0, 0],
        [0, 1],
        [1, 1]
      ]) {
        const slope = centre
          .derivatives(2, a, b)
          .reduce((sum, p) => sum + p.slope.value * difference(1, p.a, p.b), 0)
        expect(Math.abs(difference(2, a, b) - slope)).toBeLessThan(1e-9 * (1 + Math.abs(slope)))
      }
    }
  )

  it('hold at equal, nearly equal and opposite points', () => {
    const close = [1e-3, 1e-6, 1e-9].map((shift) => {
      const layers = layersOf({ network: 'tanh', depth: 3, sigmaW: 1.2, sigmaB: 0.4 }, [
        [0.5],
        [0.5 + shift]
      ])
      const [self, pair] = [layers.entry(3, 0, 0), layers.entry(3, 0, 1)]
      expect(Math.abs(self.value - pair.value)).toBeLessThan(shift + 2 * pair.error)
      return pair.error
    })
    for (const error of close) expect(error).toBeLessThan(1e-12)
    expect(
      weightCovariance({ network: 'erf', depth: 3, sigmaW: 1, sigmaB: 0 }, [0.5], [-0.5])
    ).toBeCloseTo(
      -weightCovariance({ network: 'erf', depth: 3, sigmaW: 1, sigmaB: 0 }, [0.5], [0.5]),
      15
    )
  })

  it('start from a first layer of any distribution, and go on as from normal preactivations', () => {
    const weights = { W0: 'sign', b0: 'normal', W1: 'sign', b1: 'normal' } as const
    const given = { network: 'relu', depth: 2, sigmaW: 1.1, sigmaB: 0, weights } as const
    const [x, y] = [0.4, -0.7]
    // With signs alone features at inputs on either side of zero are never both active.
    const first = (a: number) => (1.1 ** 4 * a * a) / 2
    const matrix = covarianceEstimates(given, [[x], [y]])
    expect(matrix[0][0].value).toBeCloseTo((1.1 ** 2 * first(x)) / 2, 14)
    expect(matrix[0][1].value).toBeCloseTo(
      (1.1 ** 2 * Math.sqrt(first(x) * first(y))) / (2 * Math.PI),
      14
    )
    expect(weightCovariance(given, [x], [y])).toBeCloseTo(matrix[0][1].value, 14)
    expect(radialCovariance(given, 1)(0.4, 0.7, -1)).toBeCloseTo(matrix[0][1].value, 14)
  })

  it.each(['tanh', 'relu', 'erf', 'gelu', 'identity'] as const)(
    'of %s are those of constant features where sigmaW^2 underflows, and not known to be 0',
    (network) => {
      for (const sigmaW of [1e-300, 1e-200]) {
        const flat = { network, depth: 3, sigmaW, sigmaB: 1 }
        for (const { value, error } of covarianceEstimates(flat, [[0.5], [0.9]]).flat()) {
          expect(Math.abs(value - 1)).toBeLessThanOrEqual(error)
          expect(error).toBeLessThan(1e-14)
        }
        const silent = { ...flat, sigmaB: 0 }
        for (const { value, error } of covarianceEstimates(silent, [[0.5], [0.9]]).flat()) {
          expect(value).toBe(0)
          expect(error).toBeGreaterThan(0)
        }
      }
    }
  )

  it('refuse what is not normal by name', () => {
    const given = { network: 'erf', depth: 2, sigmaW: 1, sigmaB: 1 } as const
    expect(() => covarianceEstimates({ ...given, weights: 'sign' }, [[1]])).toThrow(
      "covarianceEstimates: layers[1].biases must be 'normal'"
    )
    const biases = {
      ...given,
      layers: [{ activation: 'erf' }, { activation: 'erf', biases: 'sign' }]
    } as unknown as Parameters<typeof covarianceEstimates>[0]
    expect(() => covarianceEstimates(biases, [[1]])).toThrow("layers[1].biases must be 'normal'")
  })
})
