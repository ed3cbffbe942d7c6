import { type Estimate, exponentialOf, unitRoundoff } from '../../numerics/estimate.js'
import { compensatedSum } from '../../numerics/compensatedSum.js'
import { absoluteDot, dot } from '../../numerics/gaussian/spanCoordinates.js'
import { cumulantGeneratingFunction } from '../weights/distributionTransforms.js'
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

/** A step along t that stands out from rounding, in units of how far t may be off. */
const stride = 8

/**
 * ln E[exp(t w)] of one coordinate w of the vectors, t the sum of their components on it.
 *
 * @param k which coordinate: 0 is the bias, whose components are exact
 */
export function logCoordinateMoment(
  source: string,
  vectors: readonly Float64Array[],
  k: number,
  distribution: WeightDistribution
): Estimate {
  const components = vectors.map((v) => v[k])
  const [t, size] = [compensatedSum(components), compensatedSum(components.map(Math.abs))]
  if (size === 0) return { value: 0, error: 0 }
  const parameter = k === 0 ? 'weights.b0' : 'weights.W0'
  const of = (s: number) => cumulantGeneratingFunction(source, parameter, distribution, s)
  const value = of(t)
  // All weights share the rounding of sigmaW/sqrt(dIn), and each component has one of its own.
  const shift = unitRoundoff * ((k === 0 ? 0 : size) + 6 * Math.abs(t))
  // A convex function rises by less on the first part of a stride than on the others.
  const rise = (of(Math.abs(t) + stride * shift) - value) / stride
  return { value, error: Math.max(0, rise) + unitRoundoff * (5 + 4 * value) }
}

/** ln of the product of independent factors from their logarithms. */
export function logProduct(logarithms: readonly Estimate[]): Estimate {
  const value = compensatedSum(logarithms.map((logarithm) => logarithm.value))
  const error = logarithms.reduce((sum, logarithm) => sum + logarithm.error, 0)
  const size = logarithms.reduce((sum, logarithm) => sum + Math.abs(logarithm.value), 0)
  return { value, error: error + unitRoundoff * (Math.abs(value) + unitRoundoff * size) }
}

/** E[exp(z_1 + … + z_n)] for independent coordinates. */
function independentMoment(
  source: string,
  vectors: readonly Float64Array[],
  distributions: readonly WeightDistribution[]
): Estimate {
  return exponentialOf(
    logProduct(distributions.map((one, k) => logCoordinateMoment(source, vectors, k, one)))
  )
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
  independentMoment,
  moment: (vectors) => exponentialOf(logMoment(vectors)),
  cumulants
})
