import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactGreenFunction,
  type ExactEstimate
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { wickContractions } from '../../../lib/src/correlators/wickContractions.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { architectureOf } from '../../../lib/src/networks/architecture.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import { propertyRuns } from '../../propertyRuns.js'
import { type Entry, ExactLayers, kinkedMoments, Parallel } from '../exactLayers.js'
import { closedMoments, closedPairMoments, decimal, Decimal } from '../exactMoments.js'
import { add, exactly, type Sum, times } from '../exactNeurons.js'
import { heldErrors, stated } from '../heldErrors.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: 90 })
/** Of sums, the sizes of which are those of numbers over steps of 1e-25 where there are differences. */
const resolution = new Decimal('1e-84')

const expectHeld = heldErrors(
  {
    K: 'deep covariances',
    V: 'deep vertices',
    m: 'deep two-point functions',
    d: 'deviations of deep two-point functions',
    G: 'deep four-point functions',
    U: 'deep connected six-point functions'
  },
  resolution
)

/** A number is out of range, or quadrature does not reach a matrix. */
const refusal = /overflow|underflow|quadrature|smaller|jumps|no moment|derivative/

const parallel = <T>(compute: () => T): T | undefined => {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof Parallel)) throw error
    return undefined
  }
}

const maps = (sigma: typeof sigmaWs) => fc.record({ sigmaW: sigma, sigmaB: sigmaBs })
const ordinary = fc.record({
  sigmaW: logarithmic(0.3, 3),
  sigmaB: fc.oneof(fc.constant(0), logarithmic(0.01, 2))
})
/** Layers alike, or each with its own. */
const networks = fc
  .record({
    depth: fc.integer({ min: 2, max: 4 }),
    layers: fc.array(
      fc.oneof({ weight: 3, arbitrary: ordinary }, { weight: 1, arbitrary: maps(sigmaWs) }),
      {
        minLength: 5,
        maxLength: 5
      }
    ),
    widths: fc.array(fc.constantFrom(1, 1, 2, 7), { minLength: 4, maxLength: 4 }),
    alike: fc.boolean()
  })
  .map(({ depth, layers, widths, alike }) => ({
    readout: layers[4],
    layers: Array.from({ length: depth }, (_, l) =>
      alike ? { ...layers[4], width: 1 } : { ...layers[l], width: widths[l] }
    )
  }))

/** A network of one activation; above GaussNet's own, which is of the first layer alone, cosines. */
function networkOf(name: string, layers: readonly object[], readout: object) {
  const later = name === 'gauss' ? 'cos' : name
  const activations = layers.map((_, l) => (l === 0 ? name : later) as NetworkName)
  const network = {
    network: activations[0],
    ...readout,
    layers: layers.map((layer, l) => ({ ...layer, activation: activations[l] })),
    readout
  } as unknown as NetworkParameters
  return { network, activations }
}

const distinct = (points: readonly Point[]) => [
  ...new Map(points.map((point) => [point.map((x) => x + 0).join(), point])).values()
]

const sum = (terms: readonly Sum[]) =>
  terms.reduce((one, other) => add(one, other), exactly(decimal(0)))

const unit = { sigmaW: 1, sigmaB: 0 }
const alike = (depth: number) => ({
  readout: unit,
  layers: Array.from({ length: depth }, () => ({ ...unit, width: 1 }))
})

/** Activations whose moments are sums of terms of the size 1. */
const waves = /cos|sin|gauss$/

describe('functions of several layers state errors that hold all over the domain, against arbitrary precision', () => {
  it.each([
    ...Object.keys(closedMoments).filter((name) => name !== 'hermite3'),
    ...Object.keys(closedPairMoments)
  ])('covariances of %s', (name) => {
    fc.assert(
      fc.property(networks, pointLists([1, 2], 3), ({ layers, readout }, given) => {
        const points = distinct(given)
        const { network, activations } = networkOf(name, layers, readout)
        const moments = activations.map((g) => closedMoments[g] ?? closedPairMoments[g])
        const exact = new ExactLayers(
          architectureOf('test', network),
          moments,
          points,
          waves.test(name)
        )
        const found = stated(() => covarianceEstimates(network, points), refusal)
        found?.forEach((row, a) =>
          row.forEach((estimate, b) =>
            expectHeld(
              'K',
              estimate.value,
              estimate.error,
              exact.covariance([Math.min(a, b), Math.max(a, b)])
            )
          )
        )
      }),
      {
        numRuns: propertyRuns(20),
        endOnFailure: true,
        examples: [
          // Squares of the third layer underflow: 0 without an error.
          [
            alike(3),
            [
              [1.999999992, 5.2e-14],
              [0, 9.2e-25]
            ]
          ],
          // Of waves the exact sum has few digits there.
          [alike(4), [[1], [1.54e-86]]]
        ]
      }
    )
  })

  const kinked = Object.keys(kinkedMoments)
  const all = { ...closedMoments, ...kinkedMoments }
  const names = Object.keys(all).filter((name) => !/hermite3|^exp$/.test(name))
  it.each(names)('vertices and Green functions of %s to their orders in 1/N', (name) => {
    let finished = 0
    const runs = propertyRuns(6)
    const fields = fc.array(fc.nat(2), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(
        networks,
        pointLists([1, 2, 2, 3], 2),
        fields,
        fc.constantFrom(1, 10, 1000, 1e9),
        ({ layers, readout }, given, chosen, width) => {
          const points = distinct(given).slice(0, kinked.includes(name) ? 2 : 3)
          const { network, activations } = networkOf(name, layers, readout)
          const exact = parallel(
            () =>
              new ExactLayers(
                architectureOf('test', network),
                activations.map((g) => all[g]),
                points,
                waves.test(name)
              )
          )
          if (!exact) return
          const indices = chosen.map((index) => index % points.length)
          const at = (count: number) => indices.slice(0, count).map((index) => points[index])
          const entry = (pair: readonly number[], count = points.length): Entry => {
            const [a, b] = pair.map((place) => indices[place] % count)
            return [Math.min(a, b), Math.max(a, b)]
          }
          const share = exactly(decimal(1).div(width))
          const vertex = parallel(() =>
            sum(wickContractions(4).map(([p, q]) => exact.vertex(entry(p), entry(q))))
          )
          const V = stated(() => quarticVertex(network, at(4)), refusal)
          if (V && vertex) {
            finished++
            expectHeld('V', V.value, V.error, vertex)
          }
          const found = (
            list: readonly Point[],
            part: 'full' | 'connected' | 'deviation'
          ): ExactEstimate | undefined => {
            const estimate = stated(() => exactGreenFunction(network, list, width, part), refusal)
            // Others are exact at every width.
            return estimate?.exactTo === undefined ? undefined : estimate
          }
          const correction = (pair: readonly number[]) =>
            times(exact.correction(entry(pair)), share)
          const two = found(at(2), 'full')
          const mean = parallel(() => correction([0, 1]))
          if (two && mean)
            expectHeld('m', two.value, two.error, add(exact.covariance(entry([0, 1])), mean))
          // Alone: beside K its error is not seen.
          const alone = found(at(2), 'deviation')
          if (alone && mean) expectHeld('d', alone.value, alone.error, mean)
          const four = found(at(4), 'full')
          const full =
            vertex &&
            parallel(() =>
              sum([
                times(vertex, share),
                ...wickContractions(4).flatMap(([p, q]) => {
                  const [K, L] = [p, q].map((pair) => exact.covariance(entry(pair)))
                  return [times(K, L), times(K, correction(q)), times(correction(p), L)]
                })
              ])
            )
          if (four && full) expectHeld('G', four.value, four.error, full)
          // Two points, since three have ten times as many moments; polynomials have too many contractions at twelve factors.
          if (/square|hermite/.test(name)) return
          const pairs = at(6).map((_, place) => points[indices[place] % Math.min(2, points.length)])
          const six = found(pairs, 'connected')
          const triple = parallel(() =>
            times(
              sum(
                wickContractions(6).map((triples) =>
                  exact.triple(triples.map((pair) => entry(pair, 2)))
                )
              ),
              times(share, share)
            )
          )
          if (six && triple) expectHeld('U', six.value, six.error, triple)
        }
      ),
      {
        numRuns: runs,
        endOnFailure: true,
        // Where points nearly coincide second derivatives lost all digits, and closer to each other more than the errors said.
        examples: [
          [alike(2), [[-1], [-1.0000000014225798]], [1, 1, 0, 1, 1, 0], 10],
          [alike(2), [[-1], [-1.001]], [1, 1, 0, 1, 1, 0], 10],
          // The variance of the second layer underflows: a deviation of 0 without an error.
          [alike(2), [[1e-156]], [0, 0, 0, 0, 0, 0], 1e9]
        ]
      }
    )
    // Of kinks the derivatives at parallel preactivations, which are drawn often, are not known in closed form.
    expect(finished).toBeGreaterThan((kinked.includes(name) ? 0.15 : 0.3) * runs)
  })
})
