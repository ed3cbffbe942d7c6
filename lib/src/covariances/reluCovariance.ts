import {
  type NetworkParameters,
  type Point,
  requireNetworkParameters,
  requirePoints
} from '../networks/networkParameters.js'
import { preactivationVector } from '../networks/preactivationCovariance.js'

/**
 * K_W(x, y) of ReLU-net, sigmaW^2 / (2 pi) sqrt(c(x,x) c(y,y)) (sin t + (pi - t) cos t), where t is
 * the angle between the preactivations of x and y, cos t = c(x,y) / sqrt(c(x,x) c(y,y)).
 * arXiv:2008.08601, section 2 (the arc-cosine covariance of order 1). Zero if either preactivation
 * is identically zero (sigmaB = 0 and x = 0), sigmaW^2 c / 2 at t = 0, and 0 at t = pi.
 *
 * The angle comes from the vectors, not from cos t, and the bracket is expanded about t = pi:
 * accurate to rounding for parallel and for opposite preactivations alike.
 *
 * @throws ParameterError for parameters or points outside their domain; RangeError on overflow
 */
export function reluCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  requireNetworkParameters('reluCovariance', parameters)
  requirePoints('reluCovariance', [x, y])
  const u = preactivationVector(parameters, x)
  const v = preactivationVector(parameters, y)
  const lengthU = Math.hypot(...u)
  const lengthV = Math.hypot(...v)
  if (lengthU === 0 || lengthV === 0) return 0
  let towards = 0
  let apart = 0
  for (let k = 0; k < u.length; k++) {
    towards += (u[k] / lengthU + v[k] / lengthV) ** 2
    apart += (u[k] / lengthU - v[k] / lengthV) ** 2
  }
  const toOpposite = 2 * Math.atan2(Math.sqrt(towards), Math.sqrt(apart))
  const scale = (parameters.sigmaW ** 2 / (2 * Math.PI)) * lengthU * lengthV
  const value = scale * arcBracket(toOpposite)
  if (Number.isFinite(value)) return value
  throw new RangeError('reluCovariance: overflows; use smaller sigmas or points')
}

/** sin t + (pi - t) cos t as a function of s = pi - t in [0, pi]: sin s - s cos s. */
export function arcBracket(s: number): number {
  if (s > 0.5) return Math.sin(s) - s * Math.cos(s)
  // sum over k >= 1 of (-1)^(k+1) 2k s^(2k+1) / (2k+1)!, without the cancellation near s = 0
  let term = s
  let sum = 0
  for (let k = 1; k <= 9; k++) {
    term *= (-s * s) / (2 * k * (2 * k + 1))
    sum -= 2 * k * term
  }
  return sum
}
