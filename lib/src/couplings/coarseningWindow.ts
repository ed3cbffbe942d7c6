import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { activationOf } from '../networks/activations/activations.js'
import {
  requireOneSigma,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { gaussHermite } from '../numerics/gaussHermite.js'
import {
  ParameterError,
  requireDimension,
  requireFinite,
  requireInteger,
  requireKeys,
  requireList,
  requireObject
} from '../numerics/parameterError.js'

/** Data that are seen through a window. */
export interface Coarsening {
  /** Dimension of data space, an integer >= 1. */
  readonly dIn: number
  /** Standard deviation a >= 0 of the Gaussian window per component; the passive scale is k = 1/a. */
  readonly blur: number
}

/** A Gaussian window as a weighted average over a few points: f_a = sum_i weights[i] f(points[i]). */
export interface CoarseningWindow extends Coarsening {
  /** Points of the quadrature about the origin, shape [point][dIn]. */
  readonly points: readonly Point[]
  /** Weight of each point; they sum to 1, shape [point]. */
  readonly weights: Float64Array
}

/**
 * Points and weights of a Gaussian window around the origin: the product of Gauss-Hermite rules, a single point if
 * the blur is 0. With them the coarsened output of a network is measured from ordinary samples: take the points as
 * inputs. Exact for polynomials of degree 2 nodesPerAxis - 1 along each axis.
 *
 * @param nodesPerAxis an integer in [1, 16], default 5; nodesPerAxis^dIn points, at most 64
 * @example coarseningWindow({ dIn: 1, blur: 0.5 }, 3).weights // [0.1666667, 0.6666667, 0.1666667]
 * @throws ParameterError naming the parameter
 */
export function coarseningWindow(coarsening: Coarsening, nodesPerAxis = 5): CoarseningWindow {
  requireCoarsening('coarseningWindow', coarsening)
  const { dIn, blur } = coarsening
  requireDimension('coarseningWindow', dIn)
  requireInteger('coarseningWindow', 'nodesPerAxis', nodesPerAxis, 1, 16)
  if (blur === 0) {
    return { dIn, blur, points: [new Array<number>(dIn).fill(0)], weights: Float64Array.of(1) }
  }
  if (nodesPerAxis ** dIn > 64) {
    const rule = `such that nodesPerAxis^dIn = ${nodesPerAxis}^${dIn} is at most 64`
    throw new ParameterError('coarseningWindow', 'nodesPerAxis', rule, nodesPerAxis)
  }
  const { nodes, weights } = gaussHermite(nodesPerAxis)
  let product: readonly { readonly point: Point; readonly weight: number }[] = [
    { point: [], weight: 1 }
  ]
  for (let axis = 0; axis < dIn; axis++) {
    product = product.flatMap(({ point, weight }) =>
      Array.from(nodes, (node, i) => ({
        point: [...point, blur * node],
        weight: weight * weights[i]
      }))
    )
  }
  return {
    dIn,
    blur,
    points: product.map(({ point }) => point),
    weights: Float64Array.from(product, ({ weight }) => weight)
  }
}

/**
 * The ensemble whose networks are evaluated on the points of a window, ready to be sampled.
 *
 * @example
 * const window = coarseningWindow({ dIn: 1, blur: 0.5 })
 * await sampleEnsemble(coarsenedEnsemble(ensemble({ network: 'gauss', widths: [10], orders: [2, 4] }), window))
 */
export function coarsenedEnsemble(ensemble: Ensemble, window: CoarseningWindow): Ensemble {
  requireObject('coarsenedEnsemble', 'ensemble', ensemble)
  requireObject('coarsenedEnsemble', 'window', window)
  requireList('coarsenedEnsemble', 'window.points', window.points)
  return checkedEnsemble({ ...ensemble, inputs: window.points })
}

/** Refuses anything but a dimension and a blur. */
export function requireCoarsening(source: string, coarsening: Coarsening): void {
  requireKeys(source, 'coarsening', coarsening, ['dIn', 'blur'])
  requireInteger(source, 'dIn', coarsening.dIn, 1)
  requireFinite(source, 'blur', coarsening.blur, 0)
}

/** Refuses other nets than GaussNet and other orders than 4 and 6. */
export function requireGaussNet(
  source: string,
  parameters: NetworkParameters,
  order: number
): void {
  requireOneSigma(source, parameters)
  const { outputs = 1 } = parameters
  if (outputs > 1) throw new ParameterError(source, 'outputs', '1 here', outputs)
  if (!activationOf(parameters.network).normalised) {
    throw new ParameterError(source, 'network', "'gauss'", parameters.network)
  }
  if (order !== 4 && order !== 6) throw new ParameterError(source, 'order', '4 or 6', order)
}
