import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactGreenFunction,
  type ExactEstimate
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { architectureOf } from '../../../lib/src/networks/architecture.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { type Entry, ExactLayers, kinkedMoments, Parallel } from '../exactLayers.js'
import { closedMoments, closedPairMoments, decimal, Decimal } from '../exactMoments.js'
import { add, exactly, type Sum, times } from '../exactNeurons.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: 90 })
/** Of sums, the sizes of which are those of numbers over steps of 1e-25 where there are differences. */
const resolution = new Decimal('1e-84')

const shares = {
  K: largestShare('deep covariances'),
  V: largestShare('deep vertices'),
  m: largestShare('deep two-point functions'),
  G: largestShare('deep four-point functions'),
  U: largestShare('deep connected six-point functions')
}

function expectHeld(name: keyof typeof shares, { value, error }: Estimate, truth: Sum) {
  const noise = truth.size.times(resolution)
  const miss = Decimal.max(0, decimal(value).minus(truth.value).abs().minus(noise))
  const text = `${name} ${value} ± ${error}, truth ${truth.value.toPrecision(25)}`
  expect(error, text).toBeGreaterThanOrEqual(0)
  expect(miss.lte(decimal(error)), text).toBe(true)
  shares[name](miss.toNumber(), error)
}

/** What a function states, or nothing where it refuses a number out of range, or a matrix that quadrature does not reach. */
function stated<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    expect(error.message).toMatch(
      /overflow|underflow|quadrature|smaller|jumps|no moment|derivative/
    )
    return undefined
  }
}

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

const distinct = (points: readonly Point[]) => [
  ...new Map(points.map((point) => [point.map((x) => x + 0).join(), point])).values()
]

const pairings = [
  [
    [0, 1],
    [2, 3]
  ],
  [
    [0, 2],
    [1, 3]
  ],
  [
    [0, 3],
    [1, 2]
  ]
] as const

/** All ways to join six in pairs. */
function sixInPairs(rest: readonly number[]): number[][][] {
  if (rest.length === 0) return [[]]
  const [first, ...others] = rest
  return others.flatMap((other) =>
    sixInPairs(others.filter((index) => index !== other)).map((pairs) => [[first, other], ...pairs])
  )
}

const sum = (terms: readonly Sum[]) =>
  terms.reduce((one, other) => add(one, other), exactly(decimal(0)))

describe('functions of several layers state errors that hold all over the domain, against arbitrary precision', () => {
  it.each([
    ...Object.keys(closedMoments).filter((name) => name !== 'hermite3'),
    ...Object.keys(closedPairMoments)
  ])('covariances of %s', (name) => {
    fc.assert(
      fc.property(networks, pointLists([1, 2], 3), ({ layers, readout }, given) => {
        const points = distinct(given)
        const later = name === 'gauss' ? 'cos' : name
        const activations = layers.map((_, l) => (l === 0 ? name : later) as NetworkName)
        const network = {
          network: activations[0],
          ...readout,
          layers: layers.map((layer, l) => ({ ...layer, activation: activations[l] })),
          readout
        } as unknown as NetworkParameters
        const moments = activations.map((g) => closedMoments[g] ?? closedPairMoments[g])
        const exact = new ExactLayers(architectureOf('test', network), moments, points)
        const found = stated(() => covarianceEstimates(network, points))
        found?.forEach((row, a) =>
          row.forEach((estimate, b) =>
            expectHeld('K', estimate, exact.covariance([Math.min(a, b), Math.max(a, b)]))
          )
        )
      }),
      { numRuns: propertyRuns(20), endOnFailure: true }
    )
  })

  const kinked = Object.keys(kinkedMoments)
  const all = { ...closedMoments, ...kinkedMoments }
  const names = Object.keys(all).filter((name) => !/hermite3|^exp$/.test(name))
  it.each(names)('vertices and Green functions of %s to their orders in 1/N', (name) => {
    let finished = 0
    const runs = propertyRuns(3)
    const fields = fc.array(fc.nat(2), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(
        networks,
        pointLists([1, 2, 2, 3], 2),
        fields,
        fc.constantFrom(1, 10, 1000, 1e9),
        ({ layers, readout }, given, chosen, width) => {
          const points = distinct(given).slice(0, kinked.includes(name) ? 2 : 3)
          const later = name === 'gauss' ? 'cos' : name
          const activations = layers.map((_, l) => (l === 0 ? name : later) as NetworkName)
          const network = {
            network: activations[0],
            ...readout,
            layers: layers.map((layer, l) => ({ ...layer, activation: activations[l] })),
            readout
          } as unknown as NetworkParameters
          const exact = parallel(
            () =>
              new ExactLayers(
                architectureOf('test', network),
                activations.map((g) => all[g]),
                points,
                /cos|sin|gauss$/.test(name)
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
            sum(pairings.map(([p, q]) => exact.vertex(entry(p), entry(q))))
          )
          const V = stated(() => quarticVertex(network, at(4)))
          if (V && vertex) {
            finished++
            expectHeld('V', V, vertex)
          }
          const found = (
            list: readonly Point[],
            part: 'full' | 'connected'
          ): ExactEstimate | undefined => {
            const estimate = stated(() => exactGreenFunction(network, list, width, part))
            // Others are exact at every width.
            return estimate?.exactTo === undefined ? undefined : estimate
          }
          const correction = (pair: readonly number[]) =>
            times(exact.correction(entry(pair)), share)
          const two = found(at(2), 'full')
          const mean = parallel(() => correction([0, 1]))
          if (two && mean) expectHeld('m', two, add(exact.covariance(entry([0, 1])), mean))
          const four = found(at(4), 'full')
          const full =
            vertex &&
            parallel(() =>
              sum([
                times(vertex, share),
                ...pairings.flatMap(([p, q]) => {
                  const [K, L] = [p, q].map((pair) => exact.covariance(entry(pair)))
                  return [times(K, L), times(K, correction(q)), times(correction(p), L)]
                })
              ])
            )
          if (four && full) expectHeld('G', four, full)
          // Two points, since three have ten times as many moments; polynomials have too many contractions at twelve factors.
          if (/square|hermite/.test(name)) return
          const pairs = at(6).map((_, place) => points[indices[place] % Math.min(2, points.length)])
          const six = found(pairs, 'connected')
          const triple = parallel(() =>
            times(
              sum(
                sixInPairs([0, 1, 2, 3, 4, 5]).map((triples) =>
                  exact.triple(triples.map((pair) => entry(pair, 2)))
                )
              ),
              times(share, share)
            )
          )
          if (six && triple) expectHeld('U', six, triple)
        }
      ),
      { numRuns: runs, endOnFailure: true }
    )
    // Of kinks the derivatives at parallel preactivations, which are drawn often, are not known in closed form.
    expect(finished).toBeGreaterThan((kinked.includes(name) ? 0.15 : 0.3) * runs)
  })
})
