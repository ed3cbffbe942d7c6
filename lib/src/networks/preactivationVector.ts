/** Standard deviations of a layer's weights and biases. */
export interface LayerSigmas {
  readonly sigmaW: number
  readonly sigmaB: number
}

/**
 * The vector v with z(x) = v . u for a standard normal u, shape [1 + dIn]: (sigmaB, sigmaW x / sqrt(dIn)). The
 * covariance of the preactivations z = W0 x + b0 is c(x, y) = sigmaB^2 + sigmaW^2 x.y / dIn = v(x) . v(y).
 */
export function preactivationVector(
  { sigmaW, sigmaB }: LayerSigmas,
  x: readonly number[]
): Float64Array {
  const scale = sigmaW / Math.sqrt(x.length)
  const vector = new Float64Array(1 + x.length)
  vector[0] = sigmaB
  for (let k = 0; k < x.length; k++) vector[k + 1] = scale * x[k]
  return vector
}
