import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import {
  requireArchitecture,
  requireNetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { doubleFactorial } from '../numerics/doubleFactorial.js'
import { ParameterError, requireInteger, requireList } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactGreenFunction } from './exactGreenFunction.js'
import { outputMoment } from './outputMoment.js'

/** What is sampled: an ensemble without its orders and widths. */
export type SampledEnsemble = Pick<
  Ensemble,
  'network' | 'sigmaW' | 'sigmaB' | 'inputs' | 'bags' | 'networksPerBag' | 'estimator'
>

/**
 * Exact standard error of the measured deviation m_n at each input, for the combination (x, …, x), relative to G0, shape
 * [input]: sqrt((E[c^2] - E[c]^2)/networks)/G0, c being what a network adds to the estimate. It knows the tail that a finite
 * sample may have missed, which the spread over bags does not. Literal draws have c = f^n. The conditional estimator has
 * c = (n - 1)!! S^(n/2), S the variance of f(x) given its hidden layer, and never a larger error; derived in docs/theory.md, "Heavy tails: why the measured six-point function is wrong".
 *
 * Networks of one hidden layer, and deeper ones whose moments are exact at every width (see `exactGreenFunction`).
 *
 * A scatter of less than 1e-6 of the root mean square is lost in the rounding of the moments and counts as none.
 *
 * @returns undefined for the tilted estimator, whose scatter hides no tail
 * @example exactStandardError(ensemble({ network: 'gauss' }), 4, 10)
 * @throws as `outputMoment`, and ParameterError for other deep networks
 */
export function exactStandardError(
  ensemble: SampledEnsemble,
  order: number,
  width: number
): Float64Array | undefined {
  requireNetworkParameters('exactStandardError', ensemble)
  requireInteger('exactStandardError', 'order', order, 1)
  const { inputs, bags, networksPerBag } = ensemble
  requireList('exactStandardError', 'ensemble.inputs', inputs)
  requireInteger('exactStandardError', 'ensemble.bags', bags, 1)
  requireInteger('exactStandardError', 'ensemble.networksPerBag', networksPerBag, 1)
  const { productRatio } = estimatorOf(ensemble)
  if (!productRatio) return undefined
  return Float64Array.from(inputs, (point) => {
    const moment = (n: number) =>
      refusedUnder('exactStandardError', () => momentAt(ensemble, width, point, n))
    const square = productRatio(order, order) * moment(2 * order)
    const variance = square - moment(order) ** 2
    // Where nothing scatters, as of features of constant modulus, what is left of the difference is rounding.
    if (variance <= scatterResolution * square) return 0
    const free = doubleFactorial(order - 1) * moment(2) ** (order / 2)
    return Math.sqrt(variance / (bags * networksPerBag)) / free
  })
}

/** Relative to the mean square of what a network adds, a variance that is told from the rounding of exact moments. */
export const scatterResolution = 1e-12

/** E[f(x)^n]. */
function momentAt(ensemble: SampledEnsemble, width: number, point: Point, order: number): number {
  const { layers } = requireArchitecture('exactStandardError', ensemble)
  if (layers.length === 1) return outputMoment(ensemble, point, order, width)
  const { value, exactTo } = exactGreenFunction(
    ensemble,
    new Array<Point>(order).fill(point),
    width
  )
  if (exactTo === undefined) return value
  const rule = '1 here, but for linear networks, and homogeneous ones without biases'
  throw new ParameterError('exactStandardError', 'depth', rule, layers.length)
}
