import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkSizes } from '../networks/networkSizes.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import {
  requireActivation,
  type ActivationSpecification
} from '../networks/activations/activations.js'
import { requireNormalBiases } from '../networks/featureMoment.js'
import {
  type NetworkParameters,
  type Point,
  requireArchitecture,
  requirePoints
} from '../networks/networkParameters.js'
import { matrixRows } from '../numerics/eigenSystem.js'
import type { Estimate } from '../numerics/estimate.js'
import { inPieces, requirePieceOptions, type PieceOptions } from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { LayerCovariances } from './layerCovariances.js'
import { lastFeature } from './layerMap.js'

/**
 * Whether K_W(x, y) decays like a Gaussian as x goes to infinity at fixed y. Where it does not, couplings are computed
 * with the infrared cutoff of arXiv:2008.08601, section 4, and depend on it.
 *
 * @example covarianceDecays('erf') // false
 * @throws ParameterError for a name that is no network
 */
export function covarianceDecays(network: ActivationSpecification): boolean {
  return requireActivation('covarianceDecays', network).images !== undefined
}

/** K_W, or K, between points that were checked. @throws OutOfReach on overflow */
export type WeightCovariance = (x: Point, y: Point) => number

/**
 * The function K_W of a network, for inner loops over checked points.
 *
 * @throws ParameterError for parameters outside their domain
 */
export function weightCovarianceOf(
  source: string,
  parameters: NetworkParameters
): WeightCovariance {
  const architecture = requireArchitecture(source, parameters)
  const { readout } = architecture
  requireNormalBiases(source, architecture)
  const feature = lastFeature(source, architecture)
  const scale = readout.sigmaW ** 2
  return (x, y) => {
    const value = scale * feature(x, y)
    if (Number.isFinite(value)) return value
    throw new OutOfReach(source, 'K overflows')
  }
}

/**
 * K_W(x, y) = sigmaW^2 E[g(z(x)) g(z(y))], z the preactivations of the last hidden layer: the 2-point function without
 * the output bias. This is the propagator of the effective action. With one hidden layer and c the covariance of its
 * preactivations:
 * - GaussNet: sigmaW^2 exp(-sigmaW^2 |x - y|^2/(2 dIn)), translation invariant;
 * - Cos-net: half of that, and its mirror image exp(-2 sigmaB^2 - sigmaW^2 |x + y|^2/(2 dIn));
 * - Erf-net: (2 sigmaW^2/pi) asin(2 c(x,y)/sqrt((1 + 2 c(x,x)) (1 + 2 c(y,y))));
 * - ReLU-net: sigmaW^2/(2 pi) sqrt(c(x,x) c(y,y)) (sin t + (pi - t) cos t), cos t = c(x,y)/sqrt(c(x,x) c(y,y)).
 *
 * arXiv:2008.08601, section 2, and docs/theory.md, "Infinite width and Wick's theorem". Accurate to rounding in any dimension; W0 and b0 that are not normal:
 * see `independentFeatureMoment`.
 *
 * @example weightCovariance({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [0], [0]) // 1
 * @throws ParameterError for parameters or points outside their domain, and on overflow
 */
export function weightCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  const covariance = weightCovarianceOf('weightCovariance', parameters)
  requirePoints('weightCovariance', [x, y])
  return refusedUnder(
    'weightCovariance',
    () => covariance(x, y),
    () => networkSizes(parameters, { x, y })
  )
}

/**
 * K(x, y) = sigmaB^2 + K_W(x, y) = E[f(x) f(y)]: the 2-point function of the network, at infinite
 * width the covariance of the Gaussian process. With one hidden layer it is exact at every finite width too (the papers'
 * GP kernel); deeper networks have corrections in 1/N. arXiv:2108.01403, section 2.
 *
 * @example infiniteWidthCovariance({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [0], [0]) // 2
 * @throws ParameterError for parameters or points outside their domain, and on overflow
 */
export function infiniteWidthCovariance(parameters: NetworkParameters, x: Point, y: Point): number {
  const source = 'infiniteWidthCovariance'
  const covariance = outputCovarianceOf(source, parameters)
  requirePoints(source, [x, y])
  return refusedUnder(
    source,
    () => covariance(x, y),
    () => networkSizes(parameters, { x, y })
  )
}

/**
 * The matrix K(x_a, x_b) of all pairs of a list of points, as rows: `K[a][b]`, symmetric bit by bit. `eigenSystem` has its
 * eigenvalues.
 *
 * @example covarianceMatrix({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0], [1]])[0][1]
 * @throws ParameterError for parameters or points outside their domain, and on overflow
 */
export function covarianceMatrix(
  parameters: NetworkParameters,
  points: readonly Point[]
): number[][] {
  requireAffordablePairs('covarianceMatrix', points, 1)
  return matrixRows(covarianceEntries('covarianceMatrix', parameters, points))
}

/** The same matrix in one array, row-major, for inner loops. */
export function covarianceEntries(
  source: string,
  parameters: NetworkParameters,
  points: readonly Point[]
): Float64Array {
  const covariance = outputCovarianceOf(source, parameters)
  requirePoints(source, points)
  const count = points.length
  const matrix = new Float64Array(count * count)
  const fill = () => {
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        matrix[a * count + b] = matrix[b * count + a] = covariance(points[a], points[b])
      }
    }
    return matrix
  }
  return refusedUnder(source, fill, () => networkSizes(parameters, { points }))
}

/** K as a function of points, for inner loops; the sigmas of the short form are those of the readout. */
function outputCovarianceOf(source: string, parameters: NetworkParameters): WeightCovariance {
  const covariance = weightCovarianceOf(source, parameters)
  const bias = parameters.sigmaB ** 2
  return (x, y) => {
    const value = bias + covariance(x, y)
    if (Number.isFinite(value)) return value
    throw new OutOfReach(source, 'K overflows')
  }
}

/**
 * K(x_a, x_b) for all pairs of a list of points with bounds on the errors, those of every layer carried through the next,
 * shape [point][point], symmetric bit by bit; at most 2e6 pairs times hidden layers, which take minutes to hours where
 * covariances are integrals.
 *
 * @example covarianceEstimates({ network: 'tanh', sigmaW: 1.2, sigmaB: 0.3, depth: 3 }, [[0.4], [1]])[0][1].error
 * @throws ParameterError for parameters or points outside their domain, and on overflow
 */
export function covarianceEstimates(
  parameters: NetworkParameters,
  points: readonly Point[]
): Estimate[][] {
  const { pieces, finish } = estimatesComputation('covarianceEstimates', parameters, points)
  for (const piece of pieces) piece()
  return finish()
}

/**
 * `covarianceEstimates` of many points or layers, in pieces that can be watched and stopped.
 *
 * @example
 * const deep = { network: 'tanh', depth: 5, sigmaW: 1.2, sigmaB: 0.3 } as const
 * const rows = await covarianceEstimatesInPieces(deep, [[0.4], [1]], { signal: AbortSignal.timeout(60_000) })
 * @throws as `covarianceEstimates`; the signal's reason if it was stopped
 */
export async function covarianceEstimatesInPieces(
  parameters: NetworkParameters,
  points: readonly Point[],
  options: PieceOptions = {}
): Promise<Estimate[][]> {
  const source = 'covarianceEstimatesInPieces'
  requirePieceOptions(source, options)
  const { pieces, finish } = estimatesComputation(source, parameters, points)
  await inPieces(pieces, options)
  return finish()
}

function estimatesComputation(
  source: string,
  parameters: NetworkParameters,
  points: readonly Point[]
) {
  const architecture = requireArchitecture(source, parameters)
  requireAffordablePairs(source, points, architecture.layers.length)
  const layers = new LayerCovariances(source, architecture, points)
  const sizes = () => networkSizes(parameters, { points })
  const pieces = {
    length: pairsInLayers(points, layers.depth),
    *[Symbol.iterator]() {
      for (let layer = 1; layer <= layers.depth; layer++) {
        for (let a = 0; a < points.length; a++) {
          for (let b = 0; b <= a; b++)
            yield () => void refusedUnder(source, () => layers.entry(layer, a, b), sizes)
        }
      }
    }
  }
  const finish = () => points.map((_, a) => points.map((__, b) => layers.entry(layers.depth, a, b)))
  return { pieces, finish }
}

function pairsInLayers({ length }: readonly Point[], depth: number): number {
  return ((length * (length + 1)) / 2) * depth
}

/** Most covariances that are kept, of pairs of points in every layer: a kilobyte each. */
const mostPairs = 2e6

/** Refuses points that are none, and more than can be computed. */
function requireAffordablePairs(source: string, points: readonly Point[], depth: number): void {
  requirePoints(source, points)
  const count = pairsInLayers(points, depth)
  if (count <= mostPairs) return
  const rule = `few enough for at most ${mostPairs} pairs times hidden layers, not ${count}`
  throw new ParameterError(source, 'points', rule, points)
}
