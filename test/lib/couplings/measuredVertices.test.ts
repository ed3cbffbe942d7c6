import { afterAll, describe, expect, it } from 'vitest'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { measuredConnected } from '../../../lib/src/couplings/measuredConnected.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { fitLine } from '../../../lib/src/numerics/leastSquares.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'

afterAll(closeWorkerPools)

const inputs = [[0.5], [1.2]]
const widths = [16, 32, 64, 128]

/** The limit of values at doubled widths, without their terms 1/N and 1/N^2, less the truth, in its standard errors. */
function scoreOfLimit(values: readonly number[], errors: readonly number[], truth: number): number {
  // 2 y(2N) - y(N) has no term 1/N; a line in 1/N^2 is left. Neighbours share a value: the error is somewhat too small.
  const doubled = widths.slice(1).map((_, i) => ({
    value: 2 * values[i + 1] - values[i],
    error: Math.hypot(2 * errors[i + 1], errors[i]),
    x: widths[i] ** -2
  }))
  const fit = fitLine(
    doubled.map(({ x }) => x),
    doubled.map(({ value }) => value),
    doubled.map(({ error }) => error)
  )
  return (fit.intercept - truth) / fit.interceptError
}

describe('measured connected functions of deep networks', () => {
  it.each([
    ['tanh', 2],
    ['relu', 2],
    ['erf', 3],
    ['sin', 2],
    ['gelu', 2]
  ] as const)(
    'of %s, L = %d, times N go to the vertex, and the two-point function to its correction',
    async (network, depth) => {
      const parameters = ensemble({
        network,
        depth,
        sigmaW: 1.3,
        sigmaB: 0.4,
        inputs,
        widths,
        orders: [2, 4],
        bags: 25,
        networksPerBag: 8000,
        estimator: 'conditional',
        seed: 17
      })
      const moments = await sampleEnsemble(parameters, { store: false, runner: localRunner() })
      const measured = widths.map((width) => measuredConnected(moments, 4, width))
      measured[0].combinations.forEach((combination, c) => {
        const truth = quarticVertex(
          parameters,
          combination.map((a) => inputs[a])
        ).value
        const score = scoreOfLimit(
          measured.map(({ values, width }) => width * values[c]),
          measured.map(({ standardErrors, width }) => width * standardErrors[c]),
          truth
        )
        expect(Math.abs(score)).toBeLessThan(4)
        // And not for want of accuracy: the widest network alone sees the vertex to a few per cent.
        expect((128 * measured[3].standardErrors[c]) / truth).toBeLessThan(0.04)
      })
      const two = widths.map((width) => measuredGreenFunction(moments, 2, width))
      const free = exactGreenFunction(parameters, inputs, 1, 'free').value
      const correction = exactGreenFunction(parameters, inputs, 1, 'deviation').value
      const score = scoreOfLimit(
        two.map(({ mean }, i) => widths[i] * (mean[1] - free)),
        two.map(({ standardError }, i) => widths[i] * standardError[1]),
        correction
      )
      expect(Math.abs(score)).toBeLessThan(4)
    }
  )

  it('need the measured two-point function, as that of infinite width is off by as much as the vertex', async () => {
    const parameters = ensemble({
      network: 'gelu',
      depth: 3,
      inputs: [[1.2]],
      widths: [20],
      orders: [4],
      bags: 2,
      networksPerBag: 10,
      estimator: 'conditional'
    })
    const moments = await sampleEnsemble(parameters, { store: false, runner: localRunner() })
    expect(() => measuredConnected(moments, 4, 20)).toThrow(
      "order must be one of the ensemble's orders 4"
    )
  })
})
