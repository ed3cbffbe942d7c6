import type { Estimate } from '../numerics/estimate.js'
import { unitRoundoff } from '../numerics/estimate.js'
import type { NetworkParameters, Point } from './networkParameters.js'
import { preactivationCovariance } from './preactivationCovariance.js'
import { signMoment } from './signMoment.js'

/**
 * Erf-net's feature moment E[erf(z(x_1)) … erf(z(x_n))]. Since erf(z) = E[sign(z + xi)] with
 * xi ~ N(0, 1/2), it is the sign moment of y_a = z(x_a) + xi_a, with covariance c + 1/2 on the
 * diagonal and c off it; equal points have independent xi, so repeated ones are no special case.
 * Odd orders vanish. Derived in docs/theory.md.
 */
export function erfNetMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  const size = points.length
  const variances = points.map((x) => preactivationCovariance(parameters, x, x) + 0.5)
  const correlation = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    correlation[a * size + a] = 1
    for (let b = 0; b < a; b++) {
      const covariance = preactivationCovariance(parameters, points[a], points[b])
      const value = covariance / Math.sqrt(variances[a]) / Math.sqrt(variances[b])
      correlation[a * size + b] = correlation[b * size + a] = value
    }
  }
  // c is positive semidefinite, so the noise alone bounds the spectrum from below.
  const leastEigenvalue = 0.5 / Math.max(0.5, ...variances)
  const { value, error } = signMoment(correlation, size, leastEigenvalue)
  // The correlations themselves are rounded: inner products of dIn terms.
  const dimension = points[0]?.length ?? 0
  const inputs = (unitRoundoff * size * (4 + dimension) * Math.abs(value)) / leastEigenvalue
  return { value, error: error + inputs }
}
