import fc from 'fast-check'
import { expect, it } from 'vitest'
import { neuronCumulant } from '../../../lib/src/comparison/neuronCumulants.js'
import {
  activationOf,
  type NetworkName
} from '../../../lib/src/networks/activations/activations.js'
import { standardMoment } from '../../../lib/src/networks/weights/distributionMoments.js'
import type { WeightDistribution } from '../../../lib/src/networks/weights/weightDistribution.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import {
  cancellingPrecision,
  closedMoments,
  decimal,
  Decimal,
  preactivationCovariance,
  resolution,
  type ExactMoment
} from '../exactMoments.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: cancellingPrecision })

/** Of one variable z, of variance v: E[g^n] for even n. */
const powers =
  (factor: number): ExactMoment =>
  (c, chosen) =>
    c[0][0].pow(chosen.length / 2).times(doubleFactorial(chosen.length - 1) * factor)
const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k)

/** 2^-n sum over k of C(n, k) (+-1)^k exp(-(n - 2k)^2 v/2), of cosines and, up to a sign, of sines. */
const phases =
  (minus: 1 | -1): ExactMoment =>
  (c, { length: n }) => {
    let sum = decimal(0)
    for (let k = 0; k <= n; k++) {
      const term = c[0][0]
        .times(-((n - 2 * k) ** 2) / 2)
        .exp()
        .times(binomial(n, k) * minus ** k)
      sum = sum.plus(term)
    }
    return sum.times(minus ** (n / 2)).div(2 ** n)
  }

const moments: Readonly<Record<string, ExactMoment>> = {
  gauss: closedMoments.gauss,
  exp: closedMoments.exp,
  cos: phases(1),
  sin: phases(-1),
  gaussian: (c, { length: n }) =>
    c[0][0]
      .times(2 * n)
      .plus(1)
      .sqrt()
      .pow(-1),
  identity: powers(1),
  abs: powers(1),
  relu: powers(0.5),
  square: (c, { length: n }) => c[0][0].pow(n).times(doubleFactorial(2 * n - 1)),
  // At z = 0 alone a step is a constant.
  step: (c) => decimal(c[0][0].isZero() ? 1 : 0.5),
  sign: () => decimal(1)
}

/** kappa_n of w g from E[w^k] E[g^k], k even, one after the other. */
function cumulantOf(moment: (k: number) => Decimal, order: number): Decimal {
  const cumulants = new Map<number, Decimal>()
  for (let n = 2; n <= order; n += 2) {
    let cumulant = moment(n)
    for (let k = 2; k < n; k += 2) {
      const term = cumulants.get(k)!.times(moment(n - k))
      cumulant = cumulant.minus(term.times(binomial(n - 1, k - 1)))
    }
    cumulants.set(n, cumulant)
  }
  return cumulants.get(order)!
}

/** The moments of a weight, exactly: that of Student's t is a quotient of doubles. */
function weightMoment(weight: WeightDistribution, order: number): Decimal {
  if (typeof weight !== 'object') return decimal(standardMoment('test', weight, order))
  let moment = decimal(1)
  for (let i = 1; i <= order / 2; i++) {
    moment = moment.times((weight.student - 2) * (2 * i - 1)).div(weight.student - 2 * i)
  }
  return moment
}

const orders = fc.constantFrom(4, 6, 8, 10)
const weights = fc.constantFrom<WeightDistribution>('normal', 'normal', 'laplace', 'sign', {
  student: 13
})

const share = largestShare('neuronCumulant, closed forms')
const quadratureShare = largestShare('neuronCumulant, by quadrature')

/** Nothing where numbers do not hold the result, which has to be said. */
function stated(compute: () => Estimate): Estimate | undefined {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    expect(error.message).toMatch(
      /^neuronCumulant: .*(range of doubles|overflows|underflows|vanish)/
    )
    return undefined
  }
}

it('neuronCumulant states errors that hold all over the domain, against arbitrary precision', () => {
  const runs = propertyRuns(100)
  let [finished, sharp] = [0, 0]
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(moments)),
      orders,
      weights,
      fc.constantFrom('normal' as const, 'uniform' as const),
      sigmaWs,
      sigmaBs,
      pointLists([1], 3),
      (name, order, W1, b1, sigmaW, sigmaB, [point]) => {
        const network = { network: name as NetworkName, sigmaW, sigmaB }
        const found = stated(() =>
          neuronCumulant(
            { ...network, weights: { W0: 'normal', b0: 'normal', W1, b1 } },
            point,
            order
          )
        )
        if (!found) return
        const covariance = preactivationCovariance(network, [point])
        const known = new Map<number, Decimal>()
        const moment = (n: number) => {
          const chosen = new Array<number>(n).fill(0)
          const value = known.get(n) ?? moments[name](covariance, chosen).times(weightMoment(W1, n))
          known.set(n, value)
          return value
        }
        const truth = cumulantOf(moment, order).div(moment(2).pow(order / 2))
        const size = moment(order).div(moment(2).pow(order / 2))
        const miss = decimal(found.value).minus(truth).abs()
        const allowed = decimal(found.error).plus(resolution.times(size))
        const text = `${found.value} ± ${found.error}, truth ${truth.toPrecision(25)}`
        share(Decimal.max(0, miss.minus(resolution.times(size))).toNumber(), found.error)
        expect(miss.lte(allowed), text).toBe(true)
        finished++
        if (decimal(found.error).lte(size.times(1e-9))) sharp++
      }
    ),
    { numRuns: runs, endOnFailure: true }
  )
  expect(finished).toBeGreaterThan(0.5 * runs)
  expect(sharp).toBeGreaterThan(0.7 * finished)
})

it('and of activations by quadrature, against graded integrals', () => {
  const runs = propertyRuns(30)
  let finished = 0
  fc.assert(
    fc.property(
      fc.constantFrom('erf' as const, 'tanh', 'gelu', 'softplus', 'sigmoid', 'silu', 'elu'),
      orders,
      fc.oneof(logarithmic(1e-6, 1e6), logarithmic(0.1, 10)),
      sigmaBs,
      logarithmic(1e-3, 30),
      (network, order, sigmaW, sigmaB, x) => {
        const found = stated(() => neuronCumulant({ network, sigmaW, sigmaB }, [x], order))
        if (!found) return
        const spread = Math.hypot(sigmaB, sigmaW * x)
        const { value: g } = activationOf(network)
        const even = Array.from({ length: order / 2 }, (_, i) => 2 * i + 2)
        const least = Math.min(0.1, 0.1 / spread)
        const unit = Math.max(Math.abs(g(spread, spread ** 2)), Math.abs(g(-spread, spread ** 2)))
        const integrals = even.map((n) =>
          gradedIntegral(
            (u) =>
              ((g(spread * u, spread ** 2) / unit) ** n * Math.exp((-u * u) / 2)) /
              Math.sqrt(2 * Math.PI),
            -20,
            20,
            [0],
            least
          )
        )
        const moment = (n: number) =>
          decimal(integrals[n / 2 - 1].value).times(doubleFactorial(n - 1))
        const scale = moment(2).pow(order / 2)
        const truth = cumulantOf(moment, order).div(scale)
        const relative = integrals.reduce((sum, { value, error }) => sum + error / value, 0)
        const size = moment(order).div(scale)
        const miss = decimal(found.value).minus(truth).abs()
        const allowed = decimal(found.error).plus(size.times(20 * order * (relative + 1e-15)))
        const text = `${found.value} ± ${found.error}, truth ${truth.toPrecision(25)}`
        quadratureShare(miss.toNumber(), allowed.toNumber())
        expect(miss.lte(allowed), text).toBe(true)
        if (decimal(found.error).lte(size.times(1e-6))) finished++
      }
    ),
    { numRuns: runs, endOnFailure: true }
  )
  expect(finished).toBeGreaterThan(0.6 * runs)
})
