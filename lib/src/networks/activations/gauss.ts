import { type Estimate, unitRoundoff, withUnderflow } from '../../numerics/estimate.js'
import { lognormalCumulants } from '../../numerics/gaussian/lognormalCumulants.js'
import { absoluteDot, dot } from '../../numerics/gaussian/spanCoordinates.js'
import { symmetricInputs } from './inputs.js'
import { define } from './define.js'
import { exponentialMoment } from './exp.js'

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
  const value = Math.exp(logarithm.value)
  if (value === Infinity) {
    throw new RangeError(
      `featureMoment: exp(${logarithm.value}) overflows; use logFeatureMoment or smaller sigmas`
    )
  }
  return withUnderflow({
    value,
    error: value * (Math.expm1(logarithm.error) + 2 * unitRoundoff)
  })
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
    const { value, error } = exponentialMoment(source, vectors, distributions)
    const exponent = vectors.reduce((sum, v) => sum + dot(v, v), 0)
    // In two factors: the norm alone may underflow where its product with the moment does not.
    const root = Math.exp(-exponent / 2)
    const normalised = (x: number) => root * x * root
    const rounding = unitRoundoff * (2 + (vectors.length + vectors[0].length) * exponent)
    return withUnderflow({
      value: normalised(value),
      error: normalised(error + rounding * value)
    })
  },
  logMoment,
  cumulants: (vectors) =>
    vectors.every((v) => dot(v, v) <= expansionRange) ? lognormalCumulants(vectors) : undefined,
  sampled: 'exponential'
})
