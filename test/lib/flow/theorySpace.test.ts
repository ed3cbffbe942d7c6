import { describe, expect, test } from 'vitest'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { dimensionlessBeta, theorySpaceField } from '../../../lib/src/flow/theorySpace.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'

describe('dimensionlessBeta', () => {
  const litim = thresholdFunction('litim', 3)

  test("the Gaussian point is fixed, and so is Wilson and Fisher's at u2 = -1/13 in the quartic truncation", () => {
    expect(Math.hypot(...dimensionlessBeta(litim, [0, 0, 0]))).toBe(0)
    // -2 u2 = V u4/(1 + u2)^2 and u4 = (1 + u2)^3/(6 V), V = 1/(6 pi^2).
    const beta = dimensionlessBeta(litim, [-1 / 13, Math.PI ** 2 * (12 / 13) ** 3])
    expect(Math.hypot(...beta)).toBeLessThan(1e-14)
  })

  test('it is the logarithmic derivative of the dimensionful flow in units of k', () => {
    const couplings = [0.4, -1, 5]
    const k = 1.3
    const h = 1e-4
    const units = [2, 1, 0].map((dimension) => k ** dimension)
    const at = (scale: number) =>
      passiveFlow({
        dimension: 3,
        couplings: couplings.map((u, j) => u * units[j]),
        start: k,
        scales: [scale]
      }).couplings.map((row, j) => row[0] / scale ** (2 - j))
    const [up, down] = [at(k * Math.exp(h)), at(k * Math.exp(-h))]
    dimensionlessBeta(litim, couplings).forEach((beta, j) =>
      expect(Math.abs((up[j] - down[j]) / (2 * h) - beta)).toBeLessThan(1e-6)
    )
  })

  test('at the pole of the loop it is refused', () => {
    expect(() => dimensionlessBeta(litim, [-1, 1])).toThrow(
      'couplings[0] must be a mass squared > -1'
    )
  })
})

describe('theorySpaceField', () => {
  test('arrows point away from the Gaussian point along relevant directions', () => {
    const { flowX, flowY } = theorySpaceField({
      dimension: 3,
      couplings: [0, 0],
      x: [-0.01, 0.01],
      y: [-0.01, 0, 0.01]
    })
    expect(flowX[1][1]).toBeCloseTo(0.02, 12)
    expect(flowX[1][0]).toBeCloseTo(-0.02, 12)
    expect(flowY[2][0]).toBeGreaterThan(0)
    expect(flowY[0][0]).toBeLessThan(0)
  })

  test('axes can be any two couplings', () => {
    const field = theorySpaceField({
      dimension: 2,
      couplings: [0.1, 1, 2],
      axes: [1, 2],
      x: [3],
      y: [4]
    })
    const beta = dimensionlessBeta(thresholdFunction('litim', 2), [0.1, 3, 4])
    expect([field.flowX[0][0], field.flowY[0][0]]).toEqual([-beta[1], -beta[2]])
  })

  test('bad input is refused', () => {
    const good = { dimension: 3, couplings: [0, 0], x: [0], y: [0] }
    expect(() => theorySpaceField({ ...good, axes: [0, 2] })).toThrow(
      'axes[1] must be two different indices'
    )
    const three = [0, 1, 0] as unknown as [number, number]
    expect(() => theorySpaceField({ ...good, axes: three })).toThrow(
      'axes must be a pair of indices into the couplings, got [0, 1, 0]'
    )
    expect(() => theorySpaceField({ ...good, axes: [1, 1] })).toThrow(
      'axes[0] must be two different indices'
    )
    expect(() => theorySpaceField({ ...good, x: [] })).toThrow(
      'x must be a list of at least one value'
    )
    expect(() => theorySpaceField({ ...good, x: [-2] })).toThrow(
      'couplings[0] must be a mass squared'
    )
  })
})
