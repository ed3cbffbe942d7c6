import { unitRoundoff, type Estimate } from '../../numerics/estimate.js'
import { absoluteDot, dot } from '../../numerics/gaussian/spanCoordinates.js'
import { momentGeneratingFunction } from '../weights/distributionTransforms.js'
import type { WeightDistribution } from '../weights/weightDistribution.js'
import { define } from './define.js'
import type { SubsetEstimates } from '../../numerics/gaussian/jointCumulants.js'
import { lognormalCumulants } from '../../numerics/gaussian/lognormalCumulants.js'

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

/** Largest variance of preactivations at which cumulants need an expansion about g = 1. */
const expansionRange = 2

/** GaussNet's cumulants without the normalisation of its features. */
function cumulants(vectors: readonly Float64Array[]): SubsetEstimates | undefined {
  const variances = vectors.map((v) => dot(v, v))
  if (variances.some((variance) => variance > expansionRange)) return undefined
  const normalised = lognormalCumulants(vectors)
  const factor = normalised.values.map((_, set) =>
    Math.exp(variances.reduce((sum, c, a) => (set & (1 << a) ? sum + c : sum), 0))
  )
  const roundings = unitRoundoff * (vectors[0].length + 4) * vectors.length * (1 + expansionRange)
  return {
    values: normalised.values.map((value, set) => factor[set] * value),
    errors: normalised.errors.map(
      (error, set) => factor[set] * (error + roundings * Math.abs(normalised.values[set]))
    )
  }
}

/** E[exp(z_1 + … + z_n)] for independent coordinates: the product of their moment generating functions. */
export function exponentialMoment(
  source: string,
  vectors: readonly Float64Array[],
  distributions: readonly WeightDistribution[]
): Estimate {
  let [value, slope] = [1, 0]
  distributions.forEach((distribution, k) => {
    const t = vectors.reduce((sum, v) => sum + v[k], 0)
    const size = vectors.reduce((sum, v) => sum + Math.abs(v[k]), 0)
    const parameter = k === 0 ? 'weights.b0' : 'weights.W0'
    const of = (s: number) => momentGeneratingFunction(source, parameter, distribution, s)
    const factor = of(t)
    value *= factor
    // Rounding changes t by this much, and the function by its change there.
    const shift = 4 * vectors.length * unitRoundoff * size
    slope += shift === 0 ? 0 : Math.abs(of(Math.abs(t) + 8 * shift) - factor) / factor
  })
  return { value, error: value * (slope + 8 * distributions.length * unitRoundoff) }
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
  independentMoment: exponentialMoment,
  moment: (vectors) => {
    const logarithm = logMoment(vectors)
    const value = Math.exp(logarithm.value)
    return { value, error: value * (Math.expm1(logarithm.error) + 2 * unitRoundoff) }
  },
  cumulants
})
