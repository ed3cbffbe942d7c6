import { covarianceShape } from '../covariances/covarianceShape.js'
import { logFieldNormalisation } from '../covariances/momentumSpace.js'
import {
  requireNetworkParameters,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { ParameterError, requireOneOf } from '../numerics/parameterError.js'

/**
 * Which field a coupling multiplies. `'raw'`: the network's output f. `'canonical'`: sqrt(Z) f, whose
 * kinetic term is p^2, so u_n^c = u_n/Z^(n/2), Z = 1/(m0^2 int d^d x K_W(x)) ~ sigmaW^(dIn - 4), and u_2^c = m0^2. The flow
 * equations of arXiv:2108.01403 hold for the canonical couplings; its plots show raw ones. (Derived in
 * docs/theory.md, "Effective action and couplings".)
 */
export type Normalisation = 'raw' | 'canonical'

/** ln Z for `'canonical'`, 0 for `'raw'`. @throws ParameterError for another name, or canonical ReLU-net or Erf-net */
export function logNormalisation(
  parameters: NetworkParameters,
  points: readonly Point[],
  normalisation: Normalisation
): number {
  requireOneOf('logNormalisation', 'normalisation', normalisation, ['raw', 'canonical'])
  if (normalisation === 'raw') return 0
  requireNetworkParameters('logNormalisation', parameters)
  if (covarianceShape('logNormalisation', parameters).images?.mirrored !== 0) {
    const rule =
      "'raw' unless the network is 'gauss' with one hidden layer and normal W0 and b0: only its covariance is translation invariant"
    throw new ParameterError('logNormalisation', 'normalisation', rule, normalisation)
  }
  return logFieldNormalisation({ sigmaW: parameters.sigmaW, dIn: points[0].length })
}
