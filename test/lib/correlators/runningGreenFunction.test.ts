import { describe, expect, it } from 'vitest'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { runningGreenFunction } from '../../../lib/src/correlators/runningGreenFunction.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const setup = ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  inputs: [[0], [0.5]],
  widths: [3],
  orders: [4],
  bags: 12,
  networksPerBag: 200,
  seed: 4
})

describe('runningGreenFunction', () => {
  it.each([2, 5, 12])('after %i bags is the measured Green function of so many', async (bags) => {
    const all = await sampleEnsemble(setup, { store: false })
    const some = await sampleEnsemble({ ...setup, bags }, { store: false })
    const running = runningGreenFunction(all, [0, 0, 1, 1], 3)
    const { combinations, mean, standardError } = measuredGreenFunction(some, 4, 3)
    const place = combinations.findIndex((indices) => indices.join() === '0,0,1,1')
    expect(running.mean[bags - 1] / mean[place]).toBeCloseTo(1, 12)
    expect(running.standardError[bags - 1] / standardError[place]).toBeCloseTo(1, 10)
  })

  it('knows no error after one bag, and refuses a combination that was not sampled', async () => {
    const moments = await sampleEnsemble(setup, { store: false })
    const { standardError, bagMeans, mean } = runningGreenFunction(moments, [0, 0, 0, 1], 3)
    expect([standardError[0], mean[0]]).toEqual([Infinity, bagMeans[0]])
    expect(() => runningGreenFunction(moments, [1, 0, 0, 0], 3)).toThrow(
      'runningGreenFunction: combination must be indices of inputs below 2, not decreasing'
    )
    expect(() => runningGreenFunction(moments, [0, 0], 3)).toThrow("one of the ensemble's orders 4")
  })
})
