import { describe, expect, test } from 'vitest'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { regulatorNamed, regulators } from '../../../lib/src/flow/regulator.js'
import { logLoopVolume, thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'

const names = ['litim', 'exponential', 'sharp', 'mass'] as const

describe('regulators', () => {
  test.each(names)('%s: R_k = k^2 r(p^2/k^2) obeys its defining limits', (name) => {
    const { shape, slope, curvature, suppressesHighModes } = regulators[name]
    const regulator = (p: number, k: number) => k * k * shape((p / k) ** 2)
    // k -> infinity at fixed p: frozen; k -> 0: untouched.
    expect(regulator(1, 1e4)).toBeGreaterThan(1e7)
    expect(regulator(1, 1e-4)).toBeLessThan(1e-7)
    expect(regulator(10, 1) < 1e-20).toBe(suppressesHighModes)
    if (name === 'sharp') return
    for (const y of [1e-3, 0.3, 0.9, 2.5]) {
      const difference = (shape(y * 1.001) - shape(y * 0.999)) / (0.002 * y)
      expect(Math.abs(slope(y) - difference)).toBeLessThan(1e-6)
      const bend = (slope(y * 1.001) - slope(y * 0.999)) / (0.002 * y)
      expect(Math.abs(curvature(y) - bend)).toBeLessThan(1e-6)
    }
  })

  test('an unknown name is refused', () => {
    expect(() => regulatorNamed('thresholdFunction', 'toString')).toThrow(
      'regulator must be one of litim, exponential, sharp, mass'
    )
    // Flows and fixed points named the functions that they are made of.
    const given = { dimension: 3, couplings: [1, 1], scales: [1], regulator: 'optimal' } as never
    expect(() => passiveFlow(given)).toThrow('passiveFlow: regulator must be one of litim')
    const wrong = { dimension: 3, regulator: 'optimal' } as never
    expect(() => fixedPoint(wrong)).toThrow('fixedPoint: regulator must be one of litim')
  })
})

describe('thresholdFunction', () => {
  test('the loop volume is V_1 = 1/pi, V_2 = 1/(4 pi), V_3 = 1/(6 pi^2), V_4 = 1/(32 pi^2)', () => {
    const exact = [
      1,
      1 / Math.PI,
      1 / (4 * Math.PI),
      1 / (6 * Math.PI ** 2),
      1 / (32 * Math.PI ** 2)
    ]
    exact.forEach((value, d) => expect(Math.exp(logLoopVolume(d)) / value).toBeCloseTo(1, 14))
  })

  test('the exponential regulator integrates to the closed forms of its threshold function', () => {
    // w = 0, d = 2: int dy y/(exp(y) - 1); slope there in d = 4: 2 int dy y exp(-y).
    expect(thresholdFunction('exponential', 2).value(0)).toBeCloseTo(Math.PI ** 2 / 6, 13)
    const slope = thresholdFunction('exponential', 4).rate(Float64Array.of(0), 1, 1)[0]
    expect(slope / Math.exp(logLoopVolume(4))).toBeCloseTo(-2, 13)
  })

  test("in d = 2 the slope is universal: l'(0) = -1 for all regulators, d(y/P)/dy integrated", () => {
    for (const name of names) {
      const slope = thresholdFunction(name, 2).rate(Float64Array.of(0), 1, 1)[0]
      expect(slope / Math.exp(logLoopVolume(2))).toBeCloseTo(-1, 13)
    }
  })

  test("in d = 4 the one-loop beta function is universal: l''(0) is 2 for all regulators", () => {
    for (const name of ['litim', 'exponential', 'sharp'] as const) {
      const { rate } = thresholdFunction(name, 4)
      // Second Taylor coefficient of l(z) at 0 is l''/2; for l' it is the first one.
      const slope = rate(Float64Array.of(0, 1, 0), 1, 1)
      expect(slope[1] / Math.exp(logLoopVolume(4))).toBeCloseTo(2, 12)
    }
  })

  test.each(names)('%s: the series agrees with the function and its derivative', (name) => {
    const threshold = thresholdFunction(name, 3)
    const volume = Math.exp(logLoopVolume(3))
    const curvature = (z: number) => 0.4 + 0.3 * z - 0.2 * z * z
    const series = threshold.rate(Float64Array.of(0.4, 0.3, -0.2, 0, 0, 0, 0, 0), 1)
    const slopes = threshold.rate(Float64Array.of(0.4, 0, 0), 1, 1)
    const z = 0.02
    const sum = series.reduceRight((total, c) => total * z + c, 0)
    const change = threshold.value(curvature(z)) - threshold.value(0.4)
    expect(Math.abs((sum - series[0]) / volume - change)).toBeLessThan(1e-13)
    const h = 1e-4
    const difference = (threshold.value(0.4 + h) - threshold.value(0.4 - h)) / (2 * h)
    expect(Math.abs(slopes[0] / volume - difference)).toBeLessThan(1e-7)
  })

  test("the rate is dimensional: k enters as V_d k^(d-1) l(U''/k^2)", () => {
    for (const name of ['litim', 'exponential'] as const) {
      const { rate, value } = thresholdFunction(name, 2.5)
      const k = 1.7
      const expected = Math.exp(logLoopVolume(2.5)) * k ** 1.5 * value(0.9 / (k * k))
      expect(rate(Float64Array.of(0.9), k)[0] / expected).toBeCloseTo(1, 12)
    }
  })

  test("the exponential regulator's p^2 part is that of the loop with momentum p, integrated in d = 3", () => {
    const { shape, slope } = regulators.exponential
    const w = 0.3
    const propagator = (y: number) => 1 / (y + shape(y) + w)
    // (d/2) int dy y^(1/2) [2r - 2yr'] G(y)^2 times the mean over angles of G(|q + p|^2).
    const options = { relativeTolerance: 1e-10 }
    const loop = (p: number) =>
      adaptiveQuadrature(
        (q) => {
          const y = q * q
          const mean = adaptiveQuadrature(
            (c) => propagator(y + p * p + 2 * p * q * c) / 2,
            [-1, 1],
            options
          )
          const rest = 3 * y * 2 * (shape(y) - y * slope(y)) * propagator(y) ** 2
          return { value: rest * mean.value, error: rest * mean.error }
        },
        [0, 1, 7],
        options
      ).value
    const at = (p: number) => (loop(0) - loop(p)) / p ** 2
    const expected = (4 * at(0.05) - at(0.1)) / 3
    const found = thresholdFunction('exponential', 3).wavefunction?.(w)
    expect(Math.abs((found?.value ?? NaN) / expected - 1)).toBeLessThan(1e-6)
  })

  test('the derivatives of the wavefunction loop are those of its values', () => {
    for (const name of ['litim', 'exponential'] as const) {
      const { wavefunction } = thresholdFunction(name, 3)
      if (!wavefunction) throw new Error('missing')
      const [up, down, centre] = [0.3001, 0.2999, 0.3].map((w) => wavefunction(w))
      expect((up.value - down.value) / 2e-4 / centre.slope).toBeCloseTo(1, 6)
      expect(Math.abs((up.etaValue - down.etaValue) / 2e-4 - centre.etaSlope)).toBeLessThan(1e-7)
    }
  })

  test('past the pole of the loop the rate is NaN, for the caller to stop at', () => {
    for (const name of names) {
      const { rate, pole } = thresholdFunction(name, 3)
      expect(rate(Float64Array.of(-pole * 1.01), 1)[0]).toBeNaN()
    }
  })

  test('outside its domain it says so', () => {
    expect(() => thresholdFunction('litim', -1)).toThrow('dimension must be a finite number >= 0')
    expect(() => thresholdFunction('sharp', 0)).toThrow(
      "dimension must be > 0 for the regulator 'sharp'"
    )
    expect(() => thresholdFunction('mass', 4)).toThrow(
      "dimension must be < 4 for the regulator 'mass'"
    )
    expect(() => thresholdFunction('exponential', 301)).toThrow('dimension must be at most 300')
    expect(() => thresholdFunction('sharp', 3).value(0, 0.1)).toThrow('eta must be 0')
  })
})
