import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemeFlows } from '../../../lib/src/flow/schemeFlows.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { logarithmic } from '../parameterSets.js'

const schemes = ['wilson', 'polchinski', 'wetterich'] as const
const shares = {
  wilson: largestShare('schemeFlows, wilson'),
  polchinski: largestShare('schemeFlows, polchinski'),
  wetterich: largestShare('schemeFlows, wetterich')
}

test('in d = 0 the three schemes state errors that hold the ordinary integral, all over the domain', () => {
  const parameters = fc.record({
    // In units of the reference mass to their dimension; without inner ones the mass term is that of the reference.
    inner: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 2 }),
    outer: logarithmic(1e-3, 1e3),
    mass: fc.oneof(fc.constant(1), logarithmic(1e-4, 1e4)),
    scales: fc.array(fc.oneof(fc.constant(0), logarithmic(0.03, 30)), {
      minLength: 1,
      maxLength: 3
    }),
    fields: fc.array(
      fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }), logarithmic(1e-3, 2)),
      { minLength: 1, maxLength: 3 }
    ),
    reach: fc.option(logarithmic(3, 12), { nil: undefined, freq: 1 }),
    gridPoints: fc.constantFrom(undefined, 16, 24, 60)
  })
  const runs = propertyRuns(10)
  let [held, refused] = [0, 0]
  fc.assert(
    fc.property(parameters, ({ inner, outer, mass, scales, fields, reach, gridPoints }) => {
      const root = Math.sqrt(mass)
      const units = inner.length ? [...inner, outer] : [1, outer]
      let flows
      try {
        flows = schemeFlows({
          dimension: 0,
          couplings: units.map((u, j) => u * mass ** (j + 1)),
          referenceMass: mass,
          scales: [...new Set(scales)].sort((a, b) => b - a).map((k) => k * root),
          fields: fields.map((phi) => phi / root),
          ...(reach !== undefined && { fieldMax: reach / root }),
          ...(gridPoints !== undefined && { gridPoints })
        })
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^schemeFlows: (fieldMax|gridPoints|fields) must be /
        )
        refused++
        return
      }
      held++
      const integral = flows.integral!
      for (const scheme of schemes) {
        const { potentials, errors, ending } = flows[scheme]
        if (ending.kind !== 'end') continue
        potentials.forEach((row, i) =>
          row.forEach((value, j) => {
            const truth = integral.potentials[i][j]
            const miss = Math.max(0, Math.abs(value - truth) - integral.errors[i])
            const text = `${scheme}: ${value} ± ${errors[i]}, ${truth}`
            expect(miss, text).toBeLessThanOrEqual(errors[i])
            shares[scheme](miss, errors[i])
          })
        )
      }
    }),
    {
      numRuns: runs,
      endOnFailure: true,
      // So close to a point of the grid that the inverse of the distance overflows.
      examples: [
        [
          {
            inner: [0],
            outer: 1,
            mass: 1,
            scales: [1],
            fields: [1, -6e-323],
            reach: undefined,
            gridPoints: 24
          }
        ],
        // A slice of 1e-6, whose Gaussian was cut in half at the end of the grid.
        [
          {
            inner: [0, 0],
            outer: 1000,
            mass: 1,
            scales: [1.000001954350475, 0.9999999999999548],
            fields: [-0.0077],
            reach: undefined,
            gridPoints: 24
          }
        ]
      ]
    }
  )
  expect(held).toBeGreaterThan(refused / 3)
})
