import { describe, expect, test } from 'vitest'
import { ballDiagrams } from '../../../lib/src/couplings/ballDiagrams.js'
import { ballQuadrature } from '../../../lib/src/couplings/ballQuadrature.js'
import { exactCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { gaussNetTreeIntegral } from '../../../lib/src/couplings/gaussNetTreeIntegral.js'
import { treeDiagrams } from '../../../lib/src/couplings/treeDiagrams.js'
import { treeIntegral } from '../../../lib/src/couplings/treeIntegral.js'
import { weightCovarianceOf } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { gaussLegendre } from '../../../lib/src/numerics/gaussLegendre.js'
import { fromSignedLogarithm } from '../../../lib/src/numerics/signedLogarithm.js'

const tree = treeDiagrams(6)[1]
const gaussNet = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const

function sixPoints(dimension: number): Point[] {
  return Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: dimension }, (_, k) => 0.6 * Math.sin(1 + 3 * i + 7 * k))
  )
}

function sides(points: readonly Point[]): [Point[], Point[]] {
  const [left, right] = tree.vertices.map(({ legs }) => legs.map((leg) => points[leg]))
  return [left, right]
}

/** Points and weights of a product rule in the ball, Gauss-Legendre in radius and height, equal angles around. */
function ballRule(dimension: number, radius: number, count: number) {
  const { nodes, weights } = gaussLegendre(count)
  const turns = Array.from({ length: 2 * count }, (_, j) => (Math.PI * (j + 0.5)) / count)
  return Array.from(nodes).flatMap((node, i) => {
    const r = node * radius
    const weight = (weights[i] * radius * r ** (dimension - 1) * Math.PI) / count
    if (dimension === 2) {
      return turns.map((a) => ({ x: [r * Math.cos(a), r * Math.sin(a)], weight }))
    }
    return Array.from(nodes).flatMap((height, k) => {
      const z = 2 * height - 1
      const s = r * Math.sqrt(1 - z * z)
      return turns.map((a) => ({
        x: [s * Math.cos(a), s * Math.sin(a), r * z],
        weight: weight * 2 * weights[k]
      }))
    })
  })
}

/** The double sum over such a rule, without harmonics. */
function directSum(
  parameters: NetworkParameters,
  points: readonly Point[],
  L: number,
  count: number
) {
  const [left, right] = sides(points)
  const rule = ballRule(points[0].length, L, count)
  const covariance = weightCovarianceOf('directSum', parameters)
  const factor = (x: Point, legs: readonly Point[]) =>
    legs.reduce((product, leg) => product * covariance(x, leg), 1)
  const [a, b] = [left, right].map((legs) => rule.map(({ x, weight }) => weight * factor(x, legs)))
  return rule.reduce(
    (sum, { x }, i) => sum + a[i] * rule.reduce((s, { x: y }, j) => s + b[j] * covariance(x, y), 0),
    0
  )
}

describe('ballDiagrams', () => {
  test.each([1, 2, 3])(
    'GaussNet in %i dimensions, a cutoff far out: the closed form',
    (dimension) => {
      const points = sixPoints(dimension)
      const exact = gaussNetTreeIntegral(1, tree, points)
      const { value, error } = ballDiagrams(gaussNet, points, 40).exchange(...sides(points))
      expect(Math.abs(value * Math.exp(-exact.log) - 1)).toBeLessThan(1e-12)
      expect(error / value).toBeLessThan(1e-8)
    }
  )

  test.each([
    ['erf', 0.7],
    ['relu', 0.7],
    ['relu', 0.05]
  ] as const)('%s, bias %f, in one dimension: nested adaptive integrals', (network, sigmaB) => {
    const parameters = { network, sigmaW: 1.3, sigmaB }
    const points = sixPoints(1)
    const [left, right] = sides(points)
    const covariance = weightCovarianceOf('nested', parameters)
    const product = (x: number, legs: readonly Point[]) =>
      legs.reduce((all, leg) => all * covariance([x], leg), 1)
    const breaks = [-5, ...points.map(([x]) => x).sort((p, q) => p - q), 5]
    const options = { relativeTolerance: 1e-9 }
    const nested = adaptiveQuadrature(
      (x) => {
        const split = [...breaks, x].sort((p, q) => p - q)
        const line = (y: number) => covariance([x], [y]) * product(y, right)
        const inner = adaptiveQuadrature(line, split, { relativeTolerance: 1e-10 })
        return {
          value: product(x, left) * inner.value,
          error: Math.abs(product(x, left)) * inner.error
        }
      },
      breaks,
      options
    )
    const { value, error } = ballDiagrams(parameters, points, 5).exchange(left, right)
    expect(Math.abs(value - nested.value)).toBeLessThan(error + nested.error)
    expect(nested.error / Math.abs(value)).toBeLessThan(1e-7)
    expect(error / Math.abs(value)).toBeLessThan(1e-10)
  })

  test.each([
    // Erf-net's covariance is smooth; ReLU-net's kink limits the sum without harmonics.
    ['erf', 2, 18, 1e-9],
    ['erf', 3, 7, 1e-6],
    ['relu', 2, 16, 1e-4]
  ] as const)(
    '%s in %i dimensions: the plain double sum over a grid',
    (network, dimension, count, accuracy) => {
      const parameters = { network, sigmaW: 1, sigmaB: 1 }
      const points = sixPoints(dimension)
      const { value, error } = ballDiagrams(parameters, points, 1.5).exchange(...sides(points))
      const direct = directSum(parameters, points, 1.5, count)
      expect(Math.abs(direct / value - 1)).toBeLessThan(accuracy)
      expect(error / Math.abs(value)).toBeLessThan(1e-8)
    }
  )

  test('ReLU-net without bias in three dimensions: aligned points leave one integral', () => {
    // K_W(x, y) = |x| |y| J(t)/(6 pi). All legs along one axis: harmonics of degree l on both sides, so exchange
    // = sum_l lambda_l a_l^2; by Funk and Hecke it is the integral over two heights and an azimuth instead.
    const points = new Array<Point>(6).fill([0, 0, 1])
    const J = (t: number) => Math.sin(t) + (Math.PI - t) * Math.cos(t)
    const tolerance = { relativeTolerance: 1e-9 }
    const angular = adaptiveQuadrature(
      (p) => {
        const inner = adaptiveQuadrature(
          (q) => {
            const around = adaptiveQuadrature(
              (a) =>
                J(
                  Math.acos(
                    Math.min(1, Math.cos(p) * Math.cos(q) + Math.sin(p) * Math.sin(q) * Math.cos(a))
                  )
                ),
              [0, Math.PI],
              tolerance
            )
            return 2 * around.value * Math.sin(q) * J(q) ** 3
          },
          [0, p, Math.PI],
          { relativeTolerance: 1e-8 }
        )
        return 2 * Math.PI * Math.sin(p) * J(p) ** 3 * inner.value
      },
      [0, Math.PI],
      { relativeTolerance: 1e-7 }
    )
    const L = 7
    const expected = (angular.value / (6 * Math.PI) ** 7) * (L ** 7 / 7) ** 2
    const { value, error } = fromSignedLogarithm(
      treeIntegral({ network: 'relu', sigmaW: 1, sigmaB: 0 }, tree, points, L)
    )
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6)
    expect(error / value).toBeLessThan(1e-6)
  })

  test.each(['erf', 'relu'] as const)(
    '%s, contact diagram: nested quadrature over the ball',
    (network) => {
      const parameters = { network, sigmaW: 1, sigmaB: 1 }
      const points = sixPoints(2)
      const covariance = weightCovarianceOf('nested', parameters)
      const product = (x: Point) => points.reduce((all, leg) => all * covariance(x, leg), 1)
      const sizes = points.map((point) => Math.hypot(...point))
      const nested = ballQuadrature(product, 2, 2, sizes)
      const { value, error } = ballDiagrams(parameters, points, 2).contact(points)
      expect(Math.abs(value - nested.value)).toBeLessThan(error + nested.error)
      expect(error / Math.abs(value)).toBeLessThan(1e-7)
    }
  )

  test('a rotation of all points, and the exchange of both sides, change nothing', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)]
    const points = sixPoints(2)
    const turned = points.map(([x, y]) => [c * x - s * y, s * x + c * y])
    for (const parameters of [
      { network: 'relu', sigmaW: 1, sigmaB: 0.5 },
      { network: 'erf', sigmaW: 2, sigmaB: 0.5 }
    ] as const) {
      const integral = ballDiagrams(parameters, points, 10).exchange
      const [left, right] = sides(points)
      const [plain, swapped] = [integral(left, right), integral(right, left)]
      const rotated = ballDiagrams(parameters, turned, 10).exchange(...sides(turned))
      expect(Math.abs(swapped.value - plain.value)).toBeLessThan(plain.error)
      expect(Math.abs(rotated.value - plain.value)).toBeLessThan(plain.error + rotated.error)
    }
  })

  test('u6 of Erf-net and of ReLU-net with bias in two and three dimensions, with errors', () => {
    for (const [dimension, networks] of [
      [2, ['erf']],
      [3, ['erf', 'relu']]
    ] as const) {
      for (const network of networks) {
        const inputs = sixPoints(dimension).slice(0, 2)
        const { values, errors } = exactCouplings(
          { network, sigmaW: 1, sigmaB: 1, inputs },
          6,
          10,
          { cutoff: 2 }
        )
        expect(values).toHaveLength(7)
        values.forEach((value, c) => expect(errors[c] / Math.abs(value)).toBeLessThan(1e-4))
      }
    }
  })
})
