import { describe, expect, test } from 'vitest'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import {
  criticalTrajectory,
  theorySpaceTrajectory
} from '../../../lib/src/flow/theorySpaceTrajectory.js'
import { truncatedFixedPoint } from '../../../lib/src/flow/truncatedFixedPoint.js'

const last = (row: Float64Array) => row[row.length - 1]

describe('theorySpaceTrajectory', () => {
  test('it is the dimensionful flow in units of k, both ways', () => {
    for (const direction of ['infrared', 'ultraviolet'] as const) {
      const { times, couplings } = theorySpaceTrajectory({
        dimension: 3,
        couplings: [0.4, 1, 5],
        direction,
        duration: 1.5
      })
      const k = Math.exp(last(times))
      const flow = passiveFlow({ dimension: 3, couplings: [0.4, 1, 5], start: 1, scales: [k] })
      flow.couplings.forEach((row, j) => {
        const dimensionless = row[0] / k ** (2 - j)
        expect(Math.abs(last(couplings[j]) / dimensionless - 1)).toBeLessThan(1e-7)
      })
    }
  })

  test('it leaves the fixed point like k^(-1/nu)', () => {
    const { couplings, relevantDirection, nu } = truncatedFixedPoint({ dimension: 3, order: 3 })
    const duration = (shift: number) =>
      -theorySpaceTrajectory({
        dimension: 3,
        couplings: Array.from(couplings, (u, j) => u + shift * relevantDirection[j]),
        bounds: [[couplings[0] - 0.01, couplings[0] + 0.01]]
      }).ending.t
    expect(duration(1e-6) - duration(1e-5)).toBeCloseTo(nu * Math.log(10), 4)
  })

  test('it ends at a bound or at the pole, and says so', () => {
    const start = { dimension: 3, couplings: [0.1, 1] }
    const bounded = theorySpaceTrajectory({ ...start, bounds: [[-0.5, 1]] })
    expect(bounded.ending).toMatchObject({ kind: 'event', name: 'bound of u2' })
    expect(last(bounded.couplings[0])).toBeCloseTo(1, 12)
    const broken = theorySpaceTrajectory({ ...start, couplings: [-0.5, 1] })
    expect(broken.ending.kind).toBe('blow-up')
    expect(last(broken.couplings[0])).toBeGreaterThan(-1)
  })

  test('bad input is refused', () => {
    const good = { dimension: 3, couplings: [0.1, 1] }
    expect(() => theorySpaceTrajectory({ ...good, couplings: [-1, 1] })).toThrow('couplings[0]')
    expect(() => theorySpaceTrajectory({ ...good, duration: 0 })).toThrow('duration must be')
    expect(() => theorySpaceTrajectory({ ...good, bounds: [[0.2, 1]] })).toThrow(
      'bounds[0] must be an interval around couplings[0] = 0.1'
    )
    // A third number was an end of the interval as well.
    const three = [[-0.5, 1, 2]] as unknown as [number, number][]
    expect(() => theorySpaceTrajectory({ ...good, bounds: three })).toThrow(
      'bounds[0] must be a pair of numbers, got [-0.5, 1, 2]'
    )
    const bound = [-2, 2] as const
    expect(() => theorySpaceTrajectory({ ...good, bounds: [bound, bound, bound] })).toThrow(
      'bounds must be a list of no more intervals than the 2 couplings'
    )
    expect(() => theorySpaceTrajectory({ ...good, direction: 'up' as 'infrared' })).toThrow(
      "direction must be 'infrared' or 'ultraviolet'"
    )
  })
})

describe('criticalTrajectory', () => {
  test('it runs from the Gaussian point into the Wilson-Fisher point', () => {
    for (const [dimension, order] of [
      [3, 2],
      [3, 3],
      [3.8, 2],
      [2, 3]
    ]) {
      const { couplings, times, ending } = criticalTrajectory({ dimension, order })
      const target = truncatedFixedPoint({ dimension, order }).couplings
      expect(couplings[1][0]).toBeCloseTo(target[1] / 100, 14)
      couplings.forEach((row, j) => expect(Math.abs(last(row) / target[j] - 1)).toBeLessThan(1e-3))
      expect(ending).toEqual({ kind: 'end', t: last(times) })
      expect(times.every((t, i) => i === 0 || t < times[i - 1])).toBe(true)
    }
  })

  test('near d = 4 the mass on it is the one-loop shift of two couplings', () => {
    // du~_2/dt = -2 u~_2 - V u~_4 and du~_4/dt = -eps u~_4 give u~_2 = -V u~_4/(2 - eps), to first order.
    const { couplings } = criticalTrajectory({ dimension: 3.8, order: 2, quartic: 0.01 })
    const volume = 1 / (2 ** 3.8 * Math.PI ** 1.9 * gammaOf29)
    expect(couplings[0][0] / (-volume * 0.01)).toBeCloseTo(1 / (2 - 0.2), 3)
  })

  test('bad input is refused', () => {
    expect(() => criticalTrajectory({ dimension: 3, order: 2, quartic: 8 })).toThrow(
      'quartic must be in (0, 7.7'
    )
    expect(() => criticalTrajectory({ dimension: 5, order: 2 })).toThrow('dimension must be < 4')
    expect(() => criticalTrajectory({ dimension: 3.999, order: 2 })).toThrow(
      'dimension must be such that the trajectory has at most 1200 e-folds, not about 1.2e+4, got 3.999'
    )
    expect(() => criticalTrajectory({ dimension: 3.9, order: 2, quartic: 1e-300 })).toThrow(
      'quartic must be such that the trajectory has at most 1200 e-folds, not about 7.0e+3, got 1e-300'
    )
  })
})

/** Gamma(2.9). */
const gammaOf29 = 1.82735508062
