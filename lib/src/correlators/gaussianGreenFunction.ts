import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkSizes } from '../networks/networkSizes.js'
import { covarianceEntries } from '../covariances/infiniteWidthCovariance.js'
import { fieldCombinations, pointsByOutput } from '../networks/field.js'
import {
  requireInputs,
  requireNetworkParameters,
  requirePoints,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { highestWickOrder, wickContractions } from './wickContractions.js'

/**
 * Free Green function G0^(n)(x_1, …, x_n) of the Gaussian process at infinite width, by Wick's
 * theorem: the sum over all contractions of products of K; zero for odd n.
 *
 * @example gaussianGreenFunction({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]]) // 12
 * @throws ParameterError for parameters or points outside their domain, or more than 12 points
 */
export function gaussianGreenFunction(
  parameters: NetworkParameters,
  points: readonly Point[]
): number {
  const source = 'gaussianGreenFunction'
  requirePoints(source, points)
  if (points.length > highestWickOrder) {
    const rule = `at most ${highestWickOrder}`
    throw new ParameterError(source, 'the number of points', rule, points.length)
  }
  const covariance = covarianceEntries(source, parameters, points)
  return contractedSum(
    covariance,
    points.length,
    points.map((_, a) => a)
  )
}

/**
 * Free Green functions on all combinations of an ensemble's fields, in the order of
 * `fieldCombinations(inputs.length, outputs, order)`, shape [combination]. Different outputs are independent.
 *
 * @example gaussianGreenFunctions({ network: 'gauss', sigmaW: 1, sigmaB: 1, inputs: [[0]] }, 4)[0] // 12
 * @throws ParameterError for parameters or inputs outside their domain, or an order that is none of 1 to 12
 */
export function gaussianGreenFunctions(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number
): Float64Array {
  const source = 'gaussianGreenFunctions'
  requireInteger(source, 'order', order, 1, highestWickOrder)
  requireNetworkParameters(source, parameters)
  const { inputs, outputs = 1 } = parameters
  requireInputs(source, inputs)
  const covariance = refusedUnder(
    source,
    () => covarianceEntries(source, parameters, inputs),
    () => networkSizes(parameters, { inputs })
  )
  return Float64Array.from(fieldCombinations(inputs.length, outputs, order), (combination) =>
    pointsByOutput(combination, inputs.length).reduce(
      (product, points) => product * contractedSum(covariance, inputs.length, points),
      1
    )
  )
}

/** Sum over contractions of the products of covariances of the points at `combination`. */
function contractedSum(
  covariance: Float64Array,
  count: number,
  combination: readonly number[]
): number {
  if (combination.length % 2 === 1) return 0
  let sum = 0
  for (const contraction of wickContractions(combination.length)) {
    let product = 1
    for (const [a, b] of contraction) product *= covariance[combination[a] * count + combination[b]]
    sum += product
  }
  return sum
}
