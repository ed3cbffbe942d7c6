import { describe, expect, it } from 'vitest'
import {
  effectivePotential,
  quadraticCoupling
} from '../../../lib/src/couplings/effectivePotential.js'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

describe('quadraticCoupling', () => {
  it('is the inverse of the integral of the propagator, by quadrature', () => {
    for (const sigmaW of [0.7, 1, 2.5]) {
      const line = adaptiveQuadrature(
        (x) => weightCovariance({ network: 'gauss', sigmaW, sigmaB: 0 }, [0], [x]),
        [-40, 0, 40]
      )
      expect(quadraticCoupling({ sigmaW, dIn: 1 }) * line.value).toBeCloseTo(1, 10)
      const plane = adaptiveQuadrature(
        (r) =>
          2 *
          Math.PI *
          r *
          weightCovariance({ network: 'gauss', sigmaW, sigmaB: 0 }, [0, 0], [r, 0]),
        [0, 2, 60]
      )
      expect(quadraticCoupling({ sigmaW, dIn: 2 }) * plane.value).toBeCloseTo(1, 10)
    }
  })
})

describe('quadraticCoupling in high dimension', () => {
  it('is the power sigmaW^(d - 2) (2 pi d)^(-d/2), and no silent zero', () => {
    const sigmaW = 3
    const expected = (dIn: number) =>
      (dIn - 2) * Math.log(sigmaW) - (dIn / 2) * Math.log(2 * Math.PI * dIn)
    // There (2 pi)^d and K_W(p = 0) are far from the range of numbers; their product is not.
    expect(Math.log(quadraticCoupling({ sigmaW, dIn: 250 })) / expected(250)).toBeCloseTo(1, 12)
    expect(() => quadraticCoupling({ sigmaW: 1, dIn: 1000 })).toThrow('underflows; use log')
  })
})

describe('effectivePotential', () => {
  it('has the factorials outside of the couplings', () => {
    const [value, mirrored] = effectivePotential({ 2: 0.4, 4: -1.3, 6: 50 }, [1.5, -1.5])
    const expected = (0.4 * 1.5 ** 2) / 2 - (1.3 * 1.5 ** 4) / 24 + (50 * 1.5 ** 6) / 720
    expect(value).toBeCloseTo(expected, 12)
    expect(mirrored).toBe(value)
    expect(effectivePotential({}, [1])).toEqual(Float64Array.of(0))
  })

  it('refuses odd orders and numbers that are not finite', () => {
    expect(() => effectivePotential({ 3: 1 }, [0])).toThrow(
      'effectivePotential: couplings must be of even orders >= 2, got "3"'
    )
    expect(() => effectivePotential({ 4: NaN }, [0])).toThrow(
      'effectivePotential: couplings[4] must be a finite number, got NaN'
    )
    expect(() => effectivePotential({ 4: 1 }, [Infinity])).toThrow(
      'fields[0] must be a finite number'
    )
  })
})
