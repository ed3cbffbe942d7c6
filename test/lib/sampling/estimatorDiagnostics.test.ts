import { afterAll, describe, expect, it } from 'vitest'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { diagnoseEstimator } from '../../../lib/src/sampling/estimatorDiagnostics.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'

afterAll(closeWorkerPools)

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
    const moments = await sample({ network: 'gauss', widths: [2] })
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

  it('takes the worst point of a combination', async () => {
    // At x = 0 and sigmaB = 0 a ReLU-net vanishes: nothing is uncertain there.
    const inputs = [[0], [1]]
    const moments = await sample({ network: 'relu', widths: [3], orders: [2], inputs })
    const { effectiveSampleSize, largestShare } = diagnoseEstimator(moments, 2, 3)
    expect([effectiveSampleSize[0], largestShare[0]]).toEqual([40000, 0])
    expect(effectiveSampleSize[1]).toBe(effectiveSampleSize[2])
    expect(largestShare[1]).toBe(largestShare[2])
  })

  it('names the order and the width that are missing', async () => {
    const moments = await sample({ network: 'erf', widths: [2, 3], orders: [2], bags: 1 })
    expect(() => diagnoseEstimator(moments, 4, 2)).toThrow(/order must be one of 2, got 4/)
    expect(() => diagnoseEstimator(moments, 2, 7)).toThrow(/width must be one of 2,3, got 7/)
  })
})
