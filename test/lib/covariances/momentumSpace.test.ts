import { describe, expect, it } from 'vitest'
import { gaussNetCovariance } from '../../../lib/src/covariances/gaussNetCovariance.js'
import {
  correlationLength,
  fieldNormalisation,
  logFieldNormalisation,
  logMomentumCovariance,
  massSquared,
  momentumCovariance
} from '../../../lib/src/covariances/momentumSpace.js'

describe('momentum space', () => {
  it('holds the Fourier transform of K_W with measure dx / (2 pi), dIn = 1', () => {
    const sigmaW = 1.3
    for (const p of [0, 0.7, 2]) {
      // Trapezoidal rule: exact to rounding for a Gaussian.
      let sum = 0
      for (let i = -400; i <= 400; i++) {
        sum += 0.05 * Math.cos(p * i * 0.05) * gaussNetCovariance(sigmaW, [i * 0.05], [0])
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

  it.each([1, 2, 3, 7])('expands as Z0^-1 / (m0^2 + p^2) in the infrared, dIn = %i', (dIn) => {
    const parameters = { sigmaW: 1.7, dIn }
    const p = 1e-3
    const expansion = 1 / fieldNormalisation(parameters) / (massSquared(parameters) + p * p)
    expect(momentumCovariance(parameters, p) / expansion).toBeCloseTo(1, 11)
    expect(massSquared(parameters) * correlationLength(parameters) ** 2).toBeCloseTo(1, 15)
  })

  it('scales Z0 as sigmaW^(dIn - 4), in a thousand dimensions too', () => {
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
