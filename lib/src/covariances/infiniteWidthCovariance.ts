import { networkRule } from '../networks/ensemble.js'
import {
  type NetworkParameters,
  type Point,
  requireNetworkParameters,
  requirePoints
} from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { cosCovariance } from './cosCovariance.js'
import { erfCovariance } from './erfCovariance.js'
import { gaussNetCovariance } from './gaussNetCovariance.js'
import { reluCovariance } from './reluCovariance.js'

type Covariance = (parameters: NetworkParameters, x: Point, y: Point) => number

const weightCovariances: Readonly<Record<NetworkParameters['network'], Covariance>> = {
  gauss: ({ sigmaW }, x, y) => gaussNetCovariance(sigmaW, x, y),
  relu: reluCovariance,
  erf: erfCovariance,
  cos: cosCovariance
}

const decays: Readonly<Record<NetworkParameters['network'], boolean>> = {
  gauss: true,
  relu: false,
  erf: false,
  cos: true
}

/**
 * Whether K_W(x, y) vanishes as x goes to infinity at fixed y. Where it does not, couplings depend on the
 * infrared cutoff of arXiv:2008.08601, section 4.
 *
 * @example covarianceDecays('erf') // false
 * @throws ParameterError for a name that is no network
 */
export function covarianceDecays(network: NetworkParameters['network']): boolean {
  if (!Object.hasOwn(decays, network)) {
    throw new ParameterError('covarianceDecays', 'network', networkRule, network)
  }
  return decays[network]
}

/**
 * K_W(x, y) = sigmaW^2 E[g(z(x)) g(z(y))]: the 2-point function without the output bias. This is
 * the propagator of the effective action.
 *
 * @throws ParameterError for parameters or points outside their domain
 */
export function weightCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  requireNetworkParameters('weightCovariance', parameters)
  requirePoints('weightCovariance', [x, y])
  return weightCovariances[parameters.network](parameters, x, y)
}

/**
 * K(x, y) = sigmaB^2 + K_W(x, y) = E[f(x) f(y)]: the 2-point function of the network, at infinite
 * width the covariance of the Gaussian process, and exact at every finite width too (the papers'
 * GP kernel). arXiv:2108.01403, section 2.
 *
 * @throws ParameterError for parameters or points outside their domain
 */
export function infiniteWidthCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  requireNetworkParameters('infiniteWidthCovariance', parameters)
  requirePoints('infiniteWidthCovariance', [x, y])
  return parameters.sigmaB ** 2 + weightCovariances[parameters.network](parameters, x, y)
}

/**
 * K(x_a, x_b) for all pairs of a list of points, row-major, shape [point][point], symmetric bit by
 * bit.
 *
 * @throws ParameterError for parameters or points outside their domain
 */
export function covarianceMatrix(
  parameters: NetworkParameters,
  points: readonly Point[]
): Float64Array {
  requireNetworkParameters('covarianceMatrix', parameters)
  requirePoints('covarianceMatrix', points)
  const count = points.length
  const matrix = new Float64Array(count * count)
  const covariance = weightCovariances[parameters.network]
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      const value = parameters.sigmaB ** 2 + covariance(parameters, points[a], points[b])
      matrix[a * count + b] = matrix[b * count + a] = value
    }
  }
  return matrix
}
