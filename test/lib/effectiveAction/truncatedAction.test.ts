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
    ).toThrow('at most 2, got 3')
  })
})
