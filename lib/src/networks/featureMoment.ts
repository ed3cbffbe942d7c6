import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkSizes } from './networkSizes.js'
import { OutOfReach, reachError } from '../numerics/outOfReach.js'
import { type Estimate, withUnderflow } from '../numerics/estimate.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { Activation } from './activations/activation.js'
import type { AffineMap, Architecture } from './architecture.js'
import { independentFeatureMoment } from './independentFeatures.js'
import {
  type NetworkParameters,
  type Point,
  requirePoints,
  requireSingleLayer
} from './networkParameters.js'
import { pairOfPoints } from './preactivationPair.js'
import { preactivationVector } from './preactivationVector.js'

/**
 * Feature moment M = E[g(x_1) … g(x_n)] of one hidden neuron, averaged over W0 and b0: from these
 * follow all Green functions at every width. Any number of points from 1 to 10000, odd too, in any dimension
 * and with repetitions; symmetric under permutations (points are sorted first, so bit by bit).
 *
 * GaussNet and Cos-net: closed forms. Erf-net: about 1e-15, orders above 8 only where the preactivations have
 * rank <= 2 (dIn = 1). ReLU-net: about 1e-14; less where points nearly coincide in many dimensions.
 * The error says so in each case. W0 and b0 that are not normal: see `independentFeatureMoment`. Derived in
 * docs/theory.md, "Feature moments".
 *
 * @example featureMoment({ network: 'relu', sigmaW: 1, sigmaB: 0 }, [[1], [1]]) // value 0.5
 * @throws ParameterError for parameters or points outside their domain, or more than one hidden layer, and on overflow (GaussNet's
 *   logarithm is given by `logFeatureMoment`) or where no method reaches
 */
export function featureMoment(parameters: NetworkParameters, points: readonly Point[]): Estimate {
  const { activation, hidden } = requireSingleLayer('featureMoment', parameters)
  requirePoints('featureMoment', points)
  requireFewFactors('featureMoment', points)
  const compute = () => {
    const vectors = sortedPoints(points).map((x) => resolvedVector(hidden, x))
    const result = momentOf('featureMoment', activation, hidden, vectors)
    if (!Number.isFinite(result.value) || !Number.isFinite(result.error)) {
      throw new OutOfReach('featureMoment', `the moment of ${points.length} points overflows`)
    }
    return result
  }
  return refusedUnder('featureMoment', compute, () => networkSizes(parameters, { points }))
}

/** Powers of preactivations as small as this may underflow. */
const smallPreactivation = 1e-7
/** Below this a double has fewer bits. */
const smallestNormal = 2 ** -1022

/** Whether a moment of features may have underflowed, of vectors that are not exact zeros. */
export function mayUnderflow({ parity }: Activation, vectors: readonly Float64Array[]): boolean {
  if (parity === 'odd' && vectors.length % 2 === 1) return false
  const lengths = vectors.map((v) => Math.hypot(...v))
  return !lengths.includes(0) && lengths.some((length) => length < smallPreactivation)
}

/** Preactivation vectors, refused where they have underflowed: the direction of such a vector is no longer known. */
function resolvedVector(hidden: AffineMap, x: Point): Float64Array {
  const vector = preactivationVector(hidden, x)
  const silent = hidden.sigmaB === 0 && (hidden.sigmaW === 0 || x.every((c) => c === 0))
  if (silent || vector.some((c) => Math.abs(c) >= smallestNormal)) return vector
  throw new OutOfReach('featureMoment', `the preactivation at [${x.join()}] underflows`, 'farthest')
}

/** E[g(x) g(y)] of a hidden layer as a function of checked points, for inner loops. */
export function pairFeature(
  source: string,
  activation: Activation,
  hidden: AffineMap
): (x: Point, y: Point) => number {
  if (hasNormalPreactivations(hidden)) {
    return (x, y) => activation.pairMoment(pairOfPoints(hidden, x, y))
  }
  return (x, y) => {
    const vectors = sortedPoints([x, y]).map((point) => preactivationVector(hidden, point))
    return momentOf(source, activation, hidden, vectors).value
  }
}

/**
 * Logarithm of a feature moment that is positive and has a closed form, for large dimensions and sigmas: never
 * overflows.
 *
 * @example logFeatureMoment({ network: 'gauss', sigmaW: 1, sigmaB: 0 }, [[0], [1]]).value // -0.5
 * @throws ParameterError for networks without such a form, or parameters or points outside their domain, and where
 *   the logarithm itself overflows
 */
export function logFeatureMoment(
  parameters: NetworkParameters,
  points: readonly Point[]
): Estimate {
  const { activation, hidden } = requireSingleLayer('logFeatureMoment', parameters)
  if (!activation.logMoment) {
    const rule = "'gauss', or another exponential"
    throw new ParameterError('logFeatureMoment', 'network', rule, parameters.network)
  }
  if (!hasNormalPreactivations(hidden)) {
    const { weights, biases } = hidden
    const rule = "'normal' for W0 and b0: the logarithm has no closed form else"
    throw new ParameterError('logFeatureMoment', 'weights', rule, { W0: weights, b0: biases })
  }
  requirePoints('logFeatureMoment', points)
  requireFewFactors('logFeatureMoment', points)
  const vectors = sortedPoints(points).map((x) => preactivationVector(hidden, x))
  const { value, error } = activation.logMoment(vectors)
  if (Number.isFinite(value) && Number.isFinite(error)) return { value, error }
  throw reachError(
    'logFeatureMoment',
    'the logarithm overflows',
    networkSizes(parameters, { points })
  )
}

/** Most factors of a moment, all of whose pairs enter. */
const mostFactors = 1e4

function requireFewFactors(source: string, { length }: readonly Point[]): void {
  if (length <= mostFactors) return
  throw new ParameterError(source, 'the number of points', `at most ${mostFactors}`, length)
}

/** Whether the preactivations of a layer are normal. */
export function hasNormalPreactivations({ weights, biases, sigmaB }: AffineMap): boolean {
  return weights === 'normal' && (biases === 'normal' || sigmaB === 0)
}

/** The feature moment of points with the given vectors, shape [point][1 + dIn], equal ones next to each other. */
export function momentOf(
  source: string,
  activation: Activation,
  hidden: AffineMap,
  vectors: readonly Float64Array[]
): Estimate {
  const distributions = Array.from(vectors[0], (_, k) => (k === 0 ? hidden.biases : hidden.weights))
  const moment = hasNormalPreactivations(hidden)
    ? activation.moment(vectors)
    : independentFeatureMoment(source, activation, vectors, distributions)
  return mayUnderflow(activation, vectors) ? withUnderflow(moment) : moment
}

/** Refuses biases of later hidden layers that are not normal: no central limit theorem makes their preactivations so. */
export function requireNormalBiases(source: string, { layers }: Architecture): void {
  layers.slice(1).forEach(({ biases, sigmaB }, l) => {
    if (biases === 'normal' || sigmaB === 0) return
    const rule = "'normal': the preactivations of hidden layers have no closed form otherwise"
    throw new ParameterError(source, `layers[${l + 1}].biases`, rule, biases)
  })
}

function sortedPoints(points: readonly Point[]): readonly Point[] {
  return [...points].sort(comparePoints)
}

/** Lexicographic order. */
export function comparePoints(x: Point, y: Point): number {
  const k = x.findIndex((component, i) => component !== y[i])
  return k < 0 ? 0 : x[k] - y[k]
}
