import erf from '@stdlib/math-base-special-erf'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  covarianceEstimates,
  infiniteWidthCovariance,
  weightCovariance
} from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { radialCovariance } from '../../../lib/src/covariances/radialCovariance.js'
import type { ActivationSpecification } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import type { Point } from '../../../lib/src/networks/networkParameters.js'
import { standardMoment } from '../../../lib/src/networks/weights/distributionMoments.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'

const sigmas = { sigmaW: 0.8, sigmaB: 0.4 }
const at = (...xs: readonly number[]): Point[] => xs.map((x) => [x])

const moment = (
  network: ActivationSpecification,
  weights: WeightDistribution | Partial<Record<'W0' | 'b0', WeightDistribution>>,
  points: readonly Point[],
  given = sigmas
) => {
  const others = { W0: 'normal', b0: 'normal', W1: 'normal', b1: 'normal' } as const
  const each = typeof weights === 'object' && !('student' in weights)
  return featureMoment(
    { network, ...given, weights: each ? { ...others, ...weights } : weights } as never,
    points
  )
}

const expectWithin = (
  { value, error }: { readonly value: number; readonly error: number },
  truth: number,
  tolerance = 2e-13
) => {
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + 4e-16 * Math.abs(truth))
  expect(error).toBeLessThanOrEqual(tolerance * Math.abs(truth))
}

const sinc = (t: number) => Math.sin(Math.sqrt(3) * t) / (Math.sqrt(3) * t)
const distributions: readonly WeightDistribution[] = [
  'uniform',
  'laplace',
  'sign',
  { student: 9 },
  { student: 4.5 }
]
const title = (d: unknown) => (typeof d === 'string' ? d : JSON.stringify(d))

/**
 * E[tanh(z) tanh(z′)] and E[tanh(z)^2 tanh(z′)^2] at x = 0.5, 0.9, sigmaW = 0.8, sigmaB = 0.4: mpmath, 22 digits, Gauss-Legendre
 * rules of 24 nodes on panels of length 2 (Laplace, up to 36) and sqrt(3)/2 (uniform).
 */
const references: readonly ['uniform' | 'laplace', number, number][] = [
  ['uniform', 0.2608282671350226, 0.12714096338582506],
  ['laplace', 0.22372904123341766, 0.11066057296227728]
]

describe('feature moments of weights and biases that are not normal', () => {
  it.each(references)('are right to 12 digits for tanh: %s', (weights, two, four) => {
    expectWithin(moment('tanh', weights, at(0.5, 0.9)), two, 1e-12)
    expectWithin(moment('tanh', weights, at(0.5, 0.9, 0.9, 0.5)), four, 1e-12)
  })

  it('of max(z, 0) without bias are half moments of the weight', () => {
    for (const weights of distributions) {
      for (const points of [at(0.4, 0.7), at(0.4, 0.4, 1, 2)]) {
        const size = points.reduce((product, [x]) => product * sigmas.sigmaW * x, 1)
        const truth = (size * standardMoment('test', weights, points.length)) / 2
        const given = { sigmaW: 0.8, sigmaB: 0 }
        expectWithin(moment('relu', weights, points, given), truth, 1e-9)
        expect(moment('relu', weights, at(0.4, -0.7), given).value).toBe(0)
      }
    }
  })

  it('of max(z, 0) with signs are sums over them', () => {
    const z = (x: number) => [0.4 + 0.8 * x, 0.4 - 0.8 * x, -0.4 + 0.8 * x, -0.4 - 0.8 * x]
    const truth =
      z(0.9).reduce((sum, value, i) => sum + Math.max(value, 0) ** 3 * Math.max(z(-0.2)[i], 0), 0) /
      4
    expectWithin(moment('relu', 'sign', at(0.9, 0.9, 0.9, -0.2)), truth)
  })

  it('of cosines are products of sinc functions for uniform ones', () => {
    const term = (b: number, w: number) => sinc(sigmas.sigmaB * b) * sinc(sigmas.sigmaW * w)
    const truth = (term(2, 1.4) + sinc(sigmas.sigmaW * 0.4)) / 2
    expectWithin(moment('cos', 'uniform', at(0.5, 0.9)), truth)
    const odd = (sinc(sigmas.sigmaW * 0.4) - term(2, 1.4)) / 2
    expectWithin(moment('sin', 'uniform', at(0.5, 0.9)), odd)
  })

  it("of exponentials are products of moment generating functions, Laplace's 1/(1 - t^2/2)", () => {
    const laplace = (t: number) => 1 / (1 - (t * t) / 2)
    const truth = laplace(2 * 0.4) * laplace(0.8 * 1.4)
    expectWithin(moment('exp', 'laplace', at(0.5, 0.9)), truth, 1e-12)
    const variances = 2 * 0.4 ** 2 + 0.8 ** 2 * (0.5 ** 2 + 0.9 ** 2)
    expectWithin(moment('gauss', 'laplace', at(0.5, 0.9)), truth * Math.exp(-variances), 1e-12)
    const three = Math.cosh(1.2) * Math.cosh(0.8 * 2.3)
    expectWithin(moment('exp', 'sign', at(0.5, 0.9, 0.9)), three)
  })

  it('of the identity are those of sums of independent numbers', () => {
    for (const weights of distributions) {
      const fourth = standardMoment('test', weights, 4)
      const [b, w] = [0.4, 0.8 * 0.5]
      const truth = b ** 4 * fourth + 6 * b * b * w * w + w ** 4 * fourth
      expectWithin(moment('identity', weights, at(0.5, 0.5, 0.5, 0.5)), truth)
    }
  })

  it.each(distributions.map((d) => [title(d), d] as const))(
    'by closed forms and by quadrature agree: %s',
    (_, weights) => {
      const pairs: readonly [ActivationSpecification, string, readonly number[]][] = [
        ['cos', 'cos(z)', []],
        ['sin', 'sin(z)', []],
        ['square', 'z * z', []],
        ['hermite2', 'pow(z, 2) - 1', []],
        ['relu', 'max(z, 0)', [0]],
        ['leakyRelu', 'z > 0 ? z : z / 100', [0]]
      ]
      const heavy = typeof weights === 'object'
      const slow = heavy && weights.student < 5
      for (const [name, expression, kinks] of pairs) {
        // Oscillations never end in tails like powers; squares have no moment there.
        if (heavy && ['cos', 'sin'].includes(name as string)) continue
        if (slow && kinks.length === 0) continue
        for (const points of [at(0.5, 0.9), at(0.9, 0.9, -0.3, 0.5)].slice(0, slow ? 1 : 2)) {
          const closed = moment(name, weights, points)
          const panels = moment({ expression, kinks }, weights, points)
          expect(Math.abs(closed.value - panels.value)).toBeLessThanOrEqual(
            closed.error + panels.error
          )
          expect(panels.error).toBeLessThan(1e-10)
        }
      }
    }
  )

  it('mix distributions: signs of weights with normal biases, and normal weights with Laplace biases', () => {
    const [x, y] = [0.5, 0.9]
    // E over the sign of the normal mean of exponentials is known.
    const truth = Math.exp(2 * 0.4 ** 2) * Math.cosh(0.8 * (x + y))
    const own = { expression: 'exp(z)' }
    expectWithin(moment(own, { W0: 'sign' }, at(x, y)), truth, 1e-11)
    expectWithin(moment('exp', { W0: 'sign' }, at(x, y)), truth, 1e-12)
    const plane: Point[] = [
      [0.5, -0.3],
      [0.9, 0.4]
    ]
    const mixed = moment('cos', { b0: 'laplace' }, plane)
    const panels = moment({ expression: 'cos(z)' }, { b0: 'laplace' }, plane)
    expect(Math.abs(mixed.value - panels.value)).toBeLessThanOrEqual(mixed.error + panels.error)
    expect(panels.error).toBeLessThan(1e-7)
  })

  it('are symmetric under permutations of the points, bit by bit, and under reflections', () => {
    const xs = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(xs, fc.constantFrom('uniform' as const, 'sign' as const), (list, weights) => {
        const [forwards, backwards] = [list, list.toReversed()].map((l) =>
          moment('gelu', weights, at(...l))
        )
        expect(forwards.value).toBe(backwards.value)
        const mirrored = moment('gelu', weights, at(...list.map((x) => -x)))
        expect(Math.abs(mirrored.value - forwards.value)).toBeLessThanOrEqual(
          mirrored.error + forwards.error
        )
      }),
      { numRuns: 20 }
    )
  })

  it.each<[ActivationSpecification, WeightDistribution, number, string]>([
    [
      'relu',
      { student: 3 },
      4,
      'weights.b0 must be lighter in the tails: 4 factors max(z, 0) grow'
    ],
    ['gelu', { student: 4 }, 4, 'grow like |w|^4'],
    ['square', { student: 4 }, 2, 'weights.b0.student must be > 4 degrees of freedom'],
    ['hermite4', { student: 8 }, 2, 'must be > 8 degrees of freedom'],
    ['exp', { student: 30 }, 2, 'a distribution with exponential moments'],
    ['gauss', 'laplace', 4, 'factors below sqrt(2) alone'],
    [{ expression: 'sinh(z)' }, { student: 30 }, 2, 'grow exponentially'],
    [{ expression: 'z * tanh(z)' }, { student: 3.5 }, 4, 'grow like |w|^4']
  ])(
    'that do not exist are refused with the reason: %j, %j',
    (network, weights, order, message) => {
      const points = at(...new Array<number>(order).fill(0.9))
      expect(() => moment(network, weights, points)).toThrow(message)
    }
  )

  it('exist where factors on different sides of zero cut each other off', () => {
    const given = { sigmaW: 0.8, sigmaB: 0 }
    expect(moment('relu', { student: 3 }, at(0.4, -0.4, 0.4, -0.4), given).value).toBe(0)
  })

  it('of more independent weights than quadrature takes are refused', () => {
    const points = [new Array<number>(6).fill(0.1), new Array<number>(6).fill(0.2)]
    expect(() => moment('tanh', 'laplace', points)).toThrow('quadrature needs at most 4')
    expect(moment('tanh', 'sign', points).value).toBeGreaterThan(0)
    expect(moment('cos', 'laplace', points).value).toBeGreaterThan(0)
  })
})

test('moments of GaussNet are known where its norm alone underflows, and not exactly 0 where they do', () => {
  const given = { network: 'gauss', sigmaW: 1, sigmaB: 28 } as const
  const weights = { W0: 'sign', b0: 'normal', W1: 'normal', b1: 'normal' } as const
  const { value, error } = featureMoment({ ...given, weights }, [[0]])
  // 0 with an error of 0.
  expect(Math.abs(value / Math.exp(-(28 ** 2) / 2) - 1)).toBeLessThan(1e-11)
  expect(Math.abs(value - Math.exp(-(28 ** 2) / 2))).toBeLessThan(error)
  const lost = featureMoment({ ...given, sigmaB: 0, weights }, [[30]])
  expect(lost.value).toBe(0)
  expect(lost.error).toBeGreaterThan(0)
})

describe('covariances of weights and biases that are not normal', () => {
  const uniform = { network: 'cos', weights: 'uniform', ...sigmas } as const

  it('follow from the feature moments', () => {
    const truth = 0.64 * moment('cos', 'uniform', at(0.5, 0.9)).value
    expect(weightCovariance(uniform, [0.5], [0.9])).toBeCloseTo(truth, 15)
    expect(infiniteWidthCovariance(uniform, [0.5], [0.9])).toBeCloseTo(truth + 0.16, 15)
  })

  // They were those of a distribution cut off near its middle: tanh's at 300 degrees of freedom was 0.26 instead of 0.45.
  it.each([20, 30, 39, 41, 60, 100, 300, 1e3, 1e5])(
    'of Student biases of %d degrees of freedom agree with plain sums, and those of many with normal ones',
    (student) => {
      const [step, points] = [1 / 64, at(0)]
      let norm = 0
      const sums = { tanh: 0, erf: 0, relu: 0, cos: 0, sin: 0 }
      for (let u = -60; u <= 60; u += step) {
        const weight = Math.exp((-(student + 1) / 2) * Math.log1p((u * u) / (student - 2)))
        norm += weight
        sums.tanh += weight * Math.tanh(0.4 * u) ** 2
        sums.erf += weight * erf(0.4 * u) ** 2
        sums.relu += weight * Math.max(0, 0.4 * u) ** 2
        sums.cos += weight * Math.cos(0.4 * u) ** 2
        sums.sin += weight * Math.sin(0.4 * u) ** 2
      }
      for (const network of ['tanh', 'erf', 'relu', 'cos', 'sin'] as const) {
        const { value, error } = moment(network, { b0: { student } }, [...points, ...points])
        expect(value).toBeCloseTo(sums[network] / norm, 12)
        expect(error).toBeLessThan(1e-13)
        // The first correction is of the fourth cumulant, 6/(student - 4).
        const normal = moment(network, 'normal', [...points, ...points]).value
        expect(Math.abs(value / normal - 1)).toBeLessThan(6 / (student - 4))
      }
    }
  )

  it.each([1e16, 1e100, 1e308])(
    'of Student biases of %d degrees of freedom are normal',
    (student) => {
      for (const network of ['tanh', 'relu', 'cos'] as const) {
        const normal = moment(network, 'normal', at(0.5, 0.9)).value
        expect(moment(network, { b0: { student } }, at(0.5, 0.9)).value).toBeCloseTo(normal, 14)
      }
    }
  )

  it.each(['square', 'identity', 'relu'] as const)(
    'of %s that underflow are not known to be 0',
    (network) => {
      const weights = { W0: 'sign', b0: 'normal', W1: 'normal', b1: 'normal' } as const
      const given = { network, sigmaW: 1, sigmaB: 0, weights } as const
      // They were 0 with an error of 0.
      const [[own, other]] = covarianceEstimates(given, [[1e-170], [1e-160]])
      expect([own.value, other.value]).toEqual([0, 0])
      expect(Math.min(own.error, other.error)).toBeGreaterThan(0)
    }
  )

  it('depend on distances in one dimension, and on directions in more', () => {
    const line = radialCovariance(uniform, 1)
    expect(line(0.5, 0.9, -1)).toBeCloseTo(weightCovariance(uniform, [0.5], [-0.9]), 14)
    expect(() => radialCovariance(uniform, 2)).toThrow(
      "weights.W0 must be 'normal' for dIn > 1 here: K_W is not invariant under rotations"
    )
    const weights = { W0: 'normal', b0: 'laplace', W1: 'normal', b1: 'normal' } as const
    const plane = radialCovariance({ ...uniform, weights }, 2)
    const direct = weightCovariance({ ...uniform, weights }, [0.5, 0], [0, 0.9])
    expect(plane(0.5, 0.9, 0)).toBeCloseTo(direct, 14)
  })
})
