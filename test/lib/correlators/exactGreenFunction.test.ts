import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { gaussianGreenFunction } from '../../../lib/src/correlators/gaussianGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { ensemble, talkWidths } from '../../../lib/src/networks/ensemble.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { setPartitions } from '../../../lib/src/numerics/setPartitions.js'

const networks: readonly NetworkName[] = ['gauss', 'relu', 'erf', 'cos']
const coordinate = fc.double({ min: -1, max: 1, noNaN: true })
const sigma = fc.double({ min: 0.2, max: 1.2, noNaN: true })
const width = fc.integer({ min: 1, max: 1000 })
const at = (...xs: readonly number[]): Point[] => xs.map((x) => [x])

function expectWithinError({ value, error }: Estimate, reference: number, slack = 4e-16): void {
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(error + slack * Math.abs(reference))
}

/** The cumulant formula as a sum over set partitions into even blocks, straight from its statement. */
function partitionCumulant(parameters: NetworkParameters, points: readonly Point[]): number {
  let sum = 0
  for (const blocks of setPartitions(points.length)) {
    if (blocks.some((block) => block.length % 2)) continue
    let term = 1
    blocks.forEach((block, index) => {
      const moment = featureMoment(
        parameters,
        block.map((i) => points[i])
      ).value
      term *= doubleFactorial(block.length - 1) * moment * (index ? -index : 1)
    })
    sum += term
  }
  return parameters.sigmaW ** points.length * sum
}

describe('a thousand dimensions', () => {
  const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
  const embedded = (xs: readonly number[], dIn: number) =>
    xs.map((x) => [x, ...new Array<number>(dIn - 1).fill(0)])

  it('is no different: mpmath, 50 digits, sum over set partitions, sigmaW = sigmaB = 1, N = 10', () => {
    const points = embedded([0.3, -0.5, 0.1, 0.2, 0.3, -0.4], 1000)
    const { value, error } = connectedCumulant(gauss, points, 10)
    expect(Math.abs(value / 24373.341496896693533 - 1)).toBeLessThan(1e-13)
    expect(Math.abs(value - 24373.341496896693533)).toBeLessThan(error)
  })

  it('approaches the limit of no dependence on the inputs at all, 3 (exp(4) - 1)/N, as 1/dIn', () => {
    const limit = 3 * Math.expm1(4)
    const [near, far] = [100, 1000].map(
      (dIn) => connectedCumulant(gauss, embedded([1, -0.5, 0.7, 2], dIn), 1).value / limit - 1
    )
    expect(Math.abs(far)).toBeLessThan(1e-2)
    expect(near / far).toBeCloseTo(10, 0)
  })
})

describe('connectedCumulant', () => {
  /** mpmath, 80 digits: the set-partition formula with the closed-form moments; width 1. */
  const paper = [-0.01, -0.006, -0.002, 0.002, 0.006, 0.01, 0.3, -0.5]
  it.each([
    [1, 1, paper.slice(0, 4), 160.7919894038208338113],
    [1, 1, paper.slice(4), 116.1475737870874192465],
    [1, 1, paper.slice(0, 6), 2438211.97948742320285],
    [1, 1, paper, 2019061115699.852461678],
    [0.02, 0.01, paper.slice(0, 4), 1.920455718913384569257e-10],
    [0.02, 0.01, paper.slice(2), 4.233730314292989069473e-16],
    [0.02, 0.01, paper, 2.577659113546317731039e-21],
    [1.3, 0.7, paper.slice(4), 29.29146036749768998129],
    [1.3, 0.7, paper, 62979427.66111089093593],
    [0.001, 0, paper.slice(2), 2.662034786300913529939e-33],
    [2, 1.5, paper.slice(2), 140196933547383.6590877]
  ])('of GaussNet, sigmaW = %d, sigmaB = %d, at %j is %d', (sigmaW, sigmaB, xs, reference) => {
    const cumulant = connectedCumulant({ network: 'gauss', sigmaW, sigmaB }, at(...xs), 1)
    expectWithinError(cumulant, reference)
    expect(cumulant.error).toBeLessThan(1e-12 * reference)
  })

  it('of GaussNet at the origin is 3 (e^4 - 1) / N and (15 e^12 - 45 e^4 + 30) / N^2', () => {
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expectWithinError(connectedCumulant(gauss, at(0, 0, 0, 0), 10), 0.3 * Math.expm1(4))
    const sextic = 15 * Math.exp(12) - 45 * Math.exp(4) + 30
    expectWithinError(connectedCumulant(gauss, at(0, 0, 0, 0, 0, 0), 10), sextic / 100)
  })

  it.each(networks)('of %s is the sum over set partitions, at orders 4, 6 and 8', (network) => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 6, 8),
        sigma,
        sigma,
        fc.infiniteStream(coordinate),
        (n, sigmaW, sigmaB, xs) => {
          const parameters = { network, sigmaW, sigmaB }
          const points = at(...[...xs.take(n)])
          const { value, error } = connectedCumulant(parameters, points, 1)
          const reference = partitionCumulant(parameters, points)
          const moment = Math.abs(featureMoment(parameters, points).value)
          const scale = sigmaW ** n * doubleFactorial(n - 1) * moment
          expect(Math.abs(value - reference)).toBeLessThanOrEqual(error + 1e-12 * scale + 1e-13)
        }
      ),
      { numRuns: 25 }
    )
  })

  it.each(networks)('of %s falls like N^(1 - n/2)', (network) => {
    const parameters = { network, sigmaW: 1, sigmaB: 0.5 }
    for (const points of [at(0.1, 0.2), at(0.1, 0.2, 0.3, 0.4), at(0.1, 0.2, 0.3, 0.4, 0.4, 0.5)]) {
      const narrow = connectedCumulant(parameters, points, 3).value
      const wide = connectedCumulant(parameters, points, 300).value
      expect(wide / narrow).toBeCloseTo(100 ** (1 - points.length / 2), 14)
    }
  })

  it('is that of a sum: two neurons of half the weight variance', () => {
    // Gc(n) of width 2N is 2 times that of width N with sigmaW^2 / 2 on the outer weights.
    const erf = { network: 'erf', sigmaW: 1.1, sigmaB: 0.4 } as const
    const points = at(0.1, 0.5, -0.7, 0.2)
    const half = connectedCumulant(erf, points, 5).value * 2 * 0.5 ** 2
    expect(connectedCumulant(erf, points, 10).value).toBeCloseTo(half, 15)
  })
})

describe('exactGreenFunction', () => {
  it.each(networks)('of %s is symmetric under permutations bit by bit', (network) => {
    const list = fc.array(coordinate, { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(list, list, width, (xs, more, n) => {
        const points = at(...xs, ...more).slice(0, 6)
        const even = points.slice(0, points.length - (points.length % 2))
        const parameters = { network, sigmaW: 1, sigmaB: 0.7 }
        const rotated = [...even.slice(1), even[0]]
        expect(exactGreenFunction(parameters, rotated, n)).toEqual(
          exactGreenFunction(parameters, even, n)
        )
      }),
      { numRuns: 20 }
    )
  })

  it.each(networks)('of %s approaches Wick as the width grows', (network) => {
    const parameters = { network, sigmaW: 1, sigmaB: 0.5 }
    const points = at(0.1, 0.4, 0.3, 0.2, 0.2, 0.5)
    const free = gaussianGreenFunction(parameters, points)
    expectWithinError(exactGreenFunction(parameters, points, 5, 'free'), free, 1e-13)
    expect(exactGreenFunction(parameters, points, 1e12).value / free).toBeCloseTo(1, 8)
    const deviation = (n: number) => exactGreenFunction(parameters, points, n, 'deviation').value
    expect((1e9 * deviation(1e9)) / (1e8 * deviation(1e8))).toBeCloseTo(1, 6)
  })

  it.each(networks)(
    'of %s is free + deviation, and one neuron has the moments of b1 + sigmaW w g',
    (network) => {
      const parameters = { network, sigmaW: 0.9, sigmaB: 0.6 }
      const points = at(0.1, 0.4, -0.3, 0.2)
      const part = (name: 'full' | 'free' | 'deviation') =>
        exactGreenFunction(parameters, points, 1, name)
      expect(part('free').value + part('deviation').value).toBeCloseTo(part('full').value, 13)
      // E[prod (b1 + sW w g_a)] = 3 sb^4 + sb^2 sW^2 sum_pairs M_2 + 3 sW^4 M_4, directly.
      let pairs = 0
      for (let a = 0; a < 4; a++) {
        for (let b = 0; b < a; b++) pairs += featureMoment(parameters, [points[a], points[b]]).value
      }
      const quartic = featureMoment(parameters, points).value
      const direct = 3 * 0.6 ** 4 + 0.36 * 0.81 * pairs + 3 * 0.9 ** 4 * quartic
      expectWithinError(part('full'), direct, 4e-15)
    }
  )

  it('vanishes for an odd number of points', () => {
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 1 } as const
    expect(exactGreenFunction(erf, at(1, 2, 3), 3)).toEqual({ value: 0, error: 0 })
    expect(exactGreenFunction(erf, at(1), 3, 'connected')).toEqual({ value: 0, error: 0 })
    expect(gaussianGreenFunction(erf, at(1, 2, 3))).toBe(0)
  })

  it('of ReLU-net at positive points without bias has relative deviation 5 / N', () => {
    const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    const points = at(0.2, 0.4, 0.6, 1.2)
    const { value } = exactGreenFunction(relu, points, 4, 'deviation')
    expect(value / gaussianGreenFunction(relu, points)).toBeCloseTo(1.25, 14)
  })

  it('on all combinations agrees with one at a time', () => {
    const parameters = ensemble({ network: 'erf', inputs: at(-0.5, 0.2, 0.9), sigmaW: 1.2 })
    const all = exactGreenFunctions(parameters, 6, 7, 'connected')
    all.combinations.forEach((combination, c) => {
      const points = combination.map((index) => parameters.inputs[index])
      const single = exactGreenFunction(parameters, points, 7, 'connected')
      const allowed = single.error + all.errors[c]
      expect(Math.abs(all.values[c] - single.value)).toBeLessThanOrEqual(allowed)
    })
    expect(exactGreenFunctions(parameters, 3, 7).values.every((value) => value === 0)).toBe(true)
  })

  it('refuses widths, parts, orders and overflow by name', () => {
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expect(() => exactGreenFunction(gauss, at(1, 1), 0)).toThrow(
      'exactGreenFunction: width must be an integer >= 1, got 0'
    )
    expect(() => exactGreenFunction(gauss, at(1, 1), 1.5)).toThrow('width must be an integer')
    expect(() => exactGreenFunction(gauss, [], 1)).toThrow('points must be a list')
    expect(() => exactGreenFunction(gauss, at(1, 1), 1, 'half' as 'full')).toThrow(
      "part must be one of 'full', 'free', 'connected', 'deviation', got \"half\""
    )
    expect(() => exactGreenFunction(gauss, at(...new Array<number>(12).fill(1)), 1)).toThrow(
      'the number of points must be at most 10 for one hidden layer, got 12'
    )
    expect(() => exactGreenFunction(gauss, at(40, 40, 40, 40), 1)).toThrow(RangeError)
  })
})

describe('exactDeviation', () => {
  const gauss = ensemble({ network: 'gauss' })

  it("of the talk's GaussNet has <|m_4|> = 13.3994 / N and m_2 = 0 exactly", () => {
    for (const n of talkWidths) {
      expect(exactDeviation(gauss, 4, n).mean * n).toBeCloseTo(13.3994, 4)
      expect(exactDeviation(gauss, 2, n).relative.every((m) => m === 0)).toBe(true)
    }
  })

  it.each([
    [2, 5101, 0],
    [10, 207, 0],
    [100, 2.43, 2],
    [1000, 0.0605, 4]
  ])("of the talk's GaussNet has <|m_6|> at N = %i of %d", (n, mean, digits) => {
    expect(exactDeviation(gauss, 6, n).mean).toBeCloseTo(mean, digits)
  })

  it('is refused where the free function vanishes', () => {
    const opposite = ensemble({ network: 'relu', inputs: at(1, -1) })
    expect(() => exactDeviation(opposite, 2, 3)).toThrow(
      'exactDeviation: inputs must be such that the free Green function vanishes nowhere (m_n divides by it), got [[1], [-1]]'
    )
  })
})
