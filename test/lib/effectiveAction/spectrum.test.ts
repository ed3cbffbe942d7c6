import { describe, expect, test } from 'vitest'
import {
  covarianceSpectrum,
  modeSpectrum,
  spectralDimension,
  type ModeSpectrum
} from '../../../lib/src/effectiveAction/modeSpectrum.js'
import { spectrumFlow } from '../../../lib/src/effectiveAction/spectrumFlow.js'
import { canonicalDimension } from '../../../lib/src/flow/canonicalDimension.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { logLoopVolume } from '../../../lib/src/flow/thresholdFunction.js'

/** n(k) = V_d k^d, up to the largest momentum that `modes` have. */
function flatSpace(dimension: number, modes: number): ModeSpectrum {
  const unit = Math.exp(-logLoopVolume(dimension) / dimension)
  const momentaSquared = Float64Array.from(
    { length: modes },
    (_, i) => (unit * ((i + 0.5) / modes) ** (1 / dimension)) ** 2
  )
  return { massSquared: 1, momentaSquared, modes }
}

describe('spectra', () => {
  test('eigenvalues are those of 1/(p^2 + m^2), modes of eigenvalue 0 count', () => {
    const { massSquared, momentaSquared, modes } = modeSpectrum([1 / 5, 1 / 2, 0, 1 / 3])
    expect(massSquared).toBe(2)
    expect(Array.from(momentaSquared, (p) => Math.round(p * 1e12) / 1e12)).toEqual([0, 1, 3])
    expect(modes).toBe(4)
  })

  test.each([1, 2, 3, 4.5])('flat space looks to have its dimension, d = %d', (dimension) => {
    const spectrum = flatSpace(dimension, 400)
    const top = Math.sqrt(spectrum.momentaSquared[399])
    expect(spectralDimension(spectrum, top * 0.6)).toBeCloseTo(dimension, 10)
  })

  test('the largest eigenvalues of random data (Marchenko and Pastur) look like three dimensions, phi^6 marginal', () => {
    // Quantiles of the density sqrt((b - x)(x - a))/x on [a, b], ratio 1/2, from the top.
    const [a, b] = [(1 - Math.SQRT1_2) ** 2, (1 + Math.SQRT1_2) ** 2]
    const steps = 400_000
    const eigenvalues: number[] = []
    const density = (x: number) => Math.sqrt(Math.max(0, (b - x) * (x - a))) / x
    const h = (b - a) / steps
    const total = Array.from({ length: steps }, (_, i) => density(b - (i + 0.5) * h)).reduce(
      (sum, value) => sum + value
    )
    let mass = 0
    for (let i = 0, wanted = 0; i < steps; i++) {
      const x = b - (i + 0.5) * h
      mass += density(x) / total
      while (wanted < 40000 && mass >= (wanted + 0.5) / 40000) {
        eigenvalues.push(x)
        wanted++
      }
    }
    const spectrum = modeSpectrum(eigenvalues)
    const soft = Math.sqrt(spectrum.momentaSquared[400])
    const dimension = spectralDimension(spectrum, soft, 0.5)
    expect(dimension).toBeGreaterThan(2.75)
    expect(dimension).toBeLessThan(3.1)
    expect(Math.abs(canonicalDimension(6, dimension))).toBeLessThan(0.4)
    // Towards the bulk the dimension changes: it is not one of flat space.
    expect(spectralDimension(spectrum, Math.sqrt(spectrum.momentaSquared[35000]))).toBeLessThan(2.5)
  })

  test('of a network on data: the trace is K(x, x) on average, and the number of points drops out', () => {
    const points = (count: number) =>
      Array.from({ length: count }, (_, i) => [Math.cos(i), Math.sin(1.7 * i)])
    const parameters = { network: 'relu', sigmaW: 1, sigmaB: 0.5 } as const
    const [small, large] = [40, 160].map((count) => covarianceSpectrum(parameters, points(count)))
    expect(Math.abs(large.massSquared / small.massSquared - 1)).toBeLessThan(0.1)
    // K(x, x) = sb^2 + sW^2 (sb^2 + sW^2 |x|^2/2)/2.
    const trace = small.momentaSquared.reduce((sum, p) => sum + 1 / (p + small.massSquared), 0)
    const mean = points(40).reduce(
      (sum, [x, y]) => sum + 0.25 + (0.25 + (x * x + y * y) / 2) / 2,
      0
    )
    expect(Math.abs((trace * 40) / mean - 1)).toBeLessThan(1e-6)
  })
})

describe('spectrumFlow', () => {
  test.each([
    [1, 'litim'],
    [3, 'litim'],
    [3, 'exponential']
  ] as const)(
    'over flat space of d = %d it is the passive flow, regulator %s',
    (dimension, regulator) => {
      const spectrum = flatSpace(dimension, 2000)
      const couplings = [2, -0.5, 3]
      const scales = [1, 1.5]
      const flow = spectrumFlow({ spectrum, couplings, scales, regulator })
      const exact = passiveFlow({ dimension, couplings, scales, regulator })
      exact.couplings.forEach((row, j) =>
        row.forEach((value, i) => {
          const change = Math.abs(value - couplings[j])
          expect(Math.abs(flow.couplings[j][i] - value)).toBeLessThan(0.05 * change + 1e-9)
        })
      )
    }
  )

  test('one mode, mass-like: the theory of one field, with its closed rates at a small step', () => {
    const spectrum = modeSpectrum([0.5])
    const [u2, u4, u6, k] = [2, -1, 4, 1e-3]
    const flow = spectrumFlow({
      spectrum,
      couplings: [u2, u4, u6],
      scales: [k],
      regulator: 'mass'
    })
    // R = k^2: du2 = -u4 k^2/(2 A^2), du4 = k^2 (3 u4^2/A^3 - u6/(2 A^2)).
    expect((flow.couplings[0][0] - u2) / k ** 2).toBeCloseTo(-u4 / (2 * u2 ** 2), 5)
    const four = (3 * u4 ** 2) / u2 ** 3 - u6 / (2 * u2 ** 2)
    expect((flow.couplings[1][0] - u4) / k ** 2).toBeCloseTo(four, 4)
  })

  test('back down it returns to its start, and a blow-up is located', () => {
    const spectrum = modeSpectrum(Array.from({ length: 60 }, (_, i) => 1 / (1 + i / 10)))
    const couplings = [1, -0.4, 0.2]
    const up = spectrumFlow({ spectrum, couplings, scales: [2], relativeTolerance: 1e-12 })
    const top = up.couplings.map(([value]) => value)
    const down = spectrumFlow({
      spectrum,
      couplings: top,
      start: 2,
      scales: [1, 0],
      relativeTolerance: 1e-12
    })
    couplings.forEach((value, j) =>
      expect(Math.abs(down.couplings[j][1] - value)).toBeLessThan(1e-6)
    )
    const { ending } = spectrumFlow({ spectrum, couplings: [1, 40, 0], scales: [2] })
    expect(ending.kind).toBe('blow-up')
    expect(ending.k).toBeLessThan(2)
  })

  test('bad input is refused', () => {
    const spectrum = modeSpectrum([1, 0.5])
    expect(() => modeSpectrum([1, -0.5])).toThrow('those of a covariance')
    expect(() => modeSpectrum([0, 0])).toThrow('the largest of eigenvalues must be')
    expect(() => spectralDimension(spectrum, 1)).toThrow('at least 5 modes')
    const sharp = 'sharp' as 'mass'
    expect(() => spectrumFlow({ spectrum, couplings: [1], scales: [1], regulator: sharp })).toThrow(
      'regulator must be one of'
    )
    expect(() => spectrumFlow({ spectrum, couplings: [1], scales: [2, 1] })).toThrow('scales[1]')
    expect(() => spectrumFlow({ spectrum, couplings: [-1], scales: [1] })).toThrow('couplings[0]')
  })
})
