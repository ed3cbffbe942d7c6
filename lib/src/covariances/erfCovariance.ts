import {
  type NetworkParameters,
  type Point,
  requireNetworkParameters,
  requirePoints
} from '../networks/networkParameters.js'
import { preactivationCovariance } from '../networks/preactivationCovariance.js'

/**
 * K_W(x, y) of Erf-net, (2 sigmaW^2 / pi) asin(2 c(x,y) / sqrt((1 + 2 c(x,x)) (1 + 2 c(y,y)))),
 * with c the covariance of the preactivations. arXiv:2008.08601, section 2 (Williams' arcsine).
 * The argument stays inside (-1, 1) for all finite points.
 *
 * @throws ParameterError for parameters or points outside their domain; RangeError on overflow
 */
export function erfCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  requireNetworkParameters('erfCovariance', parameters)
  requirePoints('erfCovariance', [x, y])
  const cross = 2 * preactivationCovariance(parameters, x, y)
  const normX = Math.sqrt(1 + 2 * preactivationCovariance(parameters, x, x))
  const normY = Math.sqrt(1 + 2 * preactivationCovariance(parameters, y, y))
  const correlation = Math.max(-1, Math.min(1, cross / normX / normY))
  const value = (2 / Math.PI) * parameters.sigmaW ** 2 * Math.asin(correlation)
  if (Number.isFinite(value)) return value
  throw new RangeError('erfCovariance: overflows; use smaller sigmas or points')
}
