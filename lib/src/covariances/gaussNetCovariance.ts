import { type Point, requirePoints } from '../networks/networkParameters.js'
import { requirePositive } from '../numerics/parameterError.js'

/**
 * K_W(x, y) of GaussNet, sigmaW^2 exp(-sigmaW^2 |x - y|^2 / (2 dIn)): translation invariant.
 * arXiv:2008.08601, section 2; arXiv:2108.01403. Accurate to rounding in any dimension.
 *
 * @throws ParameterError for sigmaW or points outside their domain
 */
export function gaussNetCovariance(sigmaW: number, x: Point, y: Point): number {
  requirePositive('gaussNetCovariance', 'sigmaW', sigmaW)
  requirePoints('gaussNetCovariance', [x, y])
  let squared = 0
  for (let k = 0; k < x.length; k++) squared += (x[k] - y[k]) ** 2
  return sigmaW * sigmaW * Math.exp((-sigmaW * sigmaW * squared) / (2 * x.length))
}
