import { describe, expect, it } from 'vitest'
import { conditionalStandardError } from '../../../lib/src/correlators/conditionalStandardError.js'
import { empiricalGreenFunction } from '../../../lib/src/correlators/empiricalGreenFunction.js'
import { literalStandardError } from '../../../lib/src/correlators/literalStandardError.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

describe('conditionalStandardError', () => {
  it('is the scatter of the bags where the tail is sampled', async () => {
    const setup = ensemble({
      network: 'gauss',
      sigmaB: 0.1,
      widths: [4],
      orders: [4],
      inputs: [[0]],
      bags: 400,
      networksPerBag: 200,
      seed: 6,
      estimator: 'conditional'
    })
    const [expected] = conditionalStandardError(setup, 4, 4)
    const measured = empiricalGreenFunction(await sampleEnsemble(setup), 4, 4)
    // The standard deviation over 400 bags is known to 1 / sqrt(798) = 3.5 %: 5 sigma is 18 %.
    const ratio = measured.standardError[0] / (3 * 1.01 ** 2) / expected
    expect(Math.abs(ratio - 1)).toBeLessThan(0.18)
  })

  it('is below the literal one, by far where the theory is nearly free', () => {
    const setup = ensemble({ network: 'gauss', sigmaB: 0.3 })
    for (const width of [2, 1000]) {
      const conditional = conditionalStandardError(setup, 4, width)
      const literal = literalStandardError(setup, 4, width)
      expect(conditional.every((error, i) => error < literal[i])).toBe(true)
    }
    const gain =
      literalStandardError(setup, 4, 1000)[0] / conditionalStandardError(setup, 4, 1000)[0]
    expect(gain).toBeGreaterThan(30)
  })
})
