import type { Estimate } from '../numerics/estimate.js'
import { ParameterError } from '../numerics/parameterError.js'
import { cosNetMoment } from './cosNetMoment.js'
import { erfNetMoment } from './erfNetMoment.js'
import { gaussNetMoment, logGaussNetMoment } from './gaussNetMoment.js'
import {
  type NetworkParameters,
  type Point,
  requireNetworkParameters,
  requirePoints
} from './networkParameters.js'
import { reluNetMoment } from './reluNetMoment.js'

const moments: Readonly<
  Record<
    NetworkParameters['network'],
    (parameters: NetworkParameters, points: readonly Point[]) => Estimate
  >
> = { gauss: gaussNetMoment, relu: reluNetMoment, erf: erfNetMoment, cos: cosNetMoment }

/**
 * Feature moment M = E[g(x_1) … g(x_n)] of one hidden neuron, averaged over W0 and b0: from these
 * follow all Green functions at every width. Any number of points >= 1, odd too, in any dimension
 * and with repetitions; symmetric under permutations (points are sorted first, so bit by bit).
 *
 * GaussNet and Cos-net: closed forms. Erf-net: about 1e-15, orders above 8 only where the preactivations have
 * rank <= 2 (dIn = 1). ReLU-net: about 1e-14; less where points nearly coincide in many dimensions.
 * The error says so in each case. Derived in docs/theory.md.
 *
 * @example featureMoment({ network: 'relu', sigmaW: 1, sigmaB: 0 }, [[1], [1]]) // value 0.5
 * @throws ParameterError for parameters or points outside their domain; RangeError on overflow
 *   or where no method reaches (see `erfNetMoment`, `reluNetMoment`, `cosNetMoment`)
 */
export function featureMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  requireNetworkParameters('featureMoment', parameters)
  requirePoints('featureMoment', points)
  const result = moments[parameters.network](parameters, [...points].sort(comparePoints))
  if (!Number.isFinite(result.value) || !Number.isFinite(result.error)) {
    throw new RangeError(`featureMoment: the moment of ${points.length} points overflows`)
  }
  return result
}

/**
 * Logarithm of GaussNet's feature moment, for large dimensions and sigmas: never overflows.
 *
 * @throws ParameterError for other networks, or parameters or points outside their domain
 */
export function logFeatureMoment(
  parameters: NetworkParameters,
  points: readonly Point[]
): Estimate {
  requireNetworkParameters('logFeatureMoment', parameters)
  if (parameters.network !== 'gauss') {
    throw new ParameterError('logFeatureMoment', 'network', "'gauss'", parameters.network)
  }
  requirePoints('logFeatureMoment', points)
  return logGaussNetMoment(parameters, [...points].sort(comparePoints))
}

function comparePoints(x: Point, y: Point): number {
  const k = x.findIndex((component, i) => component !== y[i])
  return k < 0 ? 0 : x[k] - y[k]
}
