import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activationNames,
  activationOf,
  activations,
  type ActivationSpecification,
  type NetworkName
} from '../../../../lib/src/networks/activations/activations.js'
import type { Activation } from '../../../../lib/src/networks/activations/activation.js'
import { pairVectors } from '../../../../lib/src/networks/activations/define.js'
import { pairOfPoints } from '../../../../lib/src/networks/preactivationPair.js'
import { adaptiveQuadrature } from '../../../../lib/src/numerics/adaptiveQuadrature.js'
import { productMoment } from '../../../../lib/src/numerics/gaussian/productMoment.js'
import { numericalDerivatives } from '../../../../lib/src/numerics/numericalDerivatives.js'

const density = (z: number, s: number) =>
  Math.exp((-z * z) / (2 * s * s)) / Math.sqrt(2 * Math.PI) / s

/** E[h(z)] for normal z of standard deviation s, cut at the kinks. */
function mean(h: (z: number) => number, s: number, kinks: readonly number[]): number {
  const inside = kinks.filter((k) => Math.abs(k) < 12 * s)
  const panels = Array.from({ length: 9 }, (_, i) => (i - 4) * 3 * s)
  const ends = [...new Set([...panels, ...inside])].sort((a, b) => a - b)
  return adaptiveQuadrature((z) => h(z) * density(z, s), ends).value
}

const close = (value: number, truth: number, tolerance: number, scale = 0) =>
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(tolerance * (Math.abs(truth) + scale))

/** Expressions that stand for named activations. */
const expressions: readonly [NetworkName, string, readonly number[]][] = [
  ['relu', 'max(z, 0)', [0]],
  ['relu', 'z > 0 ? z : 0', [0]],
  ['leakyRelu', 'z > 0 ? z : z / 100', [0]],
  ['abs', 'abs(z)', [0]],
  ['sign', 'sign(z)', [0]],
  ['step', '(1 + sign(z)) / 2', [0]],
  ['hardTanh', 'max(-1, min(1, z))', [-1, 1]],
  ['elu', 'z > 0 ? z : expm1(z)', [0]],
  ['erf', '1 - erfc(z)', []],
  ['tanh', 'sinh(z) / cosh(z)', []],
  ['sigmoid', '1 / (1 + exp(-z))', []],
  ['silu', 'z * sigmoid(z)', []],
  ['softplus', 'log1p(exp(z))', []],
  ['gelu', 'z * erfc(-z / SQRT2) / 2', []],
  ['gaussian', 'exp(-pow(z, 2))', []],
  ['sin', 'cos(z - PI / 2)', []],
  ['cos', 'sin(z + PI / 2)', []],
  ['exp', 'pow(E, z)', []],
  ['square', 'z * z', []],
  ['identity', '+z - 0', []],
  ['hermite4', 'pow(z, 4) - 6 * pow(z, 2) + 3', []]
]

describe('derivatives of activations', () => {
  const number = fc.double({ min: -4, max: 4, noNaN: true, noDefaultInfinity: true })
  const between = (activation: Activation, z: number) =>
    activation.kinks.every((kink) => Math.abs(z - kink) > 1e-6)

  it.each(activationNames)('of %s agree with those of an interpolation of its values', (name) => {
    const g = activations[name]
    fc.assert(
      fc.property(number, (z) => {
        fc.pre(between(g, z))
        const [value, first, second] = numericalDerivatives((t) => g.value(t, 0.7), z, g.kinks)
        const scale = 1 + Math.abs(value)
        expect(value).toBe(g.value(z, 0.7))
        close(g.derivative(z, 0.7), first, 1e-11, scale)
        close(g.secondDerivative(z, 0.7), second, 1e-9, scale)
      }),
      { numRuns: 40 }
    )
  })

  it.each(activationNames)(
    'of %s with its jumps obey E[z g] = s^2 E[g′] and E[(z^2 - s^2) g] = s^4 E[g″]',
    (name) => {
      const g = activations[name]
      const s = 0.8
      const average = (h: (z: number) => number) => mean(h, s, g.kinks)
      let [first, second] = [
        average((z) => g.derivative(z, 0)),
        average((z) => g.secondDerivative(z, 0))
      ]
      for (const { at, value, slope } of g.jumps) {
        first += value * density(at, s)
        // The derivative of the density is -z/s^2 times it, and that of delta changes the sign.
        second += (slope + (value * at) / (s * s)) * density(at, s)
      }
      close(
        s ** 2 * first,
        average((z) => z * g.value(z, 0)),
        1e-11,
        1
      )
      close(
        s ** 4 * second,
        average((z) => (z * z - s * s) * g.value(z, 0)),
        1e-11,
        1
      )
    }
  )

  it.each(activationNames.filter((name) => !activations[name].normalised))(
    'of %s: dE[g(z)g(z′)]/dCov(z, z′) = E[g′(z)g′(z′)]',
    (name) => {
      const g = activations[name]
      const pair = pairOfPoints({ sigmaW: 1, sigmaB: 0.4 }, [0.5, -0.3], [0.9, 0.4])
      const { varianceX, varianceY, covariance } = pair
      const at = (c: number) =>
        g.pairMoment({
          varianceX,
          varianceY,
          covariance: c,
          apart: varianceX + varianceY - 2 * c,
          together: varianceX + varianceY + 2 * c,
          sine: () => Math.sqrt(1 - (c * c) / (varianceX * varianceY))
        })
      const [, slope] = numericalDerivatives(at, covariance, [])
      const derivative = { ...g, value: (z: number) => g.derivative(z, 0), known: false }
      const smooth = productMoment({ ...derivative, parity: 'none' }, pairVectors(pair)).value
      // Jumps of value meet with the density of both preactivations at 0.
      const determinant = varianceX * varianceY - covariance ** 2
      const jumps = g.jumps.reduce((sum, { value }) => sum + value ** 2, 0)
      close(slope, smooth + jumps / (2 * Math.PI * Math.sqrt(determinant)), 1e-10, 1e-3)
    }
  )

  it('jump where a kink says so', () => {
    const jumps = (name: NetworkName) => activations[name].jumps
    expect(jumps('relu')).toEqual([{ at: 0, value: 0, slope: 1 }])
    expect(jumps('leakyRelu')).toEqual([{ at: 0, value: 0, slope: 0.99 }])
    expect(jumps('abs')).toEqual([{ at: 0, value: 0, slope: 2 }])
    expect(jumps('step')).toEqual([{ at: 0, value: 1, slope: 0 }])
    expect(jumps('sign')).toEqual([{ at: 0, value: 2, slope: 0 }])
    expect(jumps('hardTanh')).toEqual([
      { at: -1, value: 0, slope: 1 },
      { at: 1, value: 0, slope: -1 }
    ])
    expect(jumps('elu')).toEqual([{ at: 0, value: 0, slope: 0 }])
    expect(jumps('tanh')).toEqual([])
  })

  it.each(expressions)('of %s are those of the expression %s', (name, expression, kinks) => {
    const named = activations[name]
    const own = activationOf({ expression, kinks })
    expect(own.jumps.map(({ at, value, slope }) => [at, value, slope])).toEqual(
      named.jumps.map(({ at, value, slope }) => [at, value, slope])
    )
    for (const z of [-3.7, -1.1, -0.4, 0.3, 0.9, 2.6]) {
      const scale = 1 + Math.abs(named.value(z, 0))
      close(own.value(z, 0), named.value(z, 0), 1e-13, scale)
      close(own.derivative(z, 0), named.derivative(z, 0), 1e-13, scale)
      close(own.secondDerivative(z, 0), named.secondDerivative(z, 0), 1e-12, scale)
    }
  })

  it.each([
    'atan(z) + asinh(z) / 3',
    'sqrt(1 + z * z)',
    'log(2 + cos(z))',
    'asin(z / 20) - acos(z / 30)',
    'tan(z / 10) % 7',
    'pow(2 + sin(z), z / 5)',
    'min(z, 1) * max(z, -1)',
    '(z >= 1) - (z < -1) + (z <= -1) * (z > 1)',
    'cosh(z / 4) - log1p(z * z)'
  ])('of the expression %s agree with those of its values, also as a function', (expression) => {
    const kinks = [-1, 1]
    const g = activationOf({ expression, kinks })
    const own: ActivationSpecification = { function: (z: number) => g.value(z, 0), kinks }
    const same = activationOf(own)
    for (const z of [-2.3, -0.99, 0.01, 0.7, 1.01, 3.3]) {
      const [, first, second] = numericalDerivatives((t) => g.value(t, 0), z, kinks)
      close(g.derivative(z, 0), first, 1e-11, 1)
      close(g.secondDerivative(z, 0), second, 1e-9, 1)
      expect(same.derivative(z, 0)).toBe(first)
      expect(same.secondDerivative(z, 0)).toBe(second)
    }
    g.jumps.forEach(({ value, slope }, i) => {
      close(same.jumps[i].value, value, 1e-11, 1)
      close(same.jumps[i].slope, slope, 1e-10, 1)
    })
  })
})
