import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactStandardError } from '../../../lib/src/correlators/exactStandardError.js'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { propertyRuns } from '../../propertyRuns.js'
import { decimal, Decimal, preactivationCovariance, total } from '../exactMoments.js'
import { logarithmic, sigmaBs, sigmaWs } from '../parameterSets.js'

/** As a list, which those of tilted draws are not. */
function errorOf(...args: Parameters<typeof exactStandardError>): Float64Array {
  const errors = exactStandardError(...args)
  if (!errors) throw new Error('not known')
  return errors
}

describe('the exact standard error of conditional draws', () => {
  it('is the scatter of the bags where the tail is sampled', async () => {
    const setup = ensemble({
      network: 'gauss',
      sigmaB: 0.1,
      widths: [4],
      orders: [4],
      inputs: [[0]],
      bags: 400,
      networksPerBag: 200,
      seed: 6,
      estimator: 'conditional'
    })
    const [expected] = errorOf(setup, 4, 4)
    const measured = measuredGreenFunction(await sampleEnsemble(setup), 4, 4)
    // The standard deviation over 400 bags is known to 1 / sqrt(798) = 3.5 %: 5 sigma is 18 %.
    const ratio = measured.standardError[0] / (3 * 1.01 ** 2) / expected
    expect(Math.abs(ratio - 1)).toBeLessThan(0.18)
  })

  it('is below the literal one, by far where the theory is nearly free', () => {
    const drawn = ensemble({ network: 'gauss', sigmaB: 0.3 })
    const averaged = ensemble({ ...drawn, estimator: 'conditional' })
    for (const width of [2, 1000]) {
      const conditional = errorOf(averaged, 4, width)
      const literal = errorOf(drawn, 4, width)
      expect(conditional.every((error, i) => error < literal[i])).toBe(true)
    }
    const gain = errorOf(drawn, 4, 1000)[0] / errorOf(averaged, 4, 1000)[0]
    expect(gain).toBeGreaterThan(30)
  })
})

describe('the exact standard error of literal draws', () => {
  it('is the scatter of the bags where the tail is sampled', async () => {
    const setup = ensemble({
      network: 'gauss',
      sigmaB: 0.1,
      widths: [4],
      orders: [4],
      inputs: [[0], [0.01]],
      bags: 400,
      networksPerBag: 1000,
      seed: 5
    })
    const expected = errorOf(setup, 4, 4)
    const measured = measuredGreenFunction(await sampleEnsemble(setup), 4, 4)
    const free = 3 * 1.01 ** 2
    // The standard deviation over 400 bags is known to 1 / sqrt(798) = 3.5 %, and the bag means
    // are close to normal: 5 sigma is 18 %.
    for (const [input, combination] of [
      [0, 0],
      [1, 4]
    ]) {
      const ratio = measured.standardError[combination] / free / expected[input]
      expect(Math.abs(ratio - 1)).toBeLessThan(0.18)
    }
  })

  it('is far above the scatter of the bags where the tail is not sampled', () => {
    // sigmaB = 1, N = 2: E[f^12] is about e^72 / 2^5, so the talk's 600000 networks know m_6 not at
    // all, while the exact m_6 is 5101.
    const [error] = errorOf(ensemble({ network: 'gauss' }), 6, 2)
    expect(error).toBeGreaterThan(1e6)
  })
})

describe('the exact standard error of deep networks', () => {
  const deep = {
    sigmaW: Math.SQRT2,
    sigmaB: 0,
    depth: 2,
    widths: [50],
    orders: [4],
    inputs: [[0.7]]
  }

  it.each([
    ['conditional', 'relu'],
    ['literal', 'relu'],
    ['conditional', 'identity'],
    ['literal', 'identity']
  ] as const)('is the scatter of the bags, %s, %s', async (estimator, network) => {
    const setup = ensemble({ ...deep, network, bags: 300, networksPerBag: 100, seed: 7, estimator })
    const [expected] = errorOf(setup, 4, 50)
    const measured = measuredGreenFunction(await sampleEnsemble(setup), 4, 50)
    const variance = exactGreenFunction(setup, [[0.7], [0.7]], 50).value
    // 4 % of 300 bags, and the tail of f^8 besides.
    const ratio = measured.standardError[0] / (3 * variance ** 2) / expected
    expect(Math.abs(ratio - 1)).toBeLessThan(0.25)
  })

  it('is refused where moments are an expansion in 1/N', () => {
    const setup = ensemble({ ...deep, network: 'tanh' })
    expect(() => exactStandardError(setup, 4, 50)).toThrow(
      'depth must be 1 here, but for linear networks'
    )
  })
})

it('is 0 of conditional draws whose features have a constant modulus, which do not scatter', () => {
  for (const sigmaB of [0.1, 0.3, 2]) {
    const setup = ensemble({ network: 'sign', sigmaB, estimator: 'conditional', inputs: [[0.4]] })
    for (const order of [2, 4, 6]) expect(errorOf(setup, order, 5)[0]).toBe(0)
  }
})

it('is not known of tilted draws, whose scatter hides no tail', () => {
  const setup = ensemble({ network: 'gauss', estimator: 'tilted' })
  expect(exactStandardError(setup, 4, 10)).toBeUndefined()
})

/** E[(sum over N neurons of g^2/N)^j] of a normal preactivation of variance c. */
const meanSquarePowers = {
  identity: (c: Decimal, width: number, power: number) =>
    Array.from({ length: power }, (_, i) => c.times(width + 2 * i).div(width)).reduce(
      (product, factor) => product.times(factor),
      decimal(1)
    ),
  // A neuron is silent or not, each with probability 1/2.
  step: (_: Decimal, width: number, power: number) => {
    let ways = decimal(1)
    const terms = Array.from({ length: width + 1 }, (__, n) => {
      if (n > 0) ways = ways.times(width - n + 1).div(n)
      return ways.times(decimal(n).div(width).pow(power))
    })
    return total(terms).div(new Decimal(2).pow(width))
  }
}

it('is that of arbitrary precision all over its domain, to rounding of the mean square, where moments are closed forms', () => {
  let found = 0
  const runs = propertyRuns(40)
  fc.assert(
    fc.property(
      fc.constantFrom('identity' as const, 'step' as const),
      fc.constantFrom('literal' as const, 'conditional' as const),
      sigmaWs,
      sigmaBs,
      fc.oneof(fc.constant(0), logarithmic(1e-3, 1e3)),
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom(2, 4, 6),
      (network, estimator, sigmaW, sigmaB, x, width, order) => {
        const setup = ensemble({ network, sigmaW, sigmaB, estimator, inputs: [[x]] })
        const [[c]] = preactivationCovariance(setup, [[x]])
        // S = sigmaB^2 + sigmaW^2 times the mean square of g.
        const power = (n: number) => {
          let ways = decimal(1)
          return total(
            Array.from({ length: n + 1 }, (_, j) => {
              if (j > 0) ways = ways.times(n - j + 1).div(j)
              const bias = j === n ? decimal(1) : decimal(sigmaB).pow(2 * (n - j))
              const weights = decimal(sigmaW).pow(2 * j)
              return ways
                .times(bias)
                .times(weights)
                .times(meanSquarePowers[network](c, width, j))
            })
          )
        }
        const free = power(1).pow(order / 2)
        // Without any preactivation nothing scatters.
        if (c.isZero()) return
        const double = doubleFactorial(order - 1)
        const square =
          estimator === 'literal'
            ? power(order)
                .times(doubleFactorial(2 * order - 1))
                .div(double * double)
            : power(order)
        const variance = square.minus(power(order / 2).pow(2))
        const networks = setup.bags * setup.networksPerBag
        const [truth, whole] = [variance, square].map((v) => v.div(free.pow(2)).div(networks))
        const [error] = errorOf(setup, order, width)
        found++
        const miss = truth.minus(decimal(error).pow(2)).abs().div(whole).toNumber()
        expect(miss, `${error}, truth ${truth.sqrt().toPrecision(20)}`).toBeLessThan(1e-12)
      }
    ),
    { numRuns: runs, endOnFailure: true }
  )
  expect(found).toBeGreaterThan(0.8 * runs)
})
