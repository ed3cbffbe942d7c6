import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { erfPlaneMoment, erfPlaneNodes } from './erfPlaneMoment.js'
import type { NetworkParameters, Point } from './networkParameters.js'
import { preactivationCovariance, preactivationVector } from './preactivationCovariance.js'
import { signMoment } from './signMoment.js'
import { spanCoordinates } from './spanCoordinates.js'

/** From this order on a sum over the plane is cheaper than nested integrals. */
const planeOrder = 6
/** Most nodes in the plane: a tenth of a second. */
const planeNodes = 1e6
/** Highest order of nested integrals: minutes lie above. */
const nestedOrder = 8

/**
 * Erf-net's feature moment E[erf(z(x_1)) … erf(z(x_n))]; odd orders vanish. Two methods, derived in
 * docs/theory.md:
 * - nested one-dimensional integrals (`signMoment`) in any dimension: since erf(z) = E[sign(z + xi)]
 *   with xi ~ N(0, 1/2), it is the sign moment of y_a = z(x_a) + xi_a, with covariance c + 1/2 on
 *   the diagonal and c off it; equal points have independent xi, so repetitions are no special case;
 * - the trapezoidal rule (`erfPlaneMoment`) from n = 6 on where the preactivations have rank 1 or 2,
 *   as always for dIn = 1.
 *
 * @throws RangeError if n > 8 and the second method does not apply
 */
export function erfNetMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  if (points.length % 2 === 1) return { value: 0, error: 0 }
  if (points.length < planeOrder) return nestedMoment(parameters, points)
  const vectors = points.map((x) => preactivationVector(parameters, x))
  const lengths = vectors.map((vector) => Math.hypot(...vector))
  if (lengths.includes(0)) return { value: 0, error: 0 }
  const span = spanCoordinates(vectors.map((v, a) => v.map((component) => component / lengths[a])))
  const plane = span.coordinates.map((unit, a) => unit.map((component) => component * lengths[a]))
  const inPlane = span.rank <= 2 && span.residual < 1e-15
  if (inPlane && erfPlaneNodes(plane) <= planeNodes) {
    const { value, error } = erfPlaneMoment(plane)
    const inputs = 4 * unitRoundoff * points.length * (2 + points[0].length) * Math.abs(value)
    return { value, error: error + inputs }
  }
  if (points.length <= nestedOrder) return nestedMoment(parameters, points)
  throw new RangeError(
    `erfNetMoment: order ${points.length} needs preactivations of rank <= 2, got ${span.rank}, ` +
      'and moderate sigmas; the highest order otherwise is 8'
  )
}

function nestedMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
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
  const inputs = (unitRoundoff * size * (4 + points[0].length) * Math.abs(value)) / leastEigenvalue
  return { value, error: error + inputs }
}
