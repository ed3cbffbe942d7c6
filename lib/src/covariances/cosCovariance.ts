import {
  type NetworkParameters,
  type Point,
  requireNetworkParameters,
  requirePoints
} from '../networks/networkParameters.js'

/**
 * K_W(x, y) of Cos-net, (sigmaW^2 / 2) [exp(-sigmaW^2 |x - y|^2 / (2 dIn))
 * + exp(-2 sigmaB^2 - sigmaW^2 |x + y|^2 / (2 dIn))]: half of GaussNet's, and its mirror image, which a
 * large sigmaB removes. Decays where both x - y and x + y are large. Derived in docs/theory.md.
 *
 * @throws ParameterError for parameters or points outside their domain
 */
export function cosCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  requireNetworkParameters('cosCovariance', parameters)
  requirePoints('cosCovariance', [x, y])
  const { sigmaW, sigmaB } = parameters
  let [apart, mirrored] = [0, 0]
  for (let k = 0; k < x.length; k++) {
    apart += (x[k] - y[k]) ** 2
    mirrored += (x[k] + y[k]) ** 2
  }
  const scale = (sigmaW * sigmaW) / (2 * x.length)
  const image = Math.exp(-2 * sigmaB * sigmaB - scale * mirrored)
  return ((sigmaW * sigmaW) / 2) * (Math.exp(-scale * apart) + image)
}
