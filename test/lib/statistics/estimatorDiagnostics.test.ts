import { afterAll, describe, expect, it } from 'vitest'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { convergenceSummary } from '../../../lib/src/statistics/convergenceSummary.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { diagnoseEstimator } from '../../../lib/src/statistics/estimatorDiagnostics.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'

afterAll(closeWorkerPools)

const talk = { network: 'gauss', widths: [5] } as const
const plane = {
  network: 'erf',
  widths: [3],
  inputs: [
    [1, 0],
    [-0.5, 1],
    [0.2, -2]
  ]
} as const

/** Numbers that tell how the networks of a combination share in its sum, from every single one. */
function bruteForce(single: EnsembleMoments, order: number) {
  const { combinations, bagMeans } = single.widths[0].orders.find((o) => o.order === order)!
  return combinations.map((_, c) => {
    const v = bagMeans.filter((_, i) => i % combinations.length === c)
    const sum = v.reduce((total, x) => total + x, 0)
    const size = sum ** 2 / v.reduce((total, x) => total + x * x, 0)
    return { size, share: v.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / Math.abs(sum) }
  })
}

/** The moments of bags of one network each, put together to bags of `size`. */
function joinBags(single: EnsembleMoments, size: number): EnsembleMoments {
  const bags = single.ensemble.bags / size
  const join = (values: Float64Array, merge: (part: number[]) => number) => {
    const row = values.length / single.ensemble.bags
    return Float64Array.from({ length: bags * row }, (_, i) => {
      const first = Math.floor(i / row) * size
      return merge(Array.from({ length: size }, (_, k) => values[(first + k) * row + (i % row)]))
    })
  }
  const total = (part: number[]) => part.reduce((sum, x) => sum + x, 0)
  const widths = single.widths.map(({ width, orders }) => ({
    width,
    orders: orders.map((o) => ({
      ...o,
      bagMeans: join(o.bagMeans, (part) => total(part) / size),
      bagSquares: join(o.bagSquares, total),
      bagMaxima: join(o.bagMaxima, (part) => Math.max(...part))
    }))
  }))
  return { ensemble: ensemble({ ...single.ensemble, bags, networksPerBag: size }), widths }
}

const sample = (parameters: EnsembleParameters) =>
  sampleEnsemble(ensemble({ bags: 20, networksPerBag: 2000, ...parameters }), {
    store: false,
    runner: localRunner()
  })

describe('diagnoseEstimator', () => {
  it('has the effective size N (E v)^2 / E v^2 of a Gaussian output', async () => {
    // A wide ReLU-net: f is nearly Gaussian, E f^2 = K, E f^4 = 3 K^2 (1 + 5/N), so N/3 of N networks.
    const moments = await sample({ network: 'relu', widths: [200], orders: [2] })
    const { effectiveSampleSize, largestShare, converged } = diagnoseEstimator(moments, 2, 200)
    const expected = 40000 / (3 * (1 + 5 / 200))
    expect(Math.abs(effectiveSampleSize[0] / expected - 1)).toBeLessThan(0.03)
    // The largest of 40000 squares of a normal is near 2 log(40000) = 21.
    expect(largestShare[0] * 40000).toBeGreaterThan(13)
    expect(largestShare[0] * 40000).toBeLessThan(40)
    expect(converged.every(Boolean)).toBe(true)
  })

  it('has a standard error that shrinks with the square root of the bags', async () => {
    const few = await sample({ network: 'erf', widths: [5], orders: [2], bags: 40 })
    const many = await sample({ network: 'erf', widths: [5], orders: [2], bags: 160 })
    const [a, b] = [few, many].map((m) => diagnoseEstimator(m, 2, 5).standardError[0])
    expect(a / b).toBeGreaterThan(1.5)
    expect(a / b).toBeLessThan(2.7)
    const one = await sample({ network: 'erf', widths: [5], orders: [2], bags: 1 })
    expect(diagnoseEstimator(one, 2, 5).standardError[0]).toBe(Infinity)
  })

  it('says of the 6-point function of GaussNet at sigmaB = 1 that it is not converged', async () => {
    const moments = await sample({ ...talk, widths: [2], networksPerBag: 20_000 })
    const two = diagnoseEstimator(moments, 2, 2)
    const six = diagnoseEstimator(moments, 6, 2)
    expect(two.converged.every(Boolean)).toBe(true)
    expect(six.converged.some(Boolean)).toBe(false)
    expect(six.largestShare[0]).toBeGreaterThan(0.05)
    expect(six.effectiveSampleSize[0]).toBeLessThan(100)
  })

  it('has the full size for the tilted estimator, where every draw gives the same', async () => {
    const moments = await sample({ network: 'gauss', widths: [2], estimator: 'tilted', bags: 2 })
    const { effectiveSampleSize, largestShare, converged } = diagnoseEstimator(moments, 6, 2)
    expect(effectiveSampleSize[0]).toBeCloseTo(4000, 6)
    expect(largestShare[0]).toBeCloseTo(1 / 4000, 12)
    expect(converged[0]).toBe(true)
  })

  it('knows a Green function exactly where every network vanishes', async () => {
    // At x = 0 and sigmaB = 0 a ReLU-net vanishes.
    const moments = await sample({
      network: 'relu',
      widths: [3],
      orders: [2],
      inputs: [[0], [1]]
    })
    const { effectiveSampleSize, largestShare, converged } = diagnoseEstimator(moments, 2, 3)
    expect([...effectiveSampleSize.slice(0, 2)]).toEqual([40000, 40000])
    expect([...largestShare.slice(0, 2)]).toEqual([0, 0])
    expect(effectiveSampleSize[2]).toBeLessThan(20000)
    expect(converged).toEqual([true, true, true])
  })

  it.each([
    ['conditional', talk],
    ['conditional', plane],
    ['tilted', plane]
  ] as const)('is exact for every combination: %s, %o', async (estimator, parameters) => {
    const single = await sample({ ...parameters, estimator, bags: 300, networksPerBag: 1 })
    const joined = joinBags(single, 60)
    for (const order of [2, 4, 6]) {
      const { effectiveSampleSize, largestShare } = diagnoseEstimator(
        joined,
        order,
        parameters.widths[0]
      )
      bruteForce(single, order).forEach(({ size, share }, c) => {
        expect(effectiveSampleSize[c] / size).toBeCloseTo(1, 10)
        expect(largestShare[c] / share).toBeCloseTo(1, 10)
      })
    }
  })

  // The talk's inputs lie close together, so that its outputs are nearly equal and the bounds tight.
  it.each([
    [talk, 0.999],
    [plane, 0]
  ] as const)('bounds the literal estimator: %o', async (parameters, tightness) => {
    const single = await sample({ ...parameters, bags: 600, networksPerBag: 1 })
    const joined = joinBags(single, 100)
    for (const order of [2, 4, 6]) {
      const { combinations } = single.widths[0].orders.find((o) => o.order === order)!
      const { effectiveSampleSize, largestShare } = diagnoseEstimator(
        joined,
        order,
        parameters.widths[0]
      )
      bruteForce(single, order).forEach(({ size, share }, c) => {
        const sizeRatio = effectiveSampleSize[c] / size
        const shareRatio = share / largestShare[c]
        const diagonal = combinations[c].every((k) => k === combinations[c][0])
        // Order 4 holds the sums of squares of order 2.
        if (diagonal || order === 2) expect(sizeRatio).toBeCloseTo(1, 10)
        if (diagonal) expect(shareRatio).toBeCloseTo(1, 10)
        for (const ratio of [sizeRatio, shareRatio]) {
          expect(ratio).toBeLessThan(1 + 1e-12)
          expect(ratio).toBeGreaterThan(tightness)
        }
      })
    }
  })

  it('names the order and the width that are missing', async () => {
    const moments = await sample({ network: 'erf', widths: [2, 3], orders: [2], bags: 1 })
    expect(() => diagnoseEstimator(moments, 4, 2)).toThrow(
      /order must be one of the ensemble's orders 2, got 4/
    )
    expect(() => diagnoseEstimator(moments, 2, 7)).toThrow(
      /width must be one of the ensemble's widths 2, 3, got 7/
    )
  })
})

describe('convergenceSummary', () => {
  it('is the worst of all combinations', async () => {
    const moments = await sample({ ...talk, widths: [2], networksPerBag: 20_000 })
    for (const order of [2, 6]) {
      const { effectiveSampleSize, largestShare, converged } = diagnoseEstimator(moments, order, 2)
      expect(convergenceSummary(moments, order, 2)).toEqual({
        order,
        width: 2,
        combinations: order === 2 ? 21 : 462,
        convergedCombinations: converged.filter(Boolean).length,
        effectiveSampleSize: Math.min(...effectiveSampleSize),
        largestShare: Math.max(...largestShare),
        converged: order === 2
      })
    }
  })
})
