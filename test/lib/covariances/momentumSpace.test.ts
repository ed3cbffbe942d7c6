import { describe, expect, it } from 'vitest'
import { quadraticCoupling } from '../../../lib/src/couplings/effectivePotential.js'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import {
  correlationLength,
  fieldNormalisation,
  logFieldNormalisation,
  logIntegratedCovariance,
  logMomentumCovariance,
  massSquared,
  momentumCovariance
} from '../../../lib/src/covariances/momentumSpace.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

describe('momentum space', () => {
  it('holds the Fourier transform of K_W with measure dx / (2 pi), dIn = 1', () => {
    const sigmaW = 1.3
    for (const p of [0, 0.7, 2]) {
      // Trapezoidal rule: exact to rounding for a Gaussian.
      let sum = 0
      for (let i = -400; i <= 400; i++) {
        sum +=
          0.05 *
          Math.cos(p * i * 0.05) *
          weightCovariance({ network: 'gauss', sigmaW, sigmaB: 0 }, [i * 0.05], [0])
      }
      expect(momentumCovariance({ sigmaW, dIn: 1 }, p)).toBeCloseTo(sum / (2 * Math.PI), 14)
    }
  })

  it('gives K_W(0) back as the integral over momenta, dIn = 3', () => {
    const sigmaW = 0.8
    let sum = 0
    for (let i = 1; i < 2000; i++) {
      const p = i * 0.005
      sum += 0.005 * 4 * Math.PI * p * p * momentumCovariance({ sigmaW, dIn: 3 }, p)
    }
    expect(sum).toBeCloseTo(sigmaW ** 2, 12)
  })

  it.each([1, 2, 3, 7])(
    'expands as Z^-1 / (m0^2 + p^2) in the plain measure d^d x, dIn = %i: the canonical kinetic term is p^2',
    (dIn) => {
      const parameters = { sigmaW: 1.7, dIn }
      const canonicalInverse = (p: number) =>
        1 /
        (fieldNormalisation(parameters) * (2 * Math.PI) ** dIn * momentumCovariance(parameters, p))
      const p = 1e-3
      const squared = massSquared(parameters)
      expect(canonicalInverse(0) / squared).toBeCloseTo(1, 14)
      expect((canonicalInverse(p) - canonicalInverse(0)) / p ** 2).toBeCloseTo(1, 5)
      expect(squared * correlationLength(parameters) ** 2).toBeCloseTo(1, 15)
    }
  )

  it('has u2/Z = m0^2, and Z = sigmaW^(d - 4) d/2 (2 pi d)^(-d/2)', () => {
    for (const dIn of [1, 2, 3, 4, 10]) {
      for (const sigmaW of [0.3, 1, 8]) {
        const z = fieldNormalisation({ sigmaW, dIn })
        expect(quadraticCoupling({ sigmaW, dIn }) / z / massSquared({ sigmaW, dIn })).toBeCloseTo(
          1,
          13
        )
        const closed = (sigmaW ** (dIn - 4) * dIn) / 2 / (2 * Math.PI * dIn) ** (dIn / 2)
        expect(z / closed).toBeCloseTo(1, 13)
      }
    }
    expect(fieldNormalisation({ sigmaW: 1, dIn: 1 })).toBeCloseTo(0.19947, 5)
  })

  it('has the integral of K_W over data space as propagator at p = 0, by quadrature, dIn = 3', () => {
    const sigmaW = 0.8
    const shells = adaptiveQuadrature(
      (r) =>
        4 *
        Math.PI *
        r *
        r *
        weightCovariance({ network: 'gauss', sigmaW, sigmaB: 0 }, [0, 0, 0], [r, 0, 0]),
      [0, 3, 60]
    )
    expect(Math.exp(logIntegratedCovariance({ sigmaW, dIn: 3 })) / shells.value).toBeCloseTo(1, 10)
  })

  it('scales Z as sigmaW^(dIn - 4), in a thousand dimensions too', () => {
    for (const dIn of [1, 4, 1000]) {
      const slope =
        logFieldNormalisation({ sigmaW: Math.E, dIn }) - logFieldNormalisation({ sigmaW: 1, dIn })
      expect(slope).toBeCloseTo(dIn - 4, 10)
    }
    expect(Number.isFinite(logMomentumCovariance({ sigmaW: 1, dIn: 1000 }, 0))).toBe(true)
  })

  it('refuses overflow and parameters outside the domain', () => {
    expect(() => momentumCovariance({ sigmaW: 1, dIn: 1000 }, 0)).toThrow(
      'use logMomentumCovariance'
    )
    expect(() => fieldNormalisation({ sigmaW: 1e3, dIn: 1000 })).toThrow('use logFieldNorm')
    // Neither may a value that is too small become zero.
    expect(() => fieldNormalisation({ sigmaW: 1, dIn: 1000 })).toThrow('underflows; use log')
    expect(() => momentumCovariance({ sigmaW: 1e3, dIn: 1000 }, 0)).toThrow('underflows; use log')
    expect(momentumCovariance({ sigmaW: 1, dIn: 1 }, 100)).toBe(0)
    expect(() => massSquared({ sigmaW: 1, dIn: 1.5 })).toThrow(
      'massSquared: dIn must be an integer'
    )
    expect(() => massSquared({ sigmaW: -1, dIn: 1 })).toThrow('massSquared: sigmaW must be')
    expect(() => momentumCovariance({ sigmaW: 1, dIn: 1 }, NaN)).toThrow(
      'p must be a finite number'
    )
  })
})
