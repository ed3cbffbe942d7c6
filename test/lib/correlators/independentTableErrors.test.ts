import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import { fieldOf } from '../../../lib/src/networks/field.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import { propertyRuns } from '../../propertyRuns.js'
import {
  componentsOf,
  type IndependentMoment,
  independentMoments,
  signMeanOf,
  tanhOf
} from '../exactIndependentMoments.js'
import { decimal, Decimal } from '../exactMoments.js'
import { add, ExactNeurons, exactly, type Sum, times } from '../exactNeurons.js'
import { heldErrors, stated } from '../heldErrors.js'
import { pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: 120 })
const resolution = new Decimal('1e-100')

/** Degrees of freedom for which transforms are in closed form, and moments of eight weights exist. */
const students = fc.constantFrom(9, 11, 13, 21).map((student): WeightDistribution => ({ student }))
const distributions = fc.oneof(
  { weight: 1, arbitrary: fc.constant<WeightDistribution>('normal') },
  { weight: 4, arbitrary: fc.constantFrom<WeightDistribution>('uniform', 'laplace', 'sign') },
  { weight: 1, arbitrary: students }
)

const expectHeld = heldErrors(
  {
    moment: 'feature moments of weights that are not normal',
    K: 'covariances of weights that are not normal',
    table: 'tables of weights that are not normal',
    deviation: 'deviations of weights that are not normal'
  },
  resolution
)

/** Numbers do not hold the result, or it does not exist. */
const refusal = /overflow|underflow|vanishes nowhere|does not exist|moment/

const signed = {
  tanh: signMeanOf(tanhOf),
  relu: signMeanOf((z) => Decimal.max(z, 0)),
  abs: signMeanOf((z) => z.abs())
}
const moments: Readonly<Record<string, IndependentMoment>> = { ...independentMoments, ...signed }

describe('weights and biases that are not normal: stated errors hold all over the domain, against sums in arbitrary precision', () => {
  it.each(Object.keys(moments))('of %s', (name) => {
    let finished = 0
    const runs = propertyRuns(10)
    const signs = name in signed
    const first = signs ? fc.constant<WeightDistribution>('sign') : distributions
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        pointLists([1, 2, 2, 3], 3),
        fc.integer({ min: 1, max: 2 }),
        fc.constantFrom(...(/exp|gauss|cos/.test(name) ? [2, 4, 6] : [2, 4])),
        fc.tuple(first, first, distributions, distributions),
        fc.constantFrom(1, 2, 5, 1000, 1e6),
        (sigmaW, sigmaB, inputs, outputs, highest, [W0, b0, W1, b1], width) => {
          // Tables of order six of more fields than two have hundreds of entries.
          const order = inputs.length * outputs > 2 ? Math.min(4, highest) : highest
          const parameters: NetworkParameters = {
            network: name as NetworkName,
            sigmaW,
            sigmaB,
            outputs,
            weights: { W0, b0, W1, b1 }
          }
          const vectors = inputs.map((point) => componentsOf(parameters, point))
          const coordinates = [b0, ...inputs[0].map(() => W0)]
          const known = new Map<string, Decimal | undefined>()
          let exists = true
          const feature = (points: readonly number[]): Sum => {
            const sorted = [...points].sort((a, b) => a - b)
            const key = sorted.join()
            if (!known.has(key)) {
              const chosen = sorted.map((a) => vectors[a])
              known.set(key, moments[name](chosen, coordinates))
            }
            const value = known.get(key)
            if (value === undefined) exists = false
            // Waves are sums of terms of the size 1.
            const size = /cos|sin/.test(name) ? decimal(1) : (value?.abs() ?? decimal(0))
            return { value: value ?? decimal(0), size }
          }
          const places = Array.from({ length: order }, (_, i) => i % inputs.length)
          const truth = feature(places)
          if (exists) {
            const points = places.map((a) => inputs[a])
            const moment = stated(() => featureMoment(parameters, points), refusal)
            if (moment) expectHeld('moment', moment.value, moment.error, truth)
          }
          if (outputs === 1) {
            const K = stated(() => covarianceEstimates(parameters, inputs), refusal)
            K?.forEach((row, a) =>
              row.forEach(({ value, error }, b) => {
                const scale = exactly(decimal(sigmaW).pow(2))
                const bias = exactly(decimal(sigmaB).pow(2))
                expectHeld('K', value, error, add(bias, times(scale, feature([a, b]))))
              })
            )
          }
          const exact = new ExactNeurons({
            sigmaW,
            sigmaB,
            width,
            weights: W1,
            biases: b1,
            feature
          })
          const fieldsOf = (combination: readonly number[]) =>
            combination.map((field) => fieldOf(field, inputs.length))
          for (const part of ['full', 'free', 'connected', 'deviation'] as const) {
            const table = stated(
              () => exactGreenFunctions({ ...parameters, inputs }, order, width, part),
              refusal
            )
            if (!table) continue
            finished++
            table.combinations.forEach((combination, c) =>
              expectHeld(
                'table',
                table.values[c],
                table.errors[c],
                exact.part(fieldsOf(combination), part)
              )
            )
            expect(exists).toBe(true)
          }
          const deviations = stated(
            () => exactDeviation({ ...parameters, inputs }, order, width),
            refusal
          )
          deviations?.combinations.forEach((combination, c) => {
            const fields = fieldsOf(combination)
            const [part, { value: free, size }] = [
              exact.part(fields, 'deviation'),
              exact.part(fields, 'free')
            ]
            // Sums of waves that leave no digit of it.
            if (free.abs().lte(size.times(resolution))) return
            const relative = { value: part.value.div(free), size: part.size.div(free.abs()) }
            expectHeld('deviation', deviations.relative[c], deviations.errors[c], relative)
          })
        }
      ),
      {
        numRuns: runs,
        endOnFailure: true,
        // Signs of the bias and of a weight that cancel but for a hundredth, which is rounded as they are.
        examples: [
          [
            1,
            1,
            [
              [-1.403801713, -6e-9],
              [1.403801713, 6e-9]
            ],
            2,
            2,
            ['sign', 'sign', 'laplace', 'laplace'],
            1
          ]
        ]
      }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
  })

  test('GaussNet states errors that are not much wider than its rounding, and moments whose norm overflows', () => {
    const moment = (
      W0: WeightDistribution,
      b0: WeightDistribution,
      sigmaB: number,
      points: readonly Point[]
    ) => {
      const weights = { W0, b0, W1: 'normal', b1: 'normal' } as const
      return featureMoment({ network: 'gauss', sigmaW: 1, sigmaB, weights }, points)
    }
    // They were 2e3 units wide at a true error of 2, and those whose factors overflow were refused.
    for (const [W0, b0] of [
      ['normal', 'sign'],
      ['sign', 'normal'],
      ['uniform', 'sign']
    ] as const) {
      const { value, error } = moment(W0, b0, 1, new Array<Point>(6).fill([1]))
      expect(error).toBeLessThan(4e-14 * value)
    }
    // cosh(2 x) exp(-2 x^2), whatever the normal bias.
    const { value, error } = moment('sign', 'normal', 1e10, [[0.5], [0.5]])
    expect(Math.abs(value - Math.cosh(1) * Math.exp(-0.5))).toBeLessThanOrEqual(error + 1e-15)
    expect(error).toBeLessThan(6e-11)
  })
})
