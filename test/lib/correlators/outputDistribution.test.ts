import gammaln from '@stdlib/math-base-special-gammaln'
import erfc from '@stdlib/math-base-special-erfc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectedCumulant } from '../../../lib/src/correlators/exactGreenFunction.js'
import { outputDistribution } from '../../../lib/src/correlators/outputDistribution.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import {
  activationOf,
  type NetworkName
} from '../../../lib/src/networks/activations/activations.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { propertyRuns } from '../../propertyRuns.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logarithmic } from '../parameterSets.js'

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

/**
 * P(f <= v): of one neuron the mean over its preactivation, of several with features of degree one the mean over the sum of
 * their squares, chi-squared with as many degrees of freedom as are active.
 */
function probability(
  { network, sigmaW, sigmaB }: { network: NetworkName; sigmaW: number; sigmaB: number },
  width: number,
  c: number,
  v: number
) {
  const given = (square: number) => {
    const spread = Math.hypot(sigmaB, sigmaW * Math.sqrt(square / width))
    return spread === 0 ? Number(v >= 0) : normal(v / spread)
  }
  if (width === 1) {
    const { value: feature, kinks, periodic } = activationOf(network)
    // Beyond ten turns the phase is uniform to exp(-200).
    if (periodic && c > 100) {
      const at = (phase: number) => given(Math.cos(phase) ** 2) / Math.PI
      return gradedIntegral(at, 0, Math.PI, [0, Math.PI / 2, Math.PI], 1e-7)
    }
    return gradedIntegral(
      (u) => density(u) * given(feature(Math.sqrt(c) * u, c) ** 2),
      -12,
      12,
      [0, ...kinks.map((z) => z / Math.sqrt(c)), ...zerosOf(network, Math.sqrt(c))],
      1e-7
    )
  }
  const active = (m: number) =>
    network === 'relu'
      ? Math.exp(gammaln(width + 1) - gammaln(m + 1) - gammaln(width - m + 1) - width * Math.LN2)
      : Number(m === width)
  let [value, error] = [active(0) * given(0), 0]
  for (let m = 1; m <= width; m++) {
    if (active(m) < 1e-12) continue
    // In the root of the sum of squares, whose density has no pole.
    const part = gradedIntegral(
      (r) =>
        2 *
        Math.exp((m - 1) * Math.log(r) - (r * r) / 2 - (m / 2) * Math.LN2 - gammaln(m / 2)) *
        given(c * r * r),
      0,
      Math.sqrt(m) + 12,
      [0, Math.sqrt(m)],
      0.05
    )
    value += active(m) * part.value
    error += active(m) * part.error
  }
  return { value, error: error + 1e-11 }
}

/** Zeros of a periodic feature within twelve deviations of its preactivation. */
function zerosOf(network: NetworkName, spread: number): number[] {
  const { periodic } = activationOf(network)
  if (!periodic) return []
  const most = Math.ceil((12 * spread) / periodic.period)
  return Array.from(
    { length: 2 * most + 1 },
    (_, i) => (periodic.zero + (i - most) * periodic.period) / spread
  )
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

  const sets = fc.record({
    network: fc.constantFrom('gauss', 'relu', 'erf', 'cos', 'tanh', 'sin', 'identity', 'sign'),
    sigmaW: logarithmic(1e-3, 1e3),
    sigmaB: fc.oneof(fc.constant(0), logarithmic(1e-3, 10)),
    coordinates: fc.array(logarithmic(1e-3, 10), { minLength: 1, maxLength: 3 }),
    shares: fc.array(fc.oneof(fc.constant(0), logarithmic(1e-2, 30)), {
      minLength: 2,
      maxLength: 4
    }),
    width: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 1000 }))
  })

  it('holds its errors over the whole domain against the mean over the neurons that it does not know', () => {
    let refused = 0
    fc.assert(
      fc.property(sets, (given) => {
        const { network, sigmaW, sigmaB, coordinates, shares, width } = given
        const parameters = { network, sigmaW, sigmaB } as const
        const dIn = coordinates.length
        const c = sigmaB ** 2 + coordinates.reduce((sum, x) => sum + (sigmaW * x) ** 2, 0) / dIn
        const { value: feature } = activationOf(network)
        // With a width of their own where the sum over neurons has a known distribution.
        const n = network === 'relu' || network === 'identity' ? width : 1
        const size = Math.hypot(sigmaB, sigmaW * feature(Math.sqrt(c), c))
        const wanted = shares.map((share, i) => (i % 2 === 0 ? share : -share) * size)
        try {
          const found = outputDistribution(parameters, coordinates, n, wanted)
          found.forEach(({ value, error }, i) => {
            const exact = probability(given, n, c, wanted[i])
            expect(Math.abs(value - exact.value)).toBeLessThan(error + exact.error)
            expect(error).toBeLessThan(1e-3)
          })
        } catch (error) {
          if (!(error instanceof ParameterError || error instanceof RangeError)) throw error
          refused++
        }
      }),
      { numRuns: propertyRuns(10), endOnFailure: true }
    )
    expect(refused).toBeLessThan(propertyRuns(10) / 4)
  })

  it('refuses what has no distribution, naming it', () => {
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 0 } as const
    expect(() => outputDistribution(erf, [0], 2, [1])).toThrow(
      'outputDistribution: point must be such that f is not always 0, got [0]'
    )
    const tiny = { network: 'gauss', sigmaW: 1000, sigmaB: 0 } as const
    expect(() => outputDistribution(tiny, [1], 2, [0, 1])).toThrow(
      'outputDistribution: sigmaW must be smaller, for all values to be within the range of numbers (f is out of the range of doubles), got 1000'
    )
    expect(() => outputDistribution({ ...erf, sigmaB: 1 }, [0], 0, [1])).toThrow(
      'outputDistribution: width must be an integer >= 1, got 0'
    )
    expect(() => outputDistribution({ ...erf, sigmaB: 1 }, [0], 1, [NaN])).toThrow(
      'outputDistribution: values[0] must be a finite number, got NaN'
    )
  })
})
