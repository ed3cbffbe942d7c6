import { unitRoundoff, type Estimate } from '../../numerics/estimate.js'
import { absoluteDot, dot } from '../../numerics/gaussian/spanCoordinates.js'
import { define } from './define.js'

/** ln E[exp(z_1 + … + z_n)]: half the variance of the sum. */
function logMoment(vectors: readonly Float64Array[]): Estimate {
  const sum = vectors.reduce((total, v) => total.map((x, k) => x + v[k]))
  const bound = vectors.reduce(
    (total, v) => total.map((x, k) => x + Math.abs(v[k])),
    sum.map(() => 0)
  )
  const roundings = sum.length + 2 * vectors.length + 2
  return { value: dot(sum, sum) / 2, error: unitRoundoff * roundings * absoluteDot(bound, bound) }
}

/** exp(z), the exponential without GaussNet's normalisation. */
export const exp = define({
  name: 'exp',
  formula: 'exp(z)',
  value: (z) => Math.exp(z),
  derivative: (z) => Math.exp(z),
  secondDerivative: (z) => Math.exp(z),
  growth: Infinity,
  pairMoment: ({ together }) => Math.exp(together / 2),
  logMoment,
  moment: (vectors) => {
    const logarithm = logMoment(vectors)
    const value = Math.exp(logarithm.value)
    return { value, error: value * (Math.expm1(logarithm.error) + 2 * unitRoundoff) }
  }
})
