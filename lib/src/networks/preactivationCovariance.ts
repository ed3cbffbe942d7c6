import type { NetworkParameters, Point } from './networkParameters.js'

/**
 * Covariance of the preactivations z = W0 x + b0 of one neuron at two points,
 * c(x, y) = sigmaB^2 + sigmaW^2 x.y / dIn.
 */
export function preactivationCovariance(
  { sigmaW, sigmaB }: NetworkParameters,
  x: Point,
  y: Point
): number {
  let product = 0
  for (let k = 0; k < x.length; k++) product += x[k] * y[k]
  return sigmaB * sigmaB + (sigmaW * sigmaW * product) / x.length
}

/**
 * The vector v with z(x) = v . u for a standard normal u, shape [1 + dIn]:
 * (sigmaB, sigmaW x / sqrt(dIn)); c(x, y) = v(x) . v(y).
 */
export function preactivationVector({ sigmaW, sigmaB }: NetworkParameters, x: Point): Float64Array {
  const scale = sigmaW / Math.sqrt(x.length)
  const vector = new Float64Array(1 + x.length)
  vector[0] = sigmaB
  for (let k = 0; k < x.length; k++) vector[k + 1] = scale * x[k]
  return vector
}

/**
 * Bound on the rounding error of `preactivationCovariance`, absolute, in units of the rounding of
 * one operation: the sum of the absolute values of its terms times the number of operations.
 */
export function preactivationRounding(
  { sigmaW, sigmaB }: NetworkParameters,
  x: Point,
  y: Point
): number {
  let product = 0
  for (let k = 0; k < x.length; k++) product += Math.abs(x[k] * y[k])
  return (x.length + 4) * (sigmaB * sigmaB + (sigmaW * sigmaW * product) / x.length)
}
