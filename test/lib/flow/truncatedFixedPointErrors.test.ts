import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dimensionlessBeta } from '../../../lib/src/flow/theorySpace.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'
import { truncatedFixedPoint } from '../../../lib/src/flow/truncatedFixedPoint.js'
import { propertyRuns } from '../../propertyRuns.js'
import { logarithmic } from '../parameterSets.js'

const regulators = ['litim', 'exponential', 'sharp', 'mass'] as const

test('truncatedFixedPoint: all flows vanish, and its exponents are those of differences of the flow, over its whole domain', () => {
  let [held, refused] = [0, 0]
  fc.assert(
    fc.property(
      fc.constantFrom(...regulators),
      fc.oneof(
        fc.double({ min: 0.2, max: 3.9, noNaN: true }),
        logarithmic(1e-5, 0.1).map((below) => 4 - below)
      ),
      fc.integer({ min: 2, max: 12 }),
      fc.oneof(fc.constantFrom(0, 1, 2), logarithmic(0.1, 1000)),
      (regulator, dimension, order, components) => {
        let point
        try {
          point = truncatedFixedPoint({ dimension, order, regulator, components })
        } catch (error) {
          expect(String(error)).toMatch(
            /truncatedFixedPoint: order must be a truncation that has a Wilson-Fisher fixed point/
          )
          refused++
          return
        }
        held++
        const { couplings, nu, relevantDirection } = point
        const threshold = thresholdFunction(regulator, dimension)
        const beta = (values: readonly number[]) =>
          dimensionlessBeta(threshold, [...values], components)
        const scale = Math.max(1e-300, Math.abs(couplings[0]))
        const flow = beta([...couplings])
        flow.forEach((value, j) => {
          expect(Math.abs(value)).toBeLessThan(1e-9 * (1 + components) * Math.abs(couplings[j]))
        })
        // Along the relevant direction the flow grows like exp(-t/nu); the difference is central, of fourth order.
        const h = 2e-4 * Math.min(1, scale, (threshold.pole + couplings[0]) / 4)
        const along = (step: number) =>
          beta(Array.from(couplings, (u, j) => u + step * h * relevantDirection[j]))
        const [a, b, c, d] = [1, -1, 2, -2].map(along)
        const slope = (8 * (a[0] - b[0]) - (c[0] - d[0])) / (12 * h)
        expect(Math.abs(slope * nu + 1)).toBeLessThan(1e-5)
        expect(nu).toBeGreaterThan(0)
        expect(point.omega).toBeGreaterThan(0)
      }
    ),
    { numRuns: propertyRuns(20), endOnFailure: true }
  )
  expect(held).toBeGreaterThan(refused)
})
