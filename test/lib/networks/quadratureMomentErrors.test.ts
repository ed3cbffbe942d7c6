import erfFunction from '@stdlib/math-base-special-erf'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activationOf } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import { preactivationVector } from '../../../lib/src/networks/preactivationVector.js'
import { productMoment } from '../../../lib/src/numerics/gaussian/productMoment.js'
import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { propertyRuns } from '../../propertyRuns.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logarithmic, pointLists } from '../parameterSets.js'

/** Activations without closed moments: analytic, entire, with a kink, an expression with a strip that is guessed. */
const networks = [
  'tanh',
  'gelu',
  'softplus',
  'sigmoid',
  'silu',
  'elu',
  { expression: 'tanh(z / 2) + z' },
  { expression: 'z / (1 + abs(z))', kinks: [0] }
] as const

const density = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)

/**
 * E[prod g(a_i u + b_i v)] by nested integrals on panels that grow away from the lines where a factor bends, and E[|prod|], its
 * size.
 */
function nestedMoment(g: (z: number) => number, vectors: readonly (readonly number[])[]) {
  const steepest = Math.max(1, ...vectors.map((v) => Math.hypot(...v)))
  const [reach, least] = [13, 0.1 / steepest]
  const lines = new Map<number, ReturnType<typeof gradedIntegral>>()
  const line = (u: number) => {
    const known = lines.get(u)
    if (known) return known
    const centres = vectors.flatMap(([a, b]) => (b === 0 ? [] : [(-a * u) / b]))
    const near = [0, ...centres.filter((v) => Math.abs(v) < 2 * reach)]
    const inner = gradedIntegral(
      (v) => vectors.reduce((product, [a, b]) => product * g(a * u + b * v), density(v)),
      -reach,
      reach,
      near,
      least
    )
    lines.set(u, inner)
    return inner
  }
  const outer = (part: 'value' | 'size') =>
    gradedIntegral((u) => line(u)[part] * density(u), -reach, reach, [0], least)
  const { value, error } = outer('value')
  const { value: size } = outer('size')
  let [innerError, largest] = [0, 0]
  for (const [u, inner] of lines) {
    innerError = Math.max(innerError, inner.error * density(u))
    largest = Math.max(largest, Math.abs(inner.value))
  }
  return { value, error: error + 4 * innerError + 1e-14 * largest, size }
}

test('featureMoment of activations by quadrature states errors that hold, against nested integrals, however steep', () => {
  const sigmas = fc.oneof(logarithmic(1e-3, 1e5), logarithmic(0.1, 10))
  let held = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...networks),
      sigmas,
      fc.oneof(fc.constant(0), sigmas),
      pointLists([2, 3, 4], 1),
      (network, sigmaW, sigmaB, points) => {
        const { value: g } = activationOf(network)
        const found = featureMoment({ network, sigmaW, sigmaB }, points)
        const vectors = points.map(([x]) => [sigmaW * x, sigmaB])
        const truth = nestedMoment((z) => g(z, 0), vectors)
        const miss = Math.abs(found.value - truth.value)
        expect(
          miss,
          `${found.value} ± ${found.error}, ${truth.value} ± ${truth.error}`
        ).toBeLessThanOrEqual(found.error + truth.error + 1e-300)
        // One that vanishes, by parity or as its factors do, has no digits of its own: those of the integral of | |.
        const vanishes = Math.abs(truth.value) <= truth.error
        if (truth.error <= 1e-9 * (vanishes ? truth.size : Math.abs(truth.value))) held++
      }
    ),
    {
      numRuns: propertyRuns(8),
      endOnFailure: true,
      examples: [
        // The tail of exp(-z) beyond the last panel around the bend was lost.
        ['softplus', 99999.99999999806, 0, [[0.9085910160410622], [0], [-0.130148349]]]
      ]
    }
  )
  expect(held).toBeGreaterThan(propertyRuns(8) / 2)
})

describe('steep preactivations that span three dimensions', () => {
  const [x, y, z] = [
    [0.5, 0.3],
    [0.9, -0.4],
    [-0.3, 0.8]
  ]
  const sigmas = (sigma: number) => ({ sigmaW: sigma, sigmaB: sigma / 2 })

  test.each([
    ['softplus', 'relu', [x, y, z]],
    ['silu', 'relu', [x, y, y, z]],
    ['tanh', 'sign', [x, x, y, z]],
    ['sigmoid', 'step', [x, y, z]]
  ] as const)('have the moments of the limit of %s, %s', (network, limit, points) => {
    const steep = featureMoment({ network, ...sigmas(1e5) }, points)
    const truth = featureMoment({ network: limit, ...sigmas(1e5) }, points).value
    expect(Math.abs(steep.value / truth - 1)).toBeLessThan(1e-3)
    expect(steep.error).toBeLessThan(1e-12 * Math.abs(truth))
  })

  // Refused after ten seconds, when all of them are steep because of one large bias alone.
  test.each([30, 1000, 1e5])(
    'have all digits where that is one bias, %d, that they share',
    (sigmaB) => {
      const [points, sigmaW] = [[x, x, y, z], 1]
      const erf = { value: erfFunction, parity: 'odd', kinks: [], growth: 0 } as const
      const { value, error } = productMoment(
        { ...erf, strip: Infinity, imaginaryGrowth: 2, known: true },
        points.map((at) => preactivationVector({ sigmaW, sigmaB }, at))
      )
      const closed = featureMoment({ network: 'erf', sigmaW, sigmaB }, points)
      expect(Math.abs(value - closed.value)).toBeLessThanOrEqual(error + closed.error)
      expect(error).toBeLessThan(1e-10)
    }
  )

  test('are refused where they have a large bias besides, in which panels along it would be too many', () => {
    const points = [
      [0.1, 1, 2, 2],
      [0.2, 1, 1, 2],
      [0.3, 1, 2, 4],
      [0.4, 1, 2, 5]
    ]
    for (const sigmaB of [1e10, 1e12]) {
      const refused = refusal(() => featureMoment({ network: 'tanh', sigmaW: 1e9, sigmaB }, points))
      expect(refused).toBeInstanceOf(ParameterError)
      expect(String(refused)).toContain('sigmaB must be smaller (preactivations of rank')
    }
  })

  test('are not cut where the function is a straight line', () => {
    let calls = 0
    const value = (z: number) => {
      calls++
      return Math.max(-1, Math.min(1, z))
    }
    const clipped = { value, parity: 'odd', kinks: [-1, 1], growth: 0, known: true } as const
    const vectors = [Float64Array.of(30, 0), Float64Array.of(18, 24)]
    const [straight, bent] = [Infinity, 1].map((strip) => {
      calls = 0
      const moment = productMoment({ ...clipped, strip, imaginaryGrowth: 0 }, vectors)
      return { ...moment, calls }
    })
    expect(Math.abs(straight.value - bent.value)).toBeLessThanOrEqual(straight.error + bent.error)
    expect(straight.error).toBeLessThan(1e-12)
    expect(straight.calls).toBeLessThan(bent.calls / 8)
  })

  test('are refused at four different points, with what is allowed', () => {
    const points = [x, y, z, [0.2, 0.2]]
    for (const network of ['gelu', 'softplus', 'tanh'] as const) {
      expect(() => featureMoment({ network, ...sigmas(1e3) }, points)).toThrow(
        'preactivations of rank 3 and standard deviations up to 8.6e+2 are too steep for quadrature'
      )
    }
    const refused = refusal(() => featureMoment({ network: 'tanh', ...sigmas(30) }, points))
    const [, steepest, most] =
      /sigmaW must be smaller \(.* up to ([\d.]+) are too.* of about ([\d.]+)\), got 30$/.exec(
        String(refused)
      )!
    const allowed = (30 * Number(most)) / Number(steepest)
    const { value, error } = featureMoment({ network: 'tanh', ...sigmas(allowed) }, points)
    expect(error).toBeLessThan(0.01 * Math.abs(value))
  })
})

function refusal(compute: () => unknown): unknown {
  try {
    return compute()
  } catch (error) {
    return error
  }
}
