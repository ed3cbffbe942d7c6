import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  covarianceDecays,
  covarianceMatrix,
  infiniteWidthCovariance,
  weightCovariance
} from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'

const networks: readonly NetworkName[] = ['gauss', 'relu', 'erf', 'cos']
const coordinate = fc.double({ min: -2, max: 2, noNaN: true })
const plane = fc.tuple(coordinate, coordinate)
const sigma = fc.double({ min: 0.2, max: 2, noNaN: true })

describe('covariances', () => {
  it.each(networks)('of %s are sigmaW^2 times the feature moment of two points', (network) => {
    fc.assert(
      fc.property(plane, plane, sigma, sigma, (x, y, sigmaW, sigmaB) => {
        const parameters = { network, sigmaW, sigmaB }
        const moment = featureMoment(parameters, [x, y])
        const difference = weightCovariance(parameters, x, y) - sigmaW ** 2 * moment.value
        expect(Math.abs(difference)).toBeLessThan(
          sigmaW ** 2 * moment.error + 4e-15 * sigmaW ** 2 * (1 + moment.value)
        )
      })
    )
  })

  it.each(networks)('of %s vanish far away, or not, as covarianceDecays says', (network) => {
    const parameters = { network, sigmaW: 1, sigmaB: 0.5 }
    const [near, far] = [1, 1e3].map((x) => Math.abs(weightCovariance(parameters, [x], [0.5])))
    expect(far < 1e-6 * near).toBe(covarianceDecays(network))
  })

  it('are of known networks only', () => {
    expect(() => covarianceDecays('toString' as NetworkName)).toThrow(
      "covarianceDecays: network must be one of 'gauss', 'relu'"
    )
  })

  it('are the closed forms at simple points', () => {
    const relu = { network: 'relu', sigmaW: 2, sigmaB: 0 } as const
    expect(weightCovariance(relu, [3], [5])).toBeCloseTo((4 * 4 * 15) / 2, 12)
    expect(weightCovariance(relu, [3], [-5])).toBe(0)
    expect(weightCovariance(relu, [0], [-5])).toBe(0)
    expect(weightCovariance(relu, [1, 0], [0, 1])).toBeCloseTo((4 * 2) / (2 * Math.PI), 14)
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 0 } as const
    expect(weightCovariance(erf, [0, 0], [1, 1])).toBe(0)
    expect(weightCovariance(erf, [1], [1])).toBeCloseTo((2 / Math.PI) * Math.asin(2 / 3), 15)
    const gauss = { network: 'gauss', sigmaW: 1.5, sigmaB: 0.5 } as const
    expect(infiniteWidthCovariance(gauss, [1, 2], [1, 2])).toBe(2.25 + 0.25)
    expect(weightCovariance(gauss, [0, 2], [0, 0])).toBeCloseTo(2.25 * Math.exp(-2.25), 15)
  })

  it('agree with arbitrary precision to 14 digits', () => {
    // mpmath 1.3, 30 digits, of the arcsine and arc-cosine formulas at x = (0.3, -0.8), y = (1.1, 0.2).
    const at = (network: NetworkName) =>
      weightCovariance({ network, sigmaW: 1.3, sigmaB: 0.7 }, [0.3, -0.8], [1.1, 0.2])
    expect(at('erf') / 0.3840722057972256054).toBeCloseTo(1, 14)
    expect(at('relu') / 0.66174027125594182963).toBeCloseTo(1, 14)
  })

  it('of Cos-net tends to half of that of GaussNet, translation invariant, as sigmaB grows', () => {
    const [x, y, shift] = [
      [0.3, -0.8],
      [1.1, 0.2],
      [0.7, 1.3]
    ]
    const moved = (point: number[]) => point.map((component, k) => component + shift[k])
    const gauss = weightCovariance({ network: 'gauss', sigmaW: 1.3, sigmaB: 0 }, x, y)
    for (const sigmaB of [0.5, 1, 2, 4]) {
      const cos = { network: 'cos', sigmaW: 1.3, sigmaB } as const
      const values = [weightCovariance(cos, x, y), weightCovariance(cos, moved(x), moved(y))]
      for (const value of values) {
        expect(value - gauss / 2).toBeGreaterThan(-1e-15)
        expect(value - gauss / 2).toBeLessThan(1.3 ** 2 * Math.exp(-2 * sigmaB ** 2) + 1e-15)
      }
      const breaking = (values[0] - values[1]) / Math.exp(-2 * sigmaB ** 2)
      expect(Math.abs(breaking)).toBeGreaterThan(sigmaB < 4 ? 0.1 : 0)
    }
  })

  it('stay accurate for nearly parallel and nearly opposite ReLU preactivations', () => {
    const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    // K at angle pi - s is |x||y| (s^3/3 - s^5/30 + …) / (2 pi d); at angle t, 1/2 - t^2/(2 pi) …
    const s = 1e-5
    const opposite = weightCovariance(relu, [1, 0], [-Math.cos(s), Math.sin(s)])
    expect(opposite / (s ** 3 / 3 / (4 * Math.PI))).toBeCloseTo(1, 9)
    const parallel = weightCovariance(relu, [1, 0], [Math.cos(1e-9), Math.sin(1e-9)])
    expect(parallel).toBeCloseTo(1 / 4, 15)
  })

  it.each(networks)(
    'of %s do not change if dIn grows by zeros and sigmaW is rescaled',
    (network) => {
      fc.assert(
        fc.property(coordinate, coordinate, sigma, sigma, (x, y, sigmaW, sigmaB) => {
          const narrow = weightCovariance({ network, sigmaW, sigmaB }, [x], [y]) / sigmaW ** 2
          const wider = sigmaW * Math.SQRT2
          const wide =
            weightCovariance({ network, sigmaW: wider, sigmaB }, [x, 0], [y, 0]) / wider ** 2
          expect(wide).toBeCloseTo(narrow, 13)
        })
      )
    }
  )

  it.each(networks)('form a symmetric, positive semidefinite matrix for %s', (network) => {
    fc.assert(
      fc.property(
        fc.array(plane, { minLength: 3, maxLength: 5 }),
        fc.array(coordinate, { minLength: 5, maxLength: 5 }),
        (points, direction) => {
          const matrix = covarianceMatrix({ network, sigmaW: 1, sigmaB: 0.5 }, points)
          const size = points.length
          let form = 0
          for (let a = 0; a < size; a++) {
            for (let b = 0; b < size; b++) {
              expect(matrix[a][b]).toBe(matrix[b][a])
              form += direction[a] * matrix[a][b] * direction[b]
            }
          }
          expect(form).toBeGreaterThan(-1e-13)
        }
      )
    )
  })

  it('keep a meaning at a thousand dimensions', () => {
    const x = Array.from({ length: 1000 }, (_, k) => Math.sin(k))
    const y = Array.from({ length: 1000 }, (_, k) => Math.cos(2 * k))
    for (const network of networks) {
      expect(infiniteWidthCovariance({ network, sigmaW: 1, sigmaB: 1 }, x, y)).toBeGreaterThan(1)
    }
  })

  it('overflow with an error, not with NaN', () => {
    for (const network of ['relu', 'erf'] as const) {
      const parameters = { network, sigmaW: 1, sigmaB: 1 }
      expect(() => weightCovariance(parameters, [1e200], [1e200])).toThrow(
        'weightCovariance: x[0] must be smaller'
      )
    }
    // Erf's was 0 here, as if these preactivations were independent.
    for (const network of ['erf', 'tanh', 'gelu', 'sign'] as const) {
      for (const depth of [1, 2]) {
        const parameters = { network, depth, sigmaW: 1, sigmaB: 1 }
        expect(() => weightCovariance(parameters, [1e200], [1])).toThrow(
          'weightCovariance: x[0] must be smaller, for all values to be within the range of numbers (the variance of a preactivation overflows), got 1e+200'
        )
        expect(weightCovariance(parameters, [1e10], [1])).toBeGreaterThan(0.1)
      }
    }
    const far = { sigmaW: 1, sigmaB: 1 }
    expect(weightCovariance({ ...far, network: 'gauss' }, [1e200], [0])).toBe(0)
    expect(weightCovariance({ ...far, network: 'cos' }, [1e200], [1e200])).toBe(0.5)
  })

  it('refuse parameters and points outside their domain, by name', () => {
    const good = { network: 'erf', sigmaW: 1, sigmaB: 0 } as const
    expect(() => infiniteWidthCovariance({ ...good, sigmaW: 0 }, [1], [1])).toThrow(
      'infiniteWidthCovariance: sigmaW must be a finite number > 0, got 0'
    )
    expect(() => weightCovariance({ ...good, sigmaB: NaN }, [1], [1])).toThrow(
      'weightCovariance: sigmaB must be a finite number >= 0, got NaN'
    )
    expect(() => covarianceMatrix(good, [])).toThrow('points must be a list of at least one point')
    expect(() => covarianceMatrix(good, [[1], [1, 2]])).toThrow(
      'points[1] must be of the dimension of the first point, 1, got [1, 2]'
    )
    expect(() => covarianceMatrix(good, [[NaN]])).toThrow('points[0][0] must be a finite number')
    const other = { ...good, network: 'tan' as NetworkName }
    expect(() => covarianceMatrix(other, [[1]])).toThrow("network must be one of 'gauss', 'relu'")
  })
})
