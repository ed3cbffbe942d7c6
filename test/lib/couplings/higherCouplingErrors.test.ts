import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exactCoupling, type Coupling } from '../../../lib/src/couplings/exactCoupling.js'
import type { Point } from '../../../lib/src/networks/networkParameters.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import {
  cancellingPrecision,
  closedMoments,
  decimal,
  Decimal,
  exactNeuronCumulant,
  preactivationCovariance,
  resolution,
  total
} from '../exactMoments.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'
import { logGaussianDiagram } from './gaussianDiagram.js'

Decimal.set({ precision: cancellingPrecision })

/** Integral of a tree, given the points at the legs of each vertex and which vertices are joined. */
type Diagram = (ends: readonly (readonly Point[])[], lines: readonly [number, number][]) => Decimal

interface Theory {
  readonly connected: (points: readonly Point[]) => Decimal
  readonly diagram: Diagram
}

/** All ways to choose `size` of a list, with the rest. */
function choices<T>(list: readonly T[], size: number): [T[], T[]][] {
  if (size === 0) return [[[], [...list]]]
  if (size > list.length) return []
  const [first, ...others] = list
  return [
    ...choices(others, size - 1).map(([chosen, rest]): [T[], T[]] => [[first, ...chosen], rest]),
    ...choices(others, size).map(([chosen, rest]): [T[], T[]] => [chosen, [first, ...rest]])
  ]
}

function multisetsOf(points: readonly Point[], size: number): Point[][] {
  if (size === 0) return [[]]
  return points.flatMap((point, i) =>
    multisetsOf(points.slice(i), size - 1).map((rest) => [point, ...rest])
  )
}

/** Values of a function of lists of points that does not depend on their order. */
function remembered(compute: (points: readonly Point[]) => Decimal) {
  const known = new Map<string, Decimal>()
  return (points: readonly Point[]) => {
    const key = points
      .map((x) => x.join())
      .sort()
      .join(';')
    const value = known.get(key) ?? compute(points)
    known.set(key, value)
    return value
  }
}

/**
 * u_n from Gc(n) = sum over trees of prod (-u) times the integral: of two vertices, one u_4 with three legs and one of the
 * others; of three, u_4 with three, two and three legs. Lower couplings are the mean of those of the multisets of the
 * distinct points.
 */
function couplings({ connected, diagram }: Theory) {
  const mean = (list: readonly Point[], order: number) => {
    const distinct = [...new Map(list.map((x) => [x.join(), x])).values()]
    const lists = multisetsOf(distinct, order)
    return total(lists.map(coupling)).div(lists.length)
  }
  /** The sum over trees of a chain, whose ends have given numbers of legs. */
  const chains = (list: readonly Point[], sizes: readonly number[]): Decimal => {
    const known = new Map<string, Decimal>()
    const lines = sizes.slice(1).map((_, v): [number, number] => [v, v + 1])
    const splits = (rest: readonly number[], [size, ...more]: readonly number[]): number[][][] =>
      size === undefined
        ? [[]]
        : choices(rest, size).flatMap(([chosen, others]) =>
            splits(others, more).map((parts) => [chosen, ...parts])
          )
    const terms = splits([...list.keys()], sizes).map((parts) => {
      const ends = parts.map((part) => part.map((i) => list[i]).sort())
      const key = JSON.stringify(ends)
      const value = known.get(key) ?? diagram(ends, lines)
      known.set(key, value)
      return value
    })
    // Read from either end a chain with equal ends is the same.
    return total(terms).div(sizes[0] === sizes[sizes.length - 1] ? 2 : 1)
  }
  const coupling = remembered((list) => {
    let rest = connected(list)
    const quartic = list.length === 4 ? decimal(0) : mean(list, 4)
    if (list.length === 6) rest = rest.minus(quartic.pow(2).times(chains(list, [3, 3])))
    if (list.length === 8) {
      rest = rest
        .minus(quartic.times(mean(list, 6)).times(chains(list, [3, 5])))
        .plus(quartic.pow(3).times(chains(list, [3, 2, 3])))
    }
    return rest.div(diagram([list], [])).neg()
  })
  return coupling
}

const shares = {
  gauss6: largestShare('exactCoupling, u6 of GaussNet'),
  gauss8: largestShare('exactCoupling, u8 of GaussNet'),
  linear6: largestShare('exactCoupling, u6 of the linear network')
}

/** Whether it is known to nine digits, too. */
function expectHeld(found: Coupling, truth: Decimal, contact: Decimal, name: keyof typeof shares) {
  if (found.error === Infinity) return false
  // Digits that the truth has: the moments whose difference the connected function is are 1 and more.
  const lost = resolution.times(1e3).div(contact)
  const miss = Decimal.max(0, decimal(found.value).minus(truth).abs().minus(lost))
  const text = `${found.value} ± ${found.error}, truth ${truth.toPrecision(25)}`
  shares[name](miss.toNumber(), found.error)
  expect(miss.lte(decimal(found.error)), text).toBe(true)
  return found.error < 1e-9 * Math.abs(found.value) + 1e-290
}

function stated(compute: () => Coupling): Coupling | undefined {
  try {
    return compute()
  } catch (error) {
    expect(String(error)).toMatch(/overflow|underflow|vertex integral does not vanish/)
    return undefined
  }
}

it.each([
  [6, 16, 'gauss6'],
  [8, 3, 'gauss8']
] as const)(
  'exactCoupling states errors that hold of u%i of GaussNet, against arbitrary precision',
  (n, standing, name) => {
    let [finished, sharp] = [0, 0]
    const runs = propertyRuns(standing)
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        pointLists([n / 2], 3),
        fc.array(fc.nat(n / 2 - 1), { minLength: n, maxLength: n }),
        fc.integer({ min: 1, max: 1000 }),
        (sigmaW, sigmaB, places, order, width) => {
          // Of eight points at most three differ: each multiset has couplings of its own.
          const points = order.map((i) => places[i % 3])
          const parameters = { network: 'gauss' as const, sigmaW, sigmaB }
          const found = stated(() => exactCoupling(parameters, points, width))
          if (!found) return
          finished++
          if (found.error === Infinity) return
          const connected = remembered((list) =>
            exactNeuronCumulant(closedMoments.gauss, preactivationCovariance(parameters, list))
              .times(decimal(sigmaW).pow(list.length))
              .div(new Decimal(width).pow(list.length / 2 - 1))
          )
          const diagram: Diagram = (ends, lines) => logGaussianDiagram(sigmaW, ends, lines).exp()
          const contact = diagram([points], []).abs().div(decimal(sigmaW).pow(points.length))
          if (expectHeld(found, couplings({ connected, diagram })(points), contact, name)) sharp++
        }
      ),
      { numRuns: runs, endOnFailure: true }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
    expect(sharp).toBeGreaterThan(0.3 * finished)
  }
)

it('and of u6 of the linear network within a cutoff on the line, whose integrals are of polynomials', () => {
  let [finished, sharp] = [0, 0]
  const runs = propertyRuns(20)
  fc.assert(
    fc.property(
      sigmaWs,
      sigmaBs,
      pointLists([6], 1),
      logarithmic(1e-3, 1e5),
      fc.integer({ min: 1, max: 1000 }),
      (sigmaW, sigmaB, places, cutoff, width) => {
        const points = places.map((_, i) => places[i % 3])
        const parameters = { network: 'identity' as const, sigmaW, sigmaB }
        const found = stated(() => exactCoupling(parameters, points, width, { cutoff }))
        if (!found) return
        finished++
        const connected = remembered((list) =>
          exactNeuronCumulant(closedMoments.identity, preactivationCovariance(parameters, list))
            .times(decimal(sigmaW).pow(list.length))
            .div(new Decimal(width).pow(list.length / 2 - 1))
        )
        // K_W(x, y) = sigmaW^2 (sigmaB^2 + sigmaW^2 x y).
        const [constant, slope] = [decimal(sigmaB).pow(2), decimal(sigmaW).pow(2)].map((c) =>
          c.times(decimal(sigmaW).pow(2))
        )
        const polynomial = (legs: readonly Point[]) =>
          legs.reduce<Decimal[]>(
            (product, [x]) =>
              [...product, decimal(0)].map((value, k) =>
                value
                  .times(constant)
                  .plus(k ? product[k - 1].times(slope).times(decimal(x)) : decimal(0))
              ),
            [decimal(1)]
          )
        const moment = (legs: readonly Point[], power: number) =>
          total(
            polynomial(legs).map((value, k) =>
              (k + power) % 2
                ? decimal(0)
                : value
                    .times(decimal(cutoff).pow(k + power + 1))
                    .times(2)
                    .div(k + power + 1)
            )
          )
        const diagram: Diagram = (ends) => {
          const [first, second] = ends
          if (!second) return moment(first, 0)
          return constant
            .times(moment(first, 0))
            .times(moment(second, 0))
            .plus(slope.times(moment(first, 1)).times(moment(second, 1)))
        }
        const contact = diagram([points], []).abs().div(decimal(sigmaW).pow(points.length))
        if (expectHeld(found, couplings({ connected, diagram })(points), contact, 'linear6'))
          sharp++
      }
    ),
    { numRuns: runs, endOnFailure: true }
  )
  expect(finished).toBeGreaterThan(0.3 * runs)
  expect(sharp).toBeGreaterThan(0.3 * finished)
})
