import { weightCovariance } from '../covariances/infiniteWidthCovariance.js'
import {
  requireNetworkParameters,
  requirePoints,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import { ParameterError, requirePositive } from '../numerics/parameterError.js'
import { toSignedLogarithm, type SignedLogarithm } from '../numerics/signedLogarithm.js'
import { ballQuadrature } from './ballQuadrature.js'
import { gaussNetTreeIntegral } from './gaussNetTreeIntegral.js'
import { sphereQuadrature } from './sphereQuadrature.js'
import { treeDiagrams, type TreeDiagram } from './treeDiagrams.js'

/**
 * Integral over the vertices' positions of prod K_W along the lines of a tree diagram, as a signed
 * logarithm with its relative error. GaussNet without a cutoff: closed form, any dimension. ReLU-net and
 * Erf-net have covariances that do not decay, so their integrals need the infrared cutoff |x| < L of
 * arXiv:2008.08601, section 4; adaptive quadrature then, contact diagrams for dIn <= 3, one exchanged line
 * for dIn = 1, for ReLU-net without bias also for dIn = 2.
 *
 * @throws ParameterError for parameters or points outside their domain, a missing cutoff, or a diagram
 *   and dimension that quadrature does not cover
 */
export function treeIntegral(
  parameters: NetworkParameters,
  tree: TreeDiagram,
  points: readonly Point[],
  cutoff?: number
): SignedLogarithm {
  requireNetworkParameters('treeIntegral', parameters)
  requirePoints('treeIntegral', points)
  if (cutoff === undefined) {
    if (parameters.network === 'gauss') return gaussNetTreeIntegral(parameters.sigmaW, tree, points)
    const rule = `given for '${parameters.network}', whose covariance does not decay`
    throw new ParameterError('treeIntegral', 'cutoff', rule, cutoff)
  }
  requirePositive('treeIntegral', 'cutoff', cutoff)
  const dimension = points[0].length
  const vertices = tree.vertices.length
  const largest = vertices === 1 ? 3 : isHomogeneous(parameters) ? 2 : 1
  if (dimension > largest || vertices > 2) {
    const rule =
      'at most 3 for one vertex, 1 for two (2 for ReLU-net without bias), with a cutoff (and no more vertices)'
    throw new ParameterError('treeIntegral', 'dIn', rule, dimension)
  }
  const { network, sigmaW, sigmaB } = parameters
  const key = JSON.stringify([network, sigmaW, sigmaB, tree, points, cutoff])
  const known = integrals.get(key)
  if (known) return known
  const value = cutoffIntegral(parameters, tree, points, cutoff)
  if (integrals.size >= keptIntegrals) integrals.delete(integrals.keys().next().value as string)
  integrals.set(key, value)
  return value
}

/** Most quadratures that are remembered: those of a notebook's ensembles, which serve all widths. */
const keptIntegrals = 20_000

const integrals = new Map<string, SignedLogarithm>()

/** The integral over |x| < L by quadrature. */
function cutoffIntegral(
  parameters: NetworkParameters,
  tree: TreeDiagram,
  points: readonly Point[],
  cutoff: number
): SignedLogarithm {
  const dimension = points[0].length
  const sizes = points.map((point) => Math.hypot(...point))
  // Around the points covariances change over the length sqrt(dIn)/sigmaW; beyond, they are smooth. Without these
  // scales a large ball's first nodes may all lie where GaussNet's integrand is already zero.
  const length = Math.sqrt(dimension) / parameters.sigmaW
  const farthest = Math.max(...sizes)
  const scales = [Math.min(...sizes), farthest, farthest + length, farthest + 8 * length]
  const homogeneous = isHomogeneous(parameters)
  const integrate = (f: (x: Point) => number | Estimate, kinks: readonly Point[] = []) =>
    homogeneous
      ? sphereQuadrature(f, dimension, [...points, ...kinks])
      : ballQuadrature(f, dimension, cutoff, [...scales, ...kinks.map((x) => Math.hypot(...x))])
  const legProduct = (v: number, x: Point) =>
    tree.vertices[v].legs.reduce(
      (product, leg) => product * weightCovariance(parameters, x, points[leg]),
      1
    )
  const exchange = (x: Point): Estimate => {
    const outer = legProduct(0, x)
    const line = (y: Point) => weightCovariance(parameters, x, y) * legProduct(1, y)
    // Where its arguments meet, ReLU-net's covariance has a kink in its third derivative.
    const inner = integrate(line, [x])
    return { value: outer * inner.value, error: Math.abs(outer) * inner.error }
  }
  const single = tree.vertices.length === 1
  const integral = toSignedLogarithm(integrate(single ? (x) => legProduct(0, x) : exchange))
  if (!homogeneous) return integral
  // A vertex with m lines has the radial integral L^(m + d)/(m + d).
  const degrees = tree.vertices.map(({ legs }) => legs.length + (single ? 0 : 1) + dimension)
  const radial = degrees.map((degree) => degree * Math.log(cutoff) - Math.log(degree))
  return { ...integral, log: radial.reduce((sum, log) => sum + log, integral.log) }
}

/** ReLU-net without bias: K_W is homogeneous of degree one in each argument. */
function isHomogeneous({ network, sigmaB }: NetworkParameters): boolean {
  return network === 'relu' && sigmaB === 0
}

/**
 * Vertex integral N_K(x_1, …, x_n) = int d^d x prod_a K_W(x, x_a): the contact diagram without its
 * coupling, as a signed logarithm (`fromSignedLogarithm` for the number). See `treeIntegral`.
 *
 * @example fromSignedLogarithm(vertexIntegral({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]])).value // sqrt(pi/2)
 */
export function vertexIntegral(
  parameters: NetworkParameters,
  points: readonly Point[],
  cutoff?: number
): SignedLogarithm {
  return treeIntegral(parameters, contactDiagram(points.length), points, cutoff)
}

/** The diagram of a single vertex. */
function contactDiagram(order: number): TreeDiagram {
  return treeDiagrams(order)[0]
}
