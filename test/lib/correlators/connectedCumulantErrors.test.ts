import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectedCumulant } from '../../../lib/src/correlators/exactGreenFunction.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import {
  cancellingPrecision,
  closedMoments,
  decimal,
  Decimal,
  exactNeuronCumulant,
  preactivationCovariance,
  resolution
} from '../exactMoments.js'
import { pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: cancellingPrecision })

describe('connectedCumulant states errors that hold all over the domain, against arbitrary precision', () => {
  const names = Object.keys(closedMoments).filter((name) => name !== 'hermite3')
  it.each(names)('of %s, 500 draws of four and six points', (name) => {
    let finished = 0
    let sharp = 0
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        pointLists(/gauss$|exp|identity/.test(name) ? [4, 4, 6] : [4], 2),
        fc.integer({ min: 1, max: 1000 }),
        (sigmaW, sigmaB, points, width) => {
          const parameters = { network: name as NetworkName, sigmaW, sigmaB }
          const n = points.length
          const covariance = preactivationCovariance(parameters, points)
          const truth = exactNeuronCumulant(closedMoments[name], covariance)
            .times(decimal(sigmaW).pow(n))
            .div(new Decimal(width).pow(n / 2 - 1))
          let estimate
          try {
            estimate = connectedCumulant(parameters, points, width)
          } catch (error) {
            expect(String(error)).toMatch(/overflow|underflows/)
            return
          }
          const { value, error } = estimate
          finished++
          const miss = decimal(value).minus(truth).abs()
          const allowed = decimal(error).times(4).plus(truth.abs().times(4e-16))
          const held = miss.lte(allowed.plus(resolution))
          expect(
            held,
            `${value} ± ${error}, truth ${truth.toString().slice(0, 40)} ${truth.e}`
          ).toBe(true)
          if (decimal(error).lte(truth.abs().times(1e-9).plus('1e-290'))) sharp++
        }
      ),
      { numRuns: 500 }
    )
    expect(finished).toBeGreaterThan(150)
    // Widest where terms cancel: points at right angles, sigmas of 1e6.
    expect(sharp).toBeGreaterThan(0.7 * finished)
  })
})
