import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { gaussianGreenFunctions } from '../../../lib/src/correlators/gaussianGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { outputDistribution } from '../../../lib/src/correlators/outputDistribution.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import { fieldCombinations, fieldOf } from '../../../lib/src/networks/field.js'
import {
  standardCumulant,
  standardMoment
} from '../../../lib/src/networks/weights/distributionMoments.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { multisets } from '../../../lib/src/numerics/multisets.js'

const points = [
  [0.4, -0.2],
  [1, 0.3],
  [-0.5, 0.8],
  [0.9, 0.1]
]
const network = { network: 'tanh', sigmaW: 1.3, sigmaB: 0.6 } as const

describe('several outputs', () => {
  it('have combinations that are one of each class under permutations and reflections', () => {
    expect(fieldCombinations(4, 1, 4)).toEqual(multisets(4, 4))
    expect(fieldCombinations(1, 3, 4)).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 1]
    ])
    // One point, order 6: partitions of 3 pairs into outputs.
    expect(fieldCombinations(1, 5, 6)).toHaveLength(3)
    // Used to count the partitions of the order without end.
    expect(() => fieldCombinations(1, 1000, 400)).toThrow('order must be an integer >= 0 and <= 60')
    // Two points, two outputs, order 2: both factors are of one output.
    expect(fieldCombinations(2, 2, 2)).toEqual(multisets(2, 2))
    for (const combination of fieldCombinations(2, 3, 4)) {
      const outputs = combination.map((field) => fieldOf(field, 2).output)
      for (const output of outputs) {
        expect(outputs.filter((other) => other === output).length % 2).toBe(0)
      }
    }
  })

  it('share the hidden layer: the connected four-point function has the index structure of pairings', () => {
    const width = 7
    const moment = (...indices: number[]) =>
      featureMoment(
        network,
        indices.map((i) => points[i])
      ).value
    const v = (a: number, b: number, c: number, d: number) =>
      network.sigmaW ** 4 * (moment(0, 1, 2, 3) - moment(a, b) * moment(c, d))
    const delta = (a: number, b: number) => (a === b ? 1 : 0)
    for (const outputs of [
      [0, 0, 0, 0],
      [0, 0, 1, 1],
      [0, 1, 0, 1],
      [0, 1, 1, 0],
      [1, 1, 1, 1],
      [0, 1, 2, 2],
      [0, 0, 0, 1]
    ]) {
      const [a, b, c, d] = outputs
      const expected =
        (delta(a, b) * delta(c, d) * v(0, 1, 2, 3) +
          delta(a, c) * delta(b, d) * v(0, 2, 1, 3) +
          delta(a, d) * delta(b, c) * v(0, 3, 1, 2)) /
        width
      const { value, error } = exactGreenFunction(
        { ...network, outputs: 3 },
        points,
        width,
        'connected',
        outputs
      )
      expect(Math.abs(value - expected)).toBeLessThan(1e-14 + error)
    }
  })

  it.each([2, 4])(
    'give functions of order %i that rotations of the outputs leave as they are',
    (order) => {
      const angle = 0.7
      const rotation = [
        [Math.cos(angle), -Math.sin(angle)],
        [Math.sin(angle), Math.cos(angle)]
      ]
      const where = Array.from({ length: order }, (_, i) => points[i % 3])
      const parameters = { ...network, outputs: 2 }
      const of = (outputs: readonly number[]) =>
        exactGreenFunction(parameters, where, 3, 'full', outputs).value
      const all = Array.from({ length: 2 ** order }, (_, bits) =>
        Array.from({ length: order }, (_, i) => (bits >> i) & 1)
      )
      for (const outputs of all.filter((_, i) => i % 5 === 0)) {
        const rotated = all.reduce((sum, others) => {
          const factor = others.reduce((product, o, i) => product * rotation[outputs[i]][o], 1)
          return sum + factor * of(others)
        }, 0)
        expect(rotated).toBeCloseTo(of(outputs), 12)
      }
    }
  )

  it('are counted in tables, and d_out = 1 is what it was', () => {
    const one = ensemble({ network: 'relu', widths: [5] })
    const three = ensemble({ network: 'relu', widths: [5], outputs: 3, inputs: [[0.2], [0.4]] })
    expect(exactGreenFunctions(one, 4, 5).combinations).toEqual(multisets(6, 4))
    const table = exactGreenFunctions(three, 4, 5, 'connected')
    table.combinations.forEach((combination, c) => {
      const fields = combination.map((field) => fieldOf(field, 2))
      const { value } = exactGreenFunction(
        three,
        fields.map(({ point }) => three.inputs[point]),
        5,
        'connected',
        fields.map(({ output }) => output)
      )
      expect(table.values[c]).toBeCloseTo(value, 14)
    })
  })

  it.each([
    [[0, 0, 0], 'outputs must be a list of 4, one for each point'],
    [[0, 0, 3, 3], 'outputs[2] must be an integer >= 0 and < 3, the number of outputs, got 3'],
    [[0, 0, -1, 1], 'outputs[2] must be an integer >= 0'],
    [[0, 0.5, 1, 1], 'outputs[1] must be an integer >= 0']
  ])('that do not exist are refused: %j', (outputs, message) => {
    expect(() =>
      exactGreenFunction({ ...network, outputs: 3 }, points, 2, 'full', outputs)
    ).toThrow(`exactGreenFunction: ${message}`)
  })
})

const densities: readonly [string, WeightDistribution, (w: number) => number, number][] = [
  ['normal', 'normal', (w) => Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI), 14],
  ['uniform', 'uniform', () => 1 / Math.sqrt(12), Math.sqrt(3)],
  ['Laplace', 'laplace', (w) => Math.exp(-Math.SQRT2 * Math.abs(w)) / Math.SQRT2, 60]
]

describe('distributions of weights', () => {
  it.each(densities)('%s has the moments of its density', (_, distribution, density, end) => {
    for (const order of [2, 4, 6, 8, 10]) {
      const integral = adaptiveQuadrature((w) => w ** order * density(w), [-end, 0, end])
      const moment = standardMoment('test', distribution, order)
      expect(moment / integral.value).toBeCloseTo(1, 11)
    }
    expect(standardMoment('test', distribution, 2)).toBe(1)
  })

  it('+-1 and Student have theirs, as far as they exist', () => {
    expect([2, 4, 6].map((order) => standardMoment('test', 'sign', order))).toEqual([1, 1, 1])
    expect([2, 4, 6, 8].map((n) => standardCumulant('test', 'sign', n))).toEqual([1, -2, 16, -272])
    // Excess kurtosis 6/(nu - 4).
    expect(standardCumulant('test', { student: 7 }, 4)).toBeCloseTo(2, 14)
    expect(standardCumulant('test', 'laplace', 4)).toBe(3)
    expect(standardCumulant('test', 'uniform', 4)).toBeCloseTo(-1.2, 14)
    expect(() => standardMoment('test', { student: 4 }, 4)).toThrow(
      "weights.student must be > 4 degrees of freedom: Student's t has no moment of order 4 else"
    )
  })

  it.each<[WeightDistribution, number]>([
    ['sign', 1],
    ['uniform', 9 / 5],
    ['laplace', 6],
    [{ student: 6 }, 6]
  ])('of W1 = %j enters the connected function through its fourth moment %d', (W1, fourth) => {
    const width = 4
    const where = [points[0], points[0], points[1], points[1]]
    const parameters = ensemble({ ...network, weights: { W1 } })
    const m = (list: readonly (readonly number[])[]) => featureMoment(network, list).value
    const [x, y] = points
    const pairs = m([x, x]) * m([y, y]) + 2 * m([x, y]) ** 2
    const expected = (network.sigmaW ** 4 * (fourth * m(where) - pairs)) / width
    const { value, error } = connectedCumulant(parameters, where, width)
    expect(Math.abs(value - expected)).toBeLessThan(1e-14 + error)
  })

  it('of b1 keeps its cumulant at every width', () => {
    const parameters = ensemble({ ...network, weights: { b1: 'sign' } })
    const where = [points[0], points[1], points[2], points[3]]
    const at = (width: number) => connectedCumulant(parameters, where, width).value
    const normal = (width: number) => connectedCumulant(network, where, width).value
    for (const width of [1, 10, 1e6]) {
      expect(at(width) - normal(width)).toBeCloseTo(-2 * network.sigmaB ** 4, 14)
      const parts = (['full', 'free', 'deviation'] as const).map(
        (part) => exactGreenFunction(parameters, where, width, part).value
      )
      expect(parts[1] + parts[2]).toBeCloseTo(parts[0], 13)
      expect(parts[1]).toBeCloseTo(exactGreenFunction(network, where, width, 'free').value, 14)
    }
  })

  it('with a kurtosis that cancels the spread of the features makes u4 vanish and change sign', () => {
    // E[w^4] M_4 = 3 M_2^2 at one point: between +-1 and normal weights.
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 2, noNaN: true }), (x) => {
        const where = [[x], [x], [x], [x]]
        const of = (W1: WeightDistribution) =>
          connectedCumulant(ensemble({ network: 'tanh', weights: { W1 } }), where, 3).value
        expect(of('normal')).toBeGreaterThan(0)
        expect(of('sign')).toBeLessThan(0)
      }),
      { numRuns: 10 }
    )
  })

  it('of moments that do not exist are refused with the reason', () => {
    expect(() =>
      connectedCumulant(ensemble({ ...network, weights: { W1: { student: 4 } } }), points, 2)
    ).toThrow("Student's t has no moment of order 4")
  })
})

it('the free theory of several outputs is that of independent ones, and deviations are of it', () => {
  const setup = {
    network: 'tanh',
    sigmaW: 1.1,
    sigmaB: 0.4,
    outputs: 2,
    inputs: [[0.3], [-0.8]]
  } as const
  const one = gaussianGreenFunctions({ ...setup, outputs: 1 }, 2)
  const free = gaussianGreenFunctions(setup, 4)
  const combinations = fieldCombinations(2, 2, 4)
  const place = (...fields: number[]) => combinations.findIndex((c) => c.join() === fields.join())
  const [k00, k01, k11] = one
  // Fields 0 and 1 are the points of the first output, 2 and 3 those of the second.
  expect(free[place(0, 0, 0, 0)]).toBeCloseTo(3 * k00 * k00, 13)
  expect(free[place(0, 0, 2, 2)]).toBeCloseTo(k00 * k00, 13)
  expect(free[place(0, 0, 3, 3)]).toBeCloseTo(k00 * k11, 13)
  expect(free[place(0, 1, 2, 3)]).toBeCloseTo(k01 * k01, 13)
  const { values } = exactGreenFunctions(setup, 4, 7, 'deviation')
  const { relative } = exactDeviation(setup, 4, 7)
  relative.forEach((m, c) => expect(m).toBeCloseTo(values[c] / free[c], 13))
})

it('the distribution of an output is refused where the last weights are not normal', () => {
  const weights = { W0: 'normal', b0: 'normal', W1: 'sign', b1: 'normal' } as const
  const network = { network: 'erf', sigmaW: 1, sigmaB: 1, weights } as const
  expect(() => outputDistribution(network, [0.2], 3, [0])).toThrow("weights.W1 must be 'normal'")
})
