import { OutOfReach } from '../../numerics/outOfReach.js'
import {
  type Estimate,
  exponentialOf,
  unitRoundoff,
  withUnderflow
} from '../../numerics/estimate.js'
import { compensatedSum } from '../../numerics/compensatedSum.js'
import { lognormalCumulants } from '../../numerics/gaussian/lognormalCumulants.js'
import { absoluteDot, dot } from '../../numerics/gaussian/spanCoordinates.js'
import { symmetricInputs } from './inputs.js'
import { define } from './define.js'
import { logCoordinateMoment, logProduct } from './exp.js'

/** Above this covariance of preactivations cumulants need no expansion about g = 1. */
const expansionRange = 2

/**
 * Logarithm of the feature moment, exact: sum over pairs a < b of c(x_a, x_b) - (1/2) sum over a of c(x_a, x_a), c the
 * covariance of the preactivations. Derived in docs/theory.md, "GaussNet". Fit for any dimension: nothing over- or underflows.
 */
function logMoment(vectors: readonly Float64Array[]): Estimate {
  let value = 0
  let rounding = 0
  vectors.forEach((u, a) => {
    for (let b = 0; b <= a; b++) {
      const weight = a === b ? -0.5 : 1
      value += weight * dot(u, vectors[b])
      rounding += Math.abs(weight) * (u.length + 4) * absoluteDot(u, vectors[b])
    }
  })
  return { value, error: unitRoundoff * (1 + vectors.length) * rounding }
}

function moment(vectors: readonly Float64Array[]): Estimate {
  const logarithm = logMoment(vectors)
  const result = exponentialOf(logarithm)
  if (result.value === Infinity) {
    const reason = `the moment overflows: its logarithm is ${logarithm.value}`
    throw new OutOfReach('featureMoment', reason)
  }
  return withUnderflow(result)
}

/** Roundings of a component: for a weight that of sigmaW/sqrt(dIn), and its own; the bias is exact. */
const componentRoundings = (k: number) => (k === 0 ? 0 : 3)

/** -sum over a of v_ak^2. */
function norm(vectors: readonly Float64Array[], k: number): Estimate {
  const square = compensatedSum(vectors.map((v) => v[k] * v[k]))
  return { value: -square, error: unitRoundoff * (2 * componentRoundings(k) + 3) * square }
}

/**
 * (sum of v_a)^2/2 - sum of v_a^2, what a normal coordinate adds to the logarithm: n (n - 2) m^2/2 - sum of (v_a - m)^2, m the
 * mean. At two points, and where all are close to each other, nothing large cancels.
 */
function normalCoordinate(vectors: readonly Float64Array[], k: number): Estimate {
  const components = vectors.map((v) => v[k])
  const count = components.length
  const mean = compensatedSum(components) / count
  const size = components.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  const shift = unitRoundoff * (componentRoundings(k) + 2) * size
  const [common, together] = [(count * (count - 2)) / 2, mean * mean]
  const apart = compensatedSum(components.map((x) => (x - mean) ** 2))
  const distance = components.reduce((sum, x) => sum + Math.abs(x - mean), 0)
  const meanError = common * (2 * Math.abs(mean) * shift + shift * shift)
  const apartError = 2 * distance * 2 * shift + count * (2 * shift) ** 2
  const rounding = unitRoundoff * 3 * (Math.abs(common) * together + apart)
  return {
    value: common * together - apart,
    error: Math.abs(meanError) + apartError + rounding
  }
}

/** GaussNet of arXiv:2008.08601: the exponential over its normalisation in x. */
export const gauss = define({
  name: 'gauss',
  title: 'GaussNet',
  formula: 'exp(z)/exp(sigmaB^2 + sigmaW^2 x.x/dIn)',
  value: (z, variance) => Math.exp(z - variance),
  derivative: (z, variance) => Math.exp(z - variance),
  secondDerivative: (z, variance) => Math.exp(z - variance),
  normalised: true,
  growth: Infinity,
  images: { direct: 1, mirrored: 0 },
  inputs: (dIn) => symmetricInputs(dIn).map((point) => point.map((value) => value / 100)),
  pairMoment: ({ apart }) => Math.exp(-apart / 2),
  moment,
  independentMoment: (source, vectors, distributions) => {
    // The logarithms are subtracted: the moment and the norm alone may over- and underflow where their quotient does not.
    const logarithms = distributions.map((distribution, k) =>
      distribution === 'normal'
        ? normalCoordinate(vectors, k)
        : logProduct([logCoordinateMoment(source, vectors, k, distribution), norm(vectors, k)])
    )
    return withUnderflow(exponentialOf(logProduct(logarithms)))
  },
  logMoment,
  cumulants: (vectors) =>
    vectors.every((v) => dot(v, v) <= expansionRange) ? lognormalCumulants(vectors) : undefined,
  sampled: 'exponential'
})
