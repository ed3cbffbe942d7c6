import erfc from '@stdlib/math-base-special-erfc'
import { describe, expect, it } from 'vitest'
import { connectedCumulant } from '../../../lib/src/correlators/exactGreenFunction.js'
import { outputDistribution } from '../../../lib/src/correlators/outputDistribution.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

const normal = (v: number) => erfc(-v / Math.SQRT2) / 2
const density = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)
const values = [-3, -1, -0.3, 0, 0.1, 0.5, 2, 6]

/** Each feature as a function of a standard normal u, at the point x = 0.8, sigmaW = 1.3. */
const features = {
  gauss: (u: number, c: number) => Math.exp(Math.sqrt(c) * u - c),
  relu: (u: number, c: number) => Math.sqrt(c) * Math.max(u, 0),
  erf: (u: number, c: number) => 1 - erfc(Math.sqrt(c) * u),
  cos: (u: number, c: number) => Math.cos(Math.sqrt(c) * u)
}

describe('outputDistribution', () => {
  it.each(['gauss', 'relu', 'erf', 'cos'] as const)(
    'of one neuron of %s is the mean over its preactivation of normal distributions',
    (network) => {
      for (const sigmaB of [0.4, 1]) {
        const parameters = { network, sigmaW: 1.3, sigmaB }
        const c = sigmaB ** 2 + (1.3 * 0.8) ** 2
        const given = (v: number) => (u: number) =>
          density(u) * normal(v / Math.hypot(sigmaB, 1.3 * features[network](u, c)))
        outputDistribution(parameters, [0.8], 1, values).forEach(({ value, error }, i) => {
          const expected = adaptiveQuadrature(given(values[i]), [-12, 0, 12]).value
          expect(Math.abs(value - expected)).toBeLessThan(error)
          expect(error).toBeLessThan(2e-5)
        })
      }
    }
  )

  it('of Cos-net with many turns of the phase is that of a uniform phase', () => {
    const parameters = { network: 'cos', sigmaW: 100, sigmaB: 0.5 } as const
    const given = (v: number) => (phase: number) =>
      normal(v / Math.hypot(0.5, 100 * Math.cos(phase))) / Math.PI
    const far = [-150, -1, 0.5, 30]
    outputDistribution(parameters, [0.8], 1, far).forEach(({ value, error }, i) => {
      const expected = adaptiveQuadrature(given(far[i]), [0, Math.PI / 2, Math.PI]).value
      expect(Math.abs(value - expected)).toBeLessThan(error)
      expect(error).toBeLessThan(2e-5)
    })
  })

  it('of a ReLU-net without bias jumps by 2^-N at zero', () => {
    const parameters = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    for (const width of [1, 4]) {
      const around = outputDistribution(parameters, [1], width, [-0.02, 0, 0.02])
      const [below, at, above] = around.map(({ value }) => value)
      expect(at).toBeCloseTo((1 + 2 ** -width) / 2, 12)
      expect(above + below).toBeCloseTo(1, 10)
      expect(at - below).toBeGreaterThan(2 ** -width)
    }
  })

  it('is normal where the feature does not vary', () => {
    const parameters = { network: 'gauss', sigmaW: 2, sigmaB: 0 } as const
    outputDistribution(parameters, [0], 3, values).forEach(({ value }, i) =>
      expect(Math.abs(value - normal(values[i] / 2))).toBeLessThan(1e-5)
    )
  })

  it('approaches the Gaussian process as 1/N, with the connected four-point function as slope', () => {
    const parameters = { network: 'gauss', sigmaW: 1, sigmaB: 0.5 } as const
    const four = new Array<number[]>(4).fill([0.2])
    const spread = Math.sqrt(infiniteWidthCovariance(parameters, [0.2], [0.2]))
    const kurtosis = connectedCumulant(parameters, four, 1).value / spread ** 4
    const t = [-1.2, -0.6, 0.6, 2.6]
    for (const width of [100, 200]) {
      const scaled = t.map((s) => s * spread)
      outputDistribution(parameters, [0.2], width, scaled).forEach(({ value }, i) => {
        // The first term of the Edgeworth series; the second is of order 1/N^2.
        const hermite = t[i] ** 3 - 3 * t[i]
        const first = (-kurtosis / 24 / width) * hermite * density(t[i])
        expect(Math.abs(first)).toBeGreaterThan(1e-4)
        expect(Math.abs(value - normal(t[i]) - first)).toBeLessThan(1e-5 + 5 / width ** 2)
      })
    }
  })

  it('refuses what has no distribution, naming it', () => {
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 0 } as const
    expect(() => outputDistribution(erf, [0], 2, [1])).toThrow(
      'outputDistribution: point must be such that f is not always 0, got [0]'
    )
    expect(() => outputDistribution({ ...erf, sigmaB: 1 }, [0], 0, [1])).toThrow(
      'outputDistribution: width must be an integer >= 1, got 0'
    )
    expect(() => outputDistribution({ ...erf, sigmaB: 1 }, [0], 1, [NaN])).toThrow(
      'outputDistribution: values[0] must be a finite number, got NaN'
    )
  })
})
