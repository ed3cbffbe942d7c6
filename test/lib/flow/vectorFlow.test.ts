import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { dimensionlessBeta, theorySpaceField } from '../../../lib/src/flow/theorySpace.js'
import {
  criticalTrajectory,
  theorySpaceTrajectory
} from '../../../lib/src/flow/theorySpaceTrajectory.js'
import { logLoopVolume, thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'
import {
  truncatedFixedPoint,
  truncatedStability
} from '../../../lib/src/flow/truncatedFixedPoint.js'
import { wetterichFlow } from '../../../lib/src/flow/wetterichFlow.js'

const loopVolume = (dimension: number) => Math.exp(logLoopVolume(dimension))
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

/** Second derivatives of U(|phi|) at a vector, from its couplings. */
function hessian(couplings: readonly number[], field: readonly number[]): Matrix {
  const square = field.reduce((sum, value) => sum + value * value, 0)
  // U = sum_j c_j s^j in s = phi^2: d_a d_b U = 2 U_s delta + 4 U_ss phi_a phi_b.
  const series = couplings.map((u, j) => u / factorial(2 * j + 2))
  const first = series.reduce((sum, c, j) => sum + c * (j + 1) * square ** j, 0)
  const second = series.reduce(
    (sum, c, j) => sum + (j ? c * (j + 1) * j * square ** (j - 1) : 0),
    0
  )
  return new Matrix(
    field.map((a, i) => field.map((b, j) => (i === j ? 2 * first : 0) + 4 * second * a * b))
  )
}

describe('a flow of M components', () => {
  test.each([1, 2, 3, 5])(
    'M = %d: the rates are the Taylor coefficients of the trace of the propagator matrix',
    (components) => {
      const [dimension, k] = [3, 1.4]
      const couplings = [0.7, -1.2, 5, 9]
      const rates = wetterichFlow(thresholdFunction('litim', dimension), components)(
        k,
        Float64Array.from(couplings)
      )
      const direction = Array.from({ length: components }, (_, a) => Math.cos(a + 1))
      const length = Math.hypot(...direction)
      const trace = (size: number) => {
        const mass = hessian(
          couplings,
          direction.map((a) => (size * a) / length)
        )
        const propagator = inverse(
          Matrix.eye(components)
            .mul(k * k)
            .add(mass)
        )
        return loopVolume(dimension) * k ** (dimension + 1) * propagator.trace()
      }
      const size = 0.05
      const series = Array.from(rates).reduce(
        (sum, rate, j) => sum + (rate * size ** (2 * j + 2)) / factorial(2 * j + 2),
        0
      )
      // The next term is of order size^10.
      expect(Math.abs(trace(size) - trace(0) - series)).toBeLessThan(1e-12)
      expect(Math.abs(series)).toBeGreaterThan(1e-6)
    }
  )

  test('the default is one component, and the rates are linear in their number', () => {
    const threshold = thresholdFunction('exponential', 2.5)
    const couplings = [0.3, 2, -4]
    const [none, one, two] = [0, 1, 2].map((components) =>
      dimensionlessBeta(threshold, couplings, components)
    )
    expect(one).toEqual(dimensionlessBeta(threshold, couplings))
    one.forEach((value, j) => expect((none[j] + two[j]) / 2).toBeCloseTo(value, 12))
  })

  test('far below the mass the loops of three outputs are those of one times 5/3 and 11/9', () => {
    // (M + 2)/3 for u2 and (M + 8)/9 for u4, to leading order in a small u4/u2.
    const start = { dimension: 3, couplings: [100, 1], scales: [0.5] }
    const change = (components: number) => {
      const { couplings } = passiveFlow({ ...start, components })
      return [couplings[0][0] - 100, couplings[1][0] - 1]
    }
    const [single, triple] = [change(1), change(3)]
    expect(triple[0] / single[0]).toBeCloseTo(5 / 3, 4)
    expect(triple[1] / single[1]).toBeCloseTo(11 / 9, 4)
  })

  test('there and back returns to the start, and trajectories and arrows agree with it', () => {
    const start = [0.4, 1, 5]
    const up = passiveFlow({ dimension: 3, couplings: start, start: 1, scales: [2], components: 3 })
    const back = passiveFlow({
      dimension: 3,
      couplings: up.couplings.map(([value]) => value),
      start: 2,
      scales: [1],
      components: 3
    })
    start.forEach((value, j) => expect(back.couplings[j][0]).toBeCloseTo(value, 9))
    const { times, couplings } = theorySpaceTrajectory({
      dimension: 3,
      components: 3,
      couplings: start,
      direction: 'ultraviolet',
      duration: Math.log(2)
    })
    couplings.forEach((row, j) =>
      expect(row[times.length - 1]).toBeCloseTo(up.couplings[j][0] / 2 ** (2 - j), 6)
    )
    const field = theorySpaceField({
      dimension: 3,
      components: 3,
      couplings: start,
      x: [0.4],
      y: [1]
    })
    const beta = dimensionlessBeta(thresholdFunction('litim', 3), start, 3)
    expect([field.flowX[0][0], field.flowY[0][0]]).toEqual([-beta[0], -beta[1]])
  })

  test('the quartic truncation has its Wilson-Fisher point at the closed form, for any M and d', () => {
    for (const components of [0, 1, 2.5, 4, 100]) {
      for (const dimension of [1, 2.5, 3, 3.9]) {
        const point = truncatedFixedPoint({ dimension, order: 2, components })
        const epsilon = 4 - dimension
        const a = (epsilon * (components + 2)) / (4 * (components + 8))
        expect(point.couplings[0]).toBeCloseTo(-a / (1 + a), 12)
        const u4 = (9 * epsilon) / ((1 + a) ** 3 * 6 * loopVolume(dimension) * (components + 8))
        expect(point.couplings[1] / u4).toBeCloseTo(1, 10)
      }
    }
  })

  test('truncations approach the exponents of the expansion around the minimum', () => {
    for (const components of [0, 2, 3]) {
      const { nu } = fixedPoint({ dimension: 3, components })
      const point = truncatedFixedPoint({ dimension: 3, order: 12, components })
      expect(Math.abs(point.nu - nu)).toBeLessThan(2e-3)
      const beta = dimensionlessBeta(
        thresholdFunction('litim', 3),
        Array.from(point.couplings),
        components
      )
      beta.forEach((value, j) => expect(Math.abs(value / point.couplings[j])).toBeLessThan(1e-9))
    }
  })

  test('the stability matrix is the derivative of the beta functions', () => {
    const threshold = thresholdFunction('exponential', 2.5)
    const couplings = [0.2, 3, -4]
    const matrix = truncatedStability(threshold, couplings, 4)
    const h = 1e-5
    couplings.forEach((u, j) => {
      const [up, down] = [u + h, u - h].map((value) =>
        dimensionlessBeta(threshold, couplings.with(j, value), 4)
      )
      up.forEach((value, i) => expect((value - down[i]) / (2 * h)).toBeCloseTo(matrix.get(i, j), 7))
    })
  })

  test('the massless trajectory ends at the fixed point of its M', () => {
    const { couplings } = criticalTrajectory({ dimension: 3, order: 2, components: 3 })
    const target = truncatedFixedPoint({ dimension: 3, order: 2, components: 3 }).couplings
    couplings.forEach((row, j) =>
      expect(Math.abs(row[row.length - 1] / target[j] - 1)).toBeLessThan(2e-3)
    )
  })

  test('bad numbers of components are refused by name', () => {
    const start = { dimension: 1, couplings: [1, 1], scales: [1] }
    for (const components of [-1, NaN, Infinity, '3' as unknown as number]) {
      expect(() => passiveFlow({ ...start, components })).toThrow('components must be')
      expect(() => truncatedFixedPoint({ dimension: 3, order: 2, components })).toThrow(
        'components must be'
      )
    }
    expect(() => passiveFlow({ ...start, components: 2, scheme: 'polchinski' })).toThrow(
      "components must be 1 in scheme 'polchinski', got 2"
    )
  })
})
