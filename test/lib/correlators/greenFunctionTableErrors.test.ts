import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { exactWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { fieldOf } from '../../../lib/src/networks/field.js'
import type { NetworkParameters } from '../../../lib/src/networks/networkParameters.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import { propertyRuns } from '../../propertyRuns.js'
import { closedMoments, Decimal, preactivationCovariance } from '../exactMoments.js'
import { ExactNeurons, featuresOf } from '../exactNeurons.js'
import { heldErrors, stated } from '../heldErrors.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

/** Connected functions of ten fields at a million neurons are a difference of numbers 1e24 times as large, and small sigmas take as much. */
Decimal.set({ precision: 200 })
const resolution = new Decimal('1e-185')

const distributions = fc.oneof(
  { weight: 3, arbitrary: fc.constant<WeightDistribution>('normal') },
  { weight: 2, arbitrary: fc.constantFrom<WeightDistribution>('uniform', 'laplace', 'sign') },
  {
    weight: 1,
    // Just above the order at which they stop to exist, and far above.
    arbitrary: fc
      .oneof(logarithmic(1e-6, 1), logarithmic(1, 1e6))
      .map((above): WeightDistribution => ({ student: 10 + above }))
  }
)
const widths = fc.oneof(
  fc.constantFrom(1, 2, 5, 1000, 1e6, 2 ** 53 - 1),
  fc.integer({ min: 1, max: 2000 })
)
/** Order and number of inputs. */
const sizes = (highest: number) =>
  fc.constantFrom(
    ...([2, 4, 6, 8, 10] as const).flatMap((order) =>
      [1, 2, 3]
        .filter((inputs) => order <= highest && inputs * order <= 20)
        .map((inputs) => [order, inputs] as const)
    )
  )

const parallel = [
  [999.9999999999944, 0.385745435],
  [1000.0000025947548, 0.385745436000917]
]

const expectHeld = heldErrors(
  {
    table: 'exactGreenFunctions',
    deviation: 'exactDeviation',
    scaling: 'exactWidthScaling'
  },
  resolution
)

describe('tables of Green functions state errors that hold all over the domain, against sums over neurons in arbitrary precision', () => {
  // Of polynomials high orders have too many contractions to be sums of them.
  const names = Object.keys(closedMoments).filter((name) => name !== 'hermite3')
  const highest = (name: string) =>
    /square|hermite/.test(name)
      ? 4
      : name === 'gaussian'
        ? 6
        : /cos|sin|identity/.test(name)
          ? 8
          : 10
  it.each(names)('of %s', (name) => {
    let finished = 0
    const runs = propertyRuns(2)
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        sizes(highest(name)).chain(([order, inputs]) =>
          fc.tuple(fc.constant(order), pointLists([inputs], 4))
        ),
        fc.integer({ min: 1, max: 3 }),
        distributions,
        distributions,
        fc.tuple(widths, widths),
        (sigmaW, sigmaB, [order, inputs], outputs, W1, b1, [width, other]) => {
          const parameters: NetworkParameters = {
            network: name as NetworkName,
            sigmaW,
            sigmaB,
            outputs,
            weights: { W0: 'normal', b0: 'normal', W1, b1 }
          }
          const covariance = preactivationCovariance(parameters, inputs)
          // Sines and cosines are sums of terms of the size 1.
          const feature = featuresOf(closedMoments[name], covariance, /cos|sin/.test(name) ? 1 : 0)
          const exact = (N: number) =>
            new ExactNeurons({ sigmaW, sigmaB, width: N, weights: W1, biases: b1, feature })
          const truth = exact(width)
          const fieldsOf = (combination: readonly number[]) =>
            combination.map((field) => fieldOf(field, inputs.length))
          for (const part of ['full', 'free', 'connected', 'deviation'] as const) {
            const table = stated(
              () => exactGreenFunctions({ ...parameters, inputs }, order, width, part),
              /exactGreenFunctions: .*(overflow|underflow)/
            )
            table?.combinations.forEach((combination, c) =>
              expectHeld(
                'table',
                table.values[c],
                table.errors[c],
                truth.part(fieldsOf(combination), part)
              )
            )
            if (table) finished++
          }
          const deviations = stated(
            () => exactDeviation({ ...parameters, inputs }, order, width),
            /exactDeviation: .*(overflow|underflow|vanishes nowhere)/
          )
          deviations?.combinations.forEach((combination, c) => {
            const fields = fieldsOf(combination)
            const [part, free] = [truth.part(fields, 'deviation'), truth.part(fields, 'free').value]
            const relative = { value: part.value.div(free), size: part.size.div(free.abs()) }
            expectHeld('deviation', deviations.relative[c], deviations.errors[c], relative)
          })
          if (width === other) return
          const points = Array.from({ length: order }, (_, i) => inputs[i % inputs.length])
          const scaling = stated(
            () => exactWidthScaling(parameters, points, [width, other]),
            /exactWidthScaling: .*(overflow|underflow|vanishes at no width)/
          )
          const fields = points.map((_, i) => ({ point: i % inputs.length, output: 0 }))
          scaling?.widths.forEach((N, i) =>
            expectHeld(
              'scaling',
              scaling.values[i],
              scaling.errors[i],
              exact(N).part(fields, 'connected')
            )
          )
        }
      ),
      {
        numRuns: runs,
        endOnFailure: true,
        examples: [
          // The cumulant of such a bias was a difference of its moments.
          [1, 1, [4, [[0.04, -0.8, 1]]], 1, 'uniform', { student: 1000010 }, [1843, 1000000]],
          // Parallel to nine digits and 1e9 long: the determinant of the gaussian's moment was one of a singular matrix.
          [1e6, 1, [2, parallel], 2, 'normal', 'normal', [98, 881]]
        ]
      }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
  })
})
