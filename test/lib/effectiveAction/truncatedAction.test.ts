import { describe, expect, test } from 'vitest'
import { edgeworthAction } from '../../../lib/src/effectiveAction/edgeworthAction.js'
import {
  fieldTensor,
  transformTensor,
  type FieldTensor
} from '../../../lib/src/effectiveAction/fieldTensor.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import {
  onePointAction,
  onePointVertices
} from '../../../lib/src/effectiveAction/onePointVertices.js'
import { sampledTruncation } from '../../../lib/src/effectiveAction/sampledTruncation.js'
import { truncatedAction } from '../../../lib/src/effectiveAction/truncatedAction.js'
import { zeroDimensionalPotential } from '../../../lib/src/flow/zeroDimensionalPotential.js'

/** The action of one field, or the sum of one for each. */
function actionOf(couplings: readonly (readonly [number, number, number])[]) {
  const diagonal = (rank: number): FieldTensor =>
    fieldTensor(rank, couplings.length, (combination) =>
      combination.every((index) => index === combination[0])
        ? couplings[combination[0]][rank / 2 - 1]
        : 0
    )
  return { gamma2: diagonal(2), gamma4: diagonal(4), gamma6: diagonal(6) }
}

/** <f^2> and <f^4> by sums in steps of 1/40, exact to rounding. */
function momentsOf([u2, u4, u6]: readonly [number, number, number]) {
  const f = Array.from({ length: 1601 }, (_, i) => (i - 800) / 40)
  const weights = f.map((x) =>
    Math.exp(-(u2 * x ** 2) / 2 - (u4 * x ** 4) / 24 - (u6 * x ** 6) / 720)
  )
  const moment = (n: number) => f.reduce((sum, x, i) => sum + weights[i] * x ** n, 0)
  return { second: moment(2) / moment(0), fourth: moment(4) / moment(0) }
}

describe('truncatedAction', () => {
  test.each([
    [1, 1, 0],
    [1, -2, 3],
    [-1, 0, 40],
    [0.5, -1, 2]
  ] as const)(
    'one point, u = %d, %d, %d: the ordinary integral, and the curvature of its potential',
    (u2, u4, u6) => {
      const { second, fourth } = momentsOf([u2, u4, u6])
      const { g2, g4, errors } = truncatedAction(actionOf([[u2, u4, u6]]))
      expect(Math.abs(g2.values[0] - second)).toBeLessThan(errors.g2.values[0] + 1e-13)
      expect(Math.abs(g4.values[0] - (fourth - 3 * second ** 2))).toBeLessThan(1e-12)
      const couplings = u6 > 0 ? [u2, u4, u6] : [u2, u4]
      const potential = (phi: number) =>
        zeroDimensionalPotential({ couplings, referenceMass: 1 }, phi).value
      const bend = (2 * (potential(0.02) - potential(0))) / 0.02 ** 2
      expect(Math.abs(bend * g2.values[0] - 1)).toBeLessThan(1e-3)
    }
  )

  test('two points: fields that do not interact, in a basis that mixes them', () => {
    const couplings = [
      [1, -2, 3],
      [2, 3, 1]
    ] as const
    const rotated = [0.8, -0.6, 0.6, 0.8]
    const action = actionOf(couplings)
    const { g2, g4, errors } = truncatedAction({
      gamma2: transformTensor(action.gamma2, rotated),
      gamma4: transformTensor(action.gamma4, rotated),
      gamma6: transformTensor(action.gamma6, rotated)
    })
    const own = couplings.map(momentsOf)
    const expected2 = transformTensor(
      fieldTensor(2, 2, ([a, b]) => (a === b ? own[a].second : 0)),
      rotated
    )
    const connected = own.map(({ second, fourth }) => fourth - 3 * second ** 2)
    const expected4 = transformTensor(
      fieldTensor(4, 2, (c) => (c.every((index) => index === c[0]) ? connected[c[0]] : 0)),
      rotated
    )
    expected2.values.forEach((value, c) => expect(g2.values[c]).toBeCloseTo(value, 12))
    expected4.values.forEach((value, c) => {
      expect(Math.abs(g4.values[c] - value)).toBeLessThan(errors.g4.values[c] + 1e-12)
    })
  })

  test('the truncated microscopic action predicts the moments of a network to order 1/N^3, the effective one taken for it to 1/N', () => {
    const network = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
    const misses = [10, 100].map((width) => {
      const effective = onePointVertices(network, [0.6], width, 0)
      const miss = (couplings: { gamma2: number; gamma4: number; gamma6: number }) => {
        const { gamma2, gamma4, gamma6 } = couplings
        return (
          truncatedAction(actionOf([[gamma2, gamma4, gamma6]])).g2.values[0] * effective.gamma2 - 1
        )
      }
      return {
        effective: miss(effective),
        microscopic: miss(onePointAction(network, [0.6], width))
      }
    })
    expect(misses[0].effective).toBeCloseTo(0.035, 3)
    expect(misses[0].effective / misses[1].effective).toBeCloseTo(9, 0)
    expect(misses[0].microscopic).toBeCloseTo(-0.0021, 4)
    expect(misses[0].microscopic / misses[1].microscopic).toBeGreaterThan(900)
  })

  test('on two points of ReLU-net the sextic truncation has a well far out: it predicts a thousand times the variance', () => {
    const points = [[0.4], [1]]
    const network = { network: 'relu', sigmaW: 1, sigmaB: 0.5 } as const
    const action = edgeworthAction(network, points, 100)
    const K = 1 / onePointVertices(network, points[1], 100, 0).gamma2
    expect(truncatedAction(action).g2.values[2] / K).toBeGreaterThan(1000)
  })

  test('an action without a lower bound, or on three points, is refused by name', () => {
    const { gamma6: _, ...quartic } = infraredVertices(
      { network: 'erf', sigmaW: 1, sigmaB: 0.5 },
      [[0.4], [1]],
      10,
      6
    )
    expect(() => truncatedAction(quartic)).toThrow('bounded from below in every direction')
    expect(() => truncatedAction(actionOf([[1, -1, -1]]))).toThrow(
      'vertices must be those of an action that is bounded'
    )
    expect(() =>
      truncatedAction(
        actionOf([
          [1, 1, 1],
          [1, 1, 1],
          [1, 1, 1]
        ])
      )
    ).toThrow('at most 2; `sampledTruncation` takes any number, got 3')
  })
})

describe('sampledTruncation', () => {
  /** Largest deviation in units of errors, rounding aside. */
  const worst = (values: Float64Array, errors: Float64Array, expected: Float64Array) =>
    Math.max(...values.map((value, c) => Math.abs(value - expected[c]) / (errors[c] + 1e-12)))

  test('a free action on any number of points is exact: its variance is the inverse, and it has no four-point function', () => {
    const points = [[-1], [0.3], [1.2], [2]]
    const { gamma2, gamma4, connected } = infraredVertices(
      { network: 'erf', sigmaW: 1, sigmaB: 0.5 },
      points,
      10
    )
    const free = { ...gamma4, values: gamma4.values.map(() => 0) }
    const { g2, converged } = sampledTruncation(
      { gamma2, gamma4: free },
      { directions: 2000, bags: 2 }
    )
    g2.values.forEach((value, c) => expect(value).toBeCloseTo(connected.g2.values[c], 6))
    expect(converged).toBe(true)
  })

  test('two points: what quadrature over directions gives, within its errors', () => {
    const action = edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 10)
    const exact = truncatedAction(action)
    const { g2, g4, errors, converged } = sampledTruncation(action, { directions: 256 })
    expect(converged).toBe(true)
    expect(worst(g2.values, errors.g2.values, exact.g2.values)).toBeLessThan(4)
    expect(worst(g4.values, errors.g4.values, exact.g4.values)).toBeLessThan(4)
    expect(errors.g2.values[0]).toBeLessThan(1e-6 * g2.values[0])
  })

  test('three fields that do not interact, in a basis that mixes them', () => {
    const couplings = [
      [1, -2, 3],
      [2, 3, 1],
      [0.5, 1, 0.2]
    ] as const
    const rotated = [2, 2, 1, -2, 1, 2, 1, -2, 2].map((x) => x / 3)
    const action = actionOf(couplings)
    const mixed = {
      gamma2: transformTensor(action.gamma2, rotated),
      gamma4: transformTensor(action.gamma4, rotated),
      gamma6: transformTensor(action.gamma6, rotated)
    }
    const own = couplings.map(momentsOf)
    const expected = transformTensor(
      fieldTensor(2, 3, ([a, b]) => (a === b ? own[a].second : 0)),
      rotated
    )
    const scores = Array.from({ length: 12 }, (_, seed) => {
      const { g2, errors } = sampledTruncation(mixed, { directions: 128, seed })
      return g2.values.map((value, c) => (value - expected.values[c]) / errors.g2.values[c])
    }).flatMap((list) => Array.from(list))
    const meanSquare = scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length
    // Student's distribution of 7 degrees of freedom has 1.4; 72 scores, six at a time correlated.
    expect(meanSquare).toBeGreaterThan(0.6)
    expect(meanSquare).toBeLessThan(1.9)
  })

  test('on three points the truncated microscopic action of Erf-net predicts the variance of the network to order 1/N^3', () => {
    const network = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
    const points = [[-1], [0.3], [1.2]]
    const [ten, hundred, fourHundred] = [10, 100, 400].map((width) => {
      const { connected } = infraredVertices(network, points, width)
      const action = edgeworthAction(network, points, width)
      const { g2, errors } = sampledTruncation(action, { directions: 1200, bags: 3 })
      expect(errors.g2.values[0]).toBeLessThan(1e-5 * g2.values[0])
      return g2.values[0] / connected.g2.values[0] - 1
    })
    expect(ten).toBeCloseTo(-0.0322, 4)
    expect(hundred / fourHundred).toBeGreaterThan(60)
    expect(hundred / fourHundred).toBeLessThan(80)
  })

  test('is the same for one seed, and refuses an action without a lower bound even where few directions have none', () => {
    const action = edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 10)
    const at = (seed: number) => sampledTruncation(action, { directions: 40, seed }).g2.values
    expect(at(3)).toEqual(at(3))
    expect(at(3)).not.toEqual(at(4))
    // Negative in a narrow cone around the second axis alone.
    const narrow = {
      gamma2: fieldTensor(2, 3, ([a, b]) => (a === b ? 1 : 0)),
      gamma4: fieldTensor(4, 3, (c) => (c[0] === 1 && c[3] === 1 ? -0.02 : c[0] === c[3] ? 30 : 0))
    }
    expect(() => sampledTruncation(narrow, { directions: 20, bags: 2 })).toThrow(
      /bounded from below in every direction/
    )
    expect(() => sampledTruncation(action, { bags: 1 })).toThrow(/bags must be/)
    expect(() => sampledTruncation(action, { directions: 3 })).toThrow(/directions must be/)
  })
})
