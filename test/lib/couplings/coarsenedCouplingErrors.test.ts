import fc from 'fast-check'
import { expect, it } from 'vitest'
import { coarsenedCoupling } from '../../../lib/src/couplings/coarsenedCoupling.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { cancellingPrecision, decimal, Decimal } from '../exactMoments.js'
import { logarithmic, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: cancellingPrecision })
const share = largestShare('coarsenedCoupling')

it('coarsenedCoupling states errors that hold up to the window where the function diverges, against arbitrary precision', () => {
  let finished = 0
  const runs = propertyRuns(40)
  fc.assert(
    fc.property(
      sigmaWs,
      fc.oneof(fc.constant(0), logarithmic(1e-6, 5)),
      fc.constantFrom(4 as const, 6 as const),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.oneof(fc.constant(0), logarithmic(1e-9, 0.999)),
      (sigmaW, sigmaB, order, dIn, width, shareOfBlur) => {
        const blur = (shareOfBlur * Math.sqrt(dIn / (order - 2))) / sigmaW
        const parameters = { network: 'gauss' as const, sigmaW, sigmaB }
        const found = coarsenedCoupling(parameters, width, order, { dIn, blur })
        const [w, b, d] = [decimal(sigmaW), decimal(sigmaB).pow(2), new Decimal(dIn)]
        const broadening = decimal(blur).times(w).pow(2).div(d)
        const half = d.div(2)
        const wide = broadening.times(2).plus(1)
        const moment = (n: number) =>
          b
            .times((n * n) / 2 - n)
            .exp()
            .div(
              wide
                .pow(n)
                .times(new Decimal(1).minus(broadening.times(n).div(wide)))
                .pow(half)
            )
        const [m2, m4] = [moment(2), moment(4)]
        const quartic = m4.minus(m2.pow(2)).times(3).times(w.pow(4)).div(width)
        // A leg is sigmaW^2 (1 + A)^(-d/2) exp(-s x^2/(2 (1 + A))), s = sigmaW^2/d; a line between vertices has A = 0.
        const legs = broadening.plus(1)
        const slope = w.pow(2).div(d)
        const ends = (n: number) => w.pow(2 * n).div(legs.pow(half.times(n)))
        const pi = Decimal.acos(-1)
        const contact = (n: number) =>
          ends(n).times(pi.times(2).times(legs).div(slope.times(n)).pow(half))
        const u4 = quartic.div(contact(4)).neg()
        let truth = u4
        if (order === 6) {
          const sextic = moment(6)
            .times(15)
            .minus(m4.times(m2).times(45))
            .plus(m2.pow(3).times(30))
            .times(w.pow(6))
            .div(new Decimal(width).pow(2))
          const diagonal = slope.times(3).div(legs).plus(slope)
          const determinant = diagonal.pow(2).minus(slope.pow(2))
          const exchange = ends(6)
            .times(w.pow(2))
            .times(pi.times(2).pow(2).div(determinant).pow(half))
          truth = u4.pow(2).times(10).times(exchange).minus(sextic).div(contact(6))
        }
        finished++
        const miss = decimal(found.value).minus(truth).abs()
        share(miss.toNumber(), found.error)
        const text = `${found.value} ± ${found.error}, truth ${truth.toPrecision(20)}`
        expect(miss.lte(decimal(found.error)), text).toBe(true)
      }
    ),
    { numRuns: runs, endOnFailure: true }
  )
  expect(finished).toBe(runs)
})
