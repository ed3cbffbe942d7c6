import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { describe, expect, it } from 'vitest'
import { criticalPoint, depthFixedPoint } from '../../../lib/src/covariances/depthFixedPoint.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'

describe('the critical line', () => {
  it.each([
    // Gauss-Hermite sums of 160 nodes, independent of the library.
    [0.05, 1.76095464, 0.570047882],
    [0.1, 1.986072641, 0.805799182],
    [0.3, 2.50512719, 1.461169447]
  ])('of tanh at sigmaB^2 = %d has the known point', (bias, square, variance) => {
    const point = criticalPoint('tanh', Math.sqrt(bias))
    expect(point.sigmaW ** 2).toBeCloseTo(square, 9)
    expect(point.variance).toBeCloseTo(variance, 9)
    const { sigmaW, sigmaB } = point
    const fixed = depthFixedPoint({ network: 'tanh', sigmaW, sigmaB })
    expect(fixed.chiPerpendicular).toBeCloseTo(1, 12)
    expect(fixed.variance).toBeCloseTo(variance, 9)
    expect(fixed.chiParallel).toBeLessThan(1)
  })

  it('of erf is the closed form', () => {
    // E[erf'^2] = (4/pi)/sqrt(1 + 4 K), E[erf^2] = (2/pi) asin(2 K/(1 + 2 K)).
    for (const sigmaB of [0, 0.1, 0.7]) {
      const { sigmaW, variance } = criticalPoint('erf', sigmaB)
      expect(sigmaW ** 2).toBeCloseTo((Math.PI / 4) * Math.sqrt(1 + 4 * variance), 11)
      const square = (2 / Math.PI) * Math.asin((2 * variance) / (1 + 2 * variance))
      expect(sigmaB ** 2 + sigmaW ** 2 * square).toBeCloseTo(variance, 11)
    }
  })

  it("begins at sigmaW = 1/g'(0) without biases, and of ReLU at the square root of 2", () => {
    expect(criticalPoint('tanh', 0).variance).toBe(0)
    expect(criticalPoint('tanh', 0).sigmaW).toBeCloseTo(1, 14)
    expect(criticalPoint('sin', 0).sigmaW).toBeCloseTo(1, 14)
    expect(criticalPoint('relu', 0).sigmaW).toBeCloseTo(Math.SQRT2, 13)
  })

  it('does not exist for ReLU with biases, jumps and the normalised exponential', () => {
    expect(() => criticalPoint('relu', 0.5)).toThrow(
      'criticalPoint: sigmaB must be such that relu has a critical point of a variance between 1e-8 and 100000000, got 0.5'
    )
    expect(() => criticalPoint('sign', 0.5)).toThrow('an activation that jumps')
    expect(() => criticalPoint('gauss', 0.5)).toThrow('criticalPoint: network must be another one')
    expect(() => criticalPoint('tanh', -1)).toThrow(
      'criticalPoint: sigmaB must be a finite number >= 0'
    )
  })
})

describe('the fixed point in depth', () => {
  it.each<[NetworkName, number, number]>([
    ['tanh', 0.9, 0.3],
    ['tanh', 2, 0.3],
    ['erf', 1.8, 0.2],
    ['sin', 1.4, 0.5],
    ['relu', 1.2, 0.6],
    ['gelu', 1.3, 0.5],
    ['sigmoid', 3, 0.4]
  ])('of %s at sigmaW = %d, sigmaB = %d is where deep networks go', (network, sigmaW, sigmaB) => {
    const fixed = depthFixedPoint({ network, sigmaW, sigmaB })
    const deep = { network, sigmaW, sigmaB, depth: 120 }
    const [self, pair] = [[0.3], [1.4]].map((y) => infiniteWidthCovariance(deep, [0.3], y))
    expect(self).toBeCloseTo(fixed.variance, 9)
    expect(pair / self).toBeCloseTo(fixed.correlation, 3)
  })

  it('is approached at the rates of its depth scales', () => {
    for (const [sigmaW, sigmaB] of [
      [0.9, 0.3],
      [2, 0.3]
    ]) {
      const fixed = depthFixedPoint({ network: 'tanh', sigmaW, sigmaB })
      const at = (depth: number) => {
        const deep = { network: 'tanh', sigmaW, sigmaB, depth } as const
        const [self, pair] = [[0.3], [1.4]].map((y) => infiniteWidthCovariance(deep, [0.3], y))
        return {
          self,
          correlation: pair / Math.sqrt(self * infiniteWidthCovariance(deep, [1.4], [1.4]))
        }
      }
      const [near, further, first, second] = [at(12), at(16), at(30), at(34)]
      const rate = Math.log(
        (first.correlation - fixed.correlation) / (second.correlation - fixed.correlation)
      )
      expect(4 / rate / fixed.xiCorrelation).toBeCloseTo(1, 1)
      const parallel = Math.log((near.self - fixed.variance) / (further.self - fixed.variance))
      expect(4 / parallel / fixed.xiParallel).toBeCloseTo(1, 1)
    }
  })

  it('has the stability of its phase', () => {
    const ordered = depthFixedPoint({ network: 'tanh', sigmaW: 0.8, sigmaB: 0 })
    expect(ordered.variance).toBe(0)
    expect(ordered.chiPerpendicular).toBeCloseTo(0.64, 12)
    expect(ordered.xiParallel).toBeCloseTo(-1 / Math.log(0.64), 10)
    const critical = depthFixedPoint({ network: 'tanh', sigmaW: 1, sigmaB: 0 })
    expect([critical.variance, critical.xiParallel, critical.xiCorrelation]).toEqual([
      0,
      Infinity,
      Infinity
    ])
    const chaotic = depthFixedPoint({ network: 'tanh', sigmaW: 2, sigmaB: 0 })
    expect(chaotic.chiPerpendicular).toBeGreaterThan(1)
    expect(chaotic.correlation).toBe(0)
    const stepped = depthFixedPoint({ network: 'sign', sigmaW: 1, sigmaB: 0.5 })
    expect(stepped.variance).toBeCloseTo(1.25, 12)
    expect(stepped.chiPerpendicular).toBe(Infinity)
    // c = (sigmaB^2 + (2/pi) asin c)/K*
    const { correlation: c } = stepped
    expect((0.25 + (2 / Math.PI) * Math.asin(c)) / 1.25).toBeCloseTo(c, 12)
  })

  it('is found below the least variance that is searched too', () => {
    // E[tanh^2] = K to the digits of a double there: K* = sigmaB^2/(1 - sigmaW^2)
    const small = depthFixedPoint({ network: 'tanh', sigmaW: 0.5, sigmaB: 1e-9 })
    expect(small.variance / (1e-18 / 0.75)).toBeCloseTo(1, 12)
    // E[cos^2] = 1 there; the slope of the variance is negative, and deviations alternate
    const constant = depthFixedPoint({ network: 'cos', sigmaW: 1e-9, sigmaB: 1e-9 })
    expect(constant.variance / 2e-18).toBeCloseTo(1, 12)
    expect(constant.chiParallel).toBeLessThan(0)
    expect(constant.xiParallel).toBeCloseTo(1 / Math.abs(Math.log(-constant.chiParallel)), 12)
  })

  it.each([
    ['tanh', 1e9, 0.4, 'sigmaW'],
    ['tanh', 1e300, 0.4, 'sigmaW'],
    ['hardTanh', 3e4, 0, 'sigmaW'],
    ['erf', 1e20, 1, 'sigmaW'],
    ['relu', 2, 0.1, 'sigmaW'],
    ['tanh', 1.4, 1e9, 'sigmaB'],
    ['gelu', 1.4, 1e300, 'sigmaB'],
    ['sigmoid', 1e300, 1e5, 'sigmaB']
  ] as const)(
    'of %s at sigmaW = %d, sigmaB = %d is refused, naming %s',
    (network, sigmaW, sigmaB, name) => {
      const refused = () => depthFixedPoint({ network, sigmaW, sigmaB })
      expect(refused).toThrow(ParameterError)
      const rule = `${name} must be such that the variance of ${network} has a stable fixed point below`
      expect(refused).toThrow(`depthFixedPoint: ${rule}`)
    }
  )

  it('is not searched for where the sigmas leave none', () => {
    const evaluations = (sigmaW: number, sigmaB: number) => {
      let calls = 0
      const slowly = (z: number) => {
        calls++
        return Math.atan(z)
      }
      const network = { function: slowly }
      expect(() => depthFixedPoint({ network, sigmaW, sigmaB })).toThrow('stable fixed point')
      return calls
    }
    const alone = evaluations(1, 1e5)
    // Of 161 variances that would be searched two or three are.
    expect(evaluations(1e9, 0.4) - alone).toBeLessThan(10_000)
  })

  it('does not exist where the variance grows with every layer, and of unequal layers', () => {
    expect(() => depthFixedPoint({ network: 'relu', sigmaW: 1.5, sigmaB: 0 })).toThrow(
      'grows with every layer'
    )
    const layers = [
      { activation: 'tanh', width: 1, sigmaW: 1, sigmaB: 1, weights: 'normal', biases: 'normal' }
    ] as const
    expect(() => depthFixedPoint({ network: 'tanh', sigmaW: 1, sigmaB: 1, layers })).toThrow(
      'layers must be absent'
    )
  })
})
