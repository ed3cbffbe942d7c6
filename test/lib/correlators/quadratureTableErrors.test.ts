import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { exactWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import { fieldOf } from '../../../lib/src/networks/field.js'
import type { NetworkParameters } from '../../../lib/src/networks/networkParameters.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import { propertyRuns } from '../../propertyRuns.js'
import { tanhOf } from '../exactIndependentMoments.js'
import { decimal, Decimal } from '../exactMoments.js'
import { ExactNeurons, type Sum } from '../exactNeurons.js'
import { heldErrors, stated } from '../heldErrors.js'
import { logarithmic, pointLists } from '../parameterSets.js'

Decimal.set({ precision: 50 })
/** Of what the trapezoidal rule leaves out, and of sums. */
const resolution = new Decimal('1e-29')
const logResolution = 30 * Math.LN10

/** Where 1 - exp(-2 z) has lost few digits. */
const apart = new Decimal('1e-3')

/**
 * Activations without closed moments, as functions of z and exp(-z), with the half width of the strip in which they are
 * analytic.
 */
const activations = {
  tanh: {
    value: (z: Decimal, falling: Decimal) => {
      if (z.abs().lt(apart)) return tanhOf(z)
      const square = falling.times(falling)
      return decimal(1).minus(square).div(square.plus(1))
    },
    strip: Math.PI / 2
  },
  sigmoid: {
    value: (_: Decimal, falling: Decimal) => decimal(1).div(falling.plus(1)),
    strip: Math.PI
  },
  silu: { value: (z: Decimal, falling: Decimal) => z.div(falling.plus(1)), strip: Math.PI }
}

/**
 * E[prod g(z_a)] of z = v . u by the trapezoidal rule over one or two normal u, whose error falls off exponentially with the strip
 * over the step.
 */
function trapezoidalFeatures(
  name: keyof typeof activations,
  vectors: readonly (readonly [Decimal, Decimal])[]
) {
  const { value: g, strip } = activations[name]
  const axes = [0, 1].map((k) => {
    const steepest = Math.max(...vectors.map((v) => v[k].abs().toNumber()))
    const reach = 14
    const node = (u: Decimal) => ({
      weight: u.pow(2).div(-2).exp(),
      // An exponential of a sum is a product: one of each node of an axis, not of each pair of them.
      parts: vectors.map((v) => ({ z: u.times(v[k]), falling: u.times(v[k]).neg().exp() }))
    })
    if (steepest === 0) return [node(decimal(0))]
    const step = Math.min(0.4, (2 * Math.PI * strip) / steepest / (logResolution + 4))
    const count = Math.ceil(reach / step)
    const h = decimal(reach / count)
    return Array.from({ length: 2 * count + 1 }, (_, i) => node(h.times(i - count)))
  })
  const nodes = axes[0].flatMap((one) =>
    axes[1].map((other) => ({
      weight: one.weight.times(other.weight),
      factors: vectors.map((_, a) =>
        g(one.parts[a].z.plus(other.parts[a].z), one.parts[a].falling.times(other.parts[a].falling))
      )
    }))
  )
  const norm = nodes.reduce((sum, { weight }) => sum.plus(weight), decimal(0))
  const known = new Map<string, Sum>()
  return (points: readonly number[]): Sum => {
    const key = [...points].sort((a, b) => a - b).join()
    const found = known.get(key)
    if (found) return found
    let [value, size] = [decimal(0), decimal(0)]
    for (const { weight, factors } of nodes) {
      const term = points.reduce((product, a) => product.times(factors[a]), weight)
      value = value.plus(term)
      size = size.plus(term.abs())
    }
    const sum = { value: value.div(norm), size: size.div(norm) }
    known.set(key, sum)
    return sum
  }
}

const expectHeld = heldErrors(
  {
    table: 'tables of quadrature',
    deviation: 'deviations of quadrature',
    scaling: 'width scaling of quadrature'
  },
  resolution
)

/** Numbers do not hold the result. */
const refusal = /overflow|underflow|vanishes/

const distributions = fc.oneof(
  { weight: 2, arbitrary: fc.constant<WeightDistribution>('normal') },
  { weight: 2, arbitrary: fc.constantFrom<WeightDistribution>('uniform', 'laplace', 'sign') },
  { weight: 1, arbitrary: fc.constant<WeightDistribution>({ student: 8.5 }) }
)
/** One preactivation in all, as steep as decimal sums take; two, less so: `quadratureMomentErrors` holds moments of steeper ones. */
const spans = fc.oneof(
  fc.record({
    sigmaW: fc.oneof(logarithmic(1e-6, 20), logarithmic(0.1, 5)),
    sigmaB: fc.constant(0),
    inputs: pointLists([1, 2, 3], 1)
  }),
  fc.record({
    sigmaW: logarithmic(1e-6, 1.2),
    sigmaB: logarithmic(1e-6, 1),
    inputs: pointLists([1, 2], 1)
  })
)

describe('tables of networks by quadrature state errors that hold, against the trapezoidal rule in arbitrary precision', () => {
  it.each(Object.keys(activations) as (keyof typeof activations)[])('of %s', (name) => {
    let finished = 0
    const runs = propertyRuns(6)
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 1, max: 2 }),
        fc.constantFrom(2, 4, 4, 6),
        distributions,
        distributions,
        fc.constantFrom(1, 2, 5, 1000, 1e6),
        ({ sigmaW, sigmaB, inputs }, outputs, highest, W1, b1, width) => {
          const steepest = Math.max(...inputs.map(([x]) => Math.abs(sigmaW * x)))
          // Beyond, a decimal sum takes minutes.
          fc.pre(steepest < (sigmaB > 0 ? 1.5 : 40))
          const order = inputs.length * outputs > 2 ? Math.min(4, highest) : highest
          const parameters: NetworkParameters = {
            network: name,
            sigmaW,
            sigmaB,
            outputs,
            weights: { W0: 'normal', b0: 'normal', W1, b1 }
          }
          const vectors = inputs.map(
            ([x]) => [decimal(sigmaW).times(decimal(x)), decimal(sigmaB)] as const
          )
          const feature = trapezoidalFeatures(name, vectors)
          const exact = (N: number) =>
            new ExactNeurons({ sigmaW, sigmaB, width: N, weights: W1, biases: b1, feature })
          const truth = exact(width)
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
                truth.part(fieldsOf(combination), part)
              )
            )
          }
          const deviations = stated(
            () => exactDeviation({ ...parameters, inputs }, order, width),
            refusal
          )
          deviations?.combinations.forEach((combination, c) => {
            const fields = fieldsOf(combination)
            const [part, free] = [truth.part(fields, 'deviation'), truth.part(fields, 'free').value]
            const relative = { value: part.value.div(free), size: part.size.div(free.abs()) }
            expectHeld('deviation', deviations.relative[c], deviations.errors[c], relative)
          })
          const places = Array.from({ length: order }, (_, i) => i % inputs.length)
          const points = places.map((a) => inputs[a])
          const scaling = stated(
            () => exactWidthScaling(parameters, points, [width, width + 3]),
            refusal
          )
          const fields = places.map((point) => ({ point, output: 0 }))
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
      { numRuns: runs, endOnFailure: true }
    )
    expect(finished).toBeGreaterThan(runs)
  })
})
