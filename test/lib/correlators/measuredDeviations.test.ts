import { afterAll, describe, expect, it } from 'vitest'
import { deviationScores } from '../../../lib/src/correlators/deviationScores.js'
import { deviationSummary } from '../../../lib/src/correlators/deviationSummary.js'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { greenFunctionDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { multisets } from '../../../lib/src/numerics/multisets.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'

/** ReLU-net at 1 and 2 without bias: K = (1/2, 1, 2). Three bags, order 2. */
function moments(bagMeans: readonly number[], network: 'relu' | 'erf' = 'relu'): EnsembleMoments {
  const parameters = { network, sigmaB: 0, inputs: [[1], [2]], widths: [7], orders: [2], bags: 3 }
  const order = {
    order: 2,
    combinations: multisets(2, 2),
    bagMeans: Float64Array.from(bagMeans),
    bagSquares: new Float64Array(6),
    bagMaxima: new Float64Array(6)
  }
  return { ensemble: ensemble(parameters), widths: [{ width: 7, orders: [order] }] }
}

const three = moments([0.5, 1, 2.1, 0.6, 1.1, 2.2, 0.4, 1.5, 2.3])

describe('measuredGreenFunction', () => {
  it('is mean, population spread and standard error over the bags', () => {
    const { mean, background, standardError } = measuredGreenFunction(three, 2, 7)
    expect([...mean]).toEqual([0.5, 1.2, 2.2].map((v) => expect.closeTo(v, 14)))
    expect(background[0]).toBeCloseTo(Math.sqrt(0.02 / 3), 14)
    expect(background[1]).toBeCloseTo(Math.sqrt((0.04 + 0.01 + 0.09) / 3), 14)
    expect(standardError[0]).toBeCloseTo(Math.sqrt(0.02 / 2 / 3), 14)
  })

  it('refuses an order or width that was not sampled, and a single bag', () => {
    expect(() => measuredGreenFunction(three, 4, 7)).toThrow(
      "measuredGreenFunction: order must be one of the ensemble's orders 2, got 4"
    )
    expect(() => measuredGreenFunction(three, 2, 8)).toThrow(
      "width must be one of the ensemble's widths 7, got 8"
    )
    const single = { ...three, ensemble: { ...three.ensemble, bags: 1 } }
    expect(() => measuredGreenFunction(single, 2, 7)).toThrow('ensemble.bags must be >= 2')
  })
})

describe('greenFunctionDeviation', () => {
  it('measures in units of the free function', () => {
    const { free, difference, relative, background } = greenFunctionDeviation(three, 2, 7)
    expect([...free]).toEqual([0.5, 1, 2].map((v) => expect.closeTo(v, 14)))
    expect([...difference]).toEqual([0, 0.2, 0.2].map((v) => expect.closeTo(v, 14)))
    expect([...relative]).toEqual([0, 0.2, 0.1].map((v) => expect.closeTo(v, 14)))
    expect(background[2]).toBeCloseTo(Math.sqrt(0.02 / 3) / 2, 14)
  })
})

describe('deviationSummary', () => {
  it('is the mean of |m| over combinations with the error of leaving bags out', () => {
    const { mean, standardError, background } = deviationSummary(three, 2, 7)
    expect(mean).toBeCloseTo(0.1, 14)
    const leftOut = [
      [0.5, 1.3, 2.25],
      [0.45, 1.25, 2.2],
      [0.55, 1.05, 2.15]
    ].map(([a, b, c]) => (Math.abs(a / 0.5 - 1) + Math.abs(b - 1) + Math.abs(c / 2 - 1)) / 3)
    const centre = (leftOut[0] + leftOut[1] + leftOut[2]) / 3
    const squares = leftOut.reduce((sum, value) => sum + (value - centre) ** 2, 0)
    expect(standardError).toBeCloseTo(Math.sqrt((2 / 3) * squares), 13)
    const spread = [0.02, 0.14, 0.02].map((squared) => Math.sqrt(squared / 3))
    expect(background).toBeCloseTo((spread[0] / 0.5 + spread[1] + spread[2] / 2) / 3, 13)
  })

  it('has the error of the mean itself where all deviations have one sign', () => {
    const shifted = moments([0.6, 1.2, 2.4, 0.7, 1.4, 2.8, 0.65, 1.3, 2.6])
    const { mean, standardError } = deviationSummary(shifted, 2, 7)
    expect(mean).toBeCloseTo(0.3, 13)
    expect(standardError).toBeCloseTo(0.1 / Math.sqrt(3), 13)
  })
})

describe('deviationScores', () => {
  it('divide the distance from exact or from zero by the standard error', () => {
    const zero = deviationScores(three, 2, 7, 'zero')
    expect(zero[0]).toBeCloseTo(0, 12)
    expect(zero[2]).toBeCloseTo(0.2 / Math.sqrt(0.02 / 2 / 3), 12)
    expect([...deviationScores(three, 2, 7)]).toEqual([...zero])
  })

  it('are in units of rounding where bags do not differ', () => {
    const equal = moments([0.5, 1.1, 2, 0.5, 1.1, 2.1, 0.5, 1.1, 2.2])
    const scores = deviationScores(equal, 2, 7)
    expect(Math.abs(scores[0])).toBeLessThan(1)
    expect(scores[1]).toBeGreaterThan(1e9)
    expect(scores[1]).toBeLessThan(1e15)
  })
})

describe('measured against exact', () => {
  afterAll(closeWorkerPools)

  it('m_2 and m_4 of GaussNet at sigmaB = 0.3: chi-squared over 16 seeds', async () => {
    const chiSquared = new Map([2, 4].map((order) => [order, 0]))
    let free = 0
    for (let seed = 1; seed <= 16; seed++) {
      const drawn = ensemble({
        network: 'gauss',
        sigmaB: 0.3,
        widths: [5],
        orders: [2, 4],
        networksPerBag: 4000,
        seed
      })
      const sampled = await sampleEnsemble(drawn, { workers: 1 })
      for (const order of [2, 4]) {
        const score = deviationScores(sampled, order, 5)[7]
        chiSquared.set(order, (chiSquared.get(order) ?? 0) + score ** 2)
      }
      free += deviationScores(sampled, 4, 5, 'zero')[7] ** 2
    }
    // 16 degrees of freedom, Student's t of 19: mean 17.9, and 45 is beyond 4 sigma.
    for (const [, value] of chiSquared) {
      expect(value).toBeGreaterThan(4)
      expect(value).toBeLessThan(45)
    }
    // The free theory is far off: the test has power.
    expect(free).toBeGreaterThan(200)
  })
})
