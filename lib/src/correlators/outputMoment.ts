import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import { featureMoment } from '../networks/featureMoment.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { standardMoment } from '../networks/weights/distributionMoments.js'
import { type WeightDistribution } from '../networks/weights/weightDistribution.js'
import { doubleFactorial, factorial, highestDoubleFactorial } from '../numerics/doubleFactorial.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { seriesPower, seriesProduct } from '../numerics/powerSeries.js'

/**
 * Exact moment E[f(x)^n] of the output at one point and width N, for any even order n up to 300. Given the
 * hidden layer, f(x) is normal with variance S = sigmaB^2 + (sigmaW^2 / N) sum_i g_i(x)^2, so
 * E[f^n] = (n - 1)!! E[S^(n/2)], and E[S^k] / k! is the coefficient of t^k in
 * exp(sigmaB^2 t) (sum_m (sigmaW^2 t / N)^m E[g^(2m)] / m!)^N. Weights and biases of other distributions bring their moments
 * over (2m - 1)!! as factors of the terms. Derived in docs/theory.md, "Exact Green functions at finite width".
 *
 * @example outputMoment({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [0], 2, 10) // 2
 * @throws ParameterError for parameters outside their domain, or an order that is odd or beyond 300, and if a
 *   moment overflows
 */
export function outputMoment(
  parameters: NetworkParameters,
  point: Point,
  order: number,
  width: number
): number {
  const { readout } = requireSingleLayer('outputMoment', parameters)
  requirePoints('outputMoment', [point])
  requireInteger('outputMoment', 'width', width, 1)
  requireInteger('outputMoment', 'order', order, 2, highestDoubleFactorial)
  if (order % 2) throw new ParameterError('outputMoment', 'order', 'even', order)
  const sizes = () => networkSizes(parameters, { point })
  const highest = order / 2
  const neuron = new Float64Array(highest + 1)
  const bias = new Float64Array(highest + 1)
  const { weights, biases } = readout
  const scale = parameters.sigmaW ** 2 / width
  for (let m = 0; m <= highest; m++) {
    const repeated = new Array<Point>(2 * m).fill(point)
    const feature =
      m === 0
        ? 1
        : refusedUnder('outputMoment', () => featureMoment(parameters, repeated).value, sizes)
    neuron[m] = (momentRatio(weights, m) * scale ** m * feature) / factorial(m)
    bias[m] =
      parameters.sigmaB === 0 && m > 0
        ? 0
        : (momentRatio(biases, m) * parameters.sigmaB ** (2 * m)) / factorial(m)
  }
  const variancePower = seriesProduct(seriesPower(neuron, width), bias)
  const moment = doubleFactorial(order - 1) * factorial(highest) * variancePower[highest]
  if (Number.isFinite(moment)) return moment
  throw reachError('outputMoment', `the moment of order ${order} overflows`, sizes())
}

/** E[w^(2m)] over that of a normal weight; 1 for those, exactly. */
function momentRatio(distribution: WeightDistribution, m: number): number {
  if (distribution === 'normal') return 1
  return standardMoment('outputMoment', distribution, 2 * m) / doubleFactorial(2 * m - 1)
}
