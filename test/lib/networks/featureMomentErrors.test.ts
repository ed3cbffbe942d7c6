import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import {
  closedMoments,
  closedPairMoments,
  decimal,
  Decimal,
  preactivationCovariance
} from '../exactMoments.js'
import { propertyRuns } from '../../propertyRuns.js'
import { pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

/** What 80 digits leave of sums of terms up to 1e20 that cancel. */
const resolution = new Decimal('1e-58')

describe('featureMoment states errors that hold all over the domain, against arbitrary precision', () => {
  const cases = [
    ...Object.entries(closedMoments).map(([name, moment]) => ({
      name,
      moment,
      // A product of four cubics has ten thousand contractions.
      lengths: name === 'hermite3' ? [1, 2] : [1, 2, 3, 4]
    })),
    ...Object.entries(closedPairMoments).map(([name, moment]) => ({ name, moment, lengths: [2] }))
  ]
  it.each(cases)('of $name, $lengths points', ({ name, moment, lengths }) => {
    let finished = 0
    let sharp = 0
    const runs = propertyRuns(100)
    fc.assert(
      fc.property(sigmaWs, sigmaBs, pointLists(lengths, 4), (sigmaW, sigmaB, points) => {
        const parameters = { network: name as NetworkName, sigmaW, sigmaB }
        const covariance = preactivationCovariance(parameters, points)
        const truth = moment(
          covariance,
          points.map((_, a) => a)
        )
        let estimate
        try {
          estimate = featureMoment(parameters, points)
        } catch (error) {
          // Overflow alone may be refused.
          const text = String(error)
          expect(text).toMatch(truth.abs().gt('1e290') ? /overflow/ : /underflows/)
          return
        }
        const { value, error } = estimate
        finished++
        const miss = decimal(value).minus(truth).abs()
        const allowed = decimal(error).plus(resolution)
        expect(
          miss.lte(allowed),
          `${value} ± ${error}, truth ${truth.toString().slice(0, 30)}`
        ).toBe(true)
        if (decimal(error).lte(truth.abs().times(1e-9).plus('1e-290'))) sharp++
      }),
      {
        numRuns: runs,
        endOnFailure: true,
        // Not quite parallel, but equal once they are rounded to unit vectors: signs had the value 1 with an error of 0.
        examples: [
          [
            1,
            0,
            [
              [-0.643746899, -1.159418582],
              [-0.6437468990006439, -1.1594185820011595]
            ]
          ]
        ]
      }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
    // Widest where terms cancel: points at right angles, sigmas of 1e6.
    expect(sharp).toBeGreaterThan(0.7 * finished)
  })
})
