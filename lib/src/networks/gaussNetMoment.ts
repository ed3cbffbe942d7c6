import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import type { NetworkParameters, Point } from './networkParameters.js'
import { preactivationCovariance, preactivationRounding } from './preactivationCovariance.js'

/**
 * Logarithm of GaussNet's feature moment E[g(x_1) … g(x_n)], exact in closed form:
 * sum over pairs a < b of c(x_a, x_b) - (1/2) sum over a of c(x_a, x_a), c the covariance of the
 * preactivations. Derived in docs/theory.md. Fit for any dimension: nothing over- or underflows.
 */
export function logGaussNetMoment(
  parameters: NetworkParameters,
  points: readonly Point[]
): Estimate {
  let value = 0
  let rounding = 0
  points.forEach((x, a) => {
    for (let b = 0; b <= a; b++) {
      const weight = a === b ? -0.5 : 1
      value += weight * preactivationCovariance(parameters, x, points[b])
      rounding += Math.abs(weight) * preactivationRounding(parameters, x, points[b])
    }
  })
  return { value, error: unitRoundoff * (1 + points.length) * rounding }
}

/**
 * GaussNet's feature moment E[g(x_1) … g(x_n)]; the error is rounding alone.
 *
 * @throws RangeError if the moment overflows (`logGaussNetMoment` has it)
 */
export function gaussNetMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  const logarithm = logGaussNetMoment(parameters, points)
  const value = Math.exp(logarithm.value)
  if (value === Infinity) {
    throw new RangeError(
      `gaussNetMoment: exp(${logarithm.value}) overflows; use logFeatureMoment or smaller sigmas`
    )
  }
  return { value, error: value * (Math.expm1(logarithm.error) + 2 * unitRoundoff) }
}
