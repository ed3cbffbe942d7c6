import { networkSizes } from '../networks/networkSizes.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import {
  weightCovarianceOf,
  type WeightCovariance
} from '../covariances/infiniteWidthCovariance.js'
import { covarianceShape, type CovarianceShape } from '../covariances/covarianceShape.js'
import { activationOf } from '../networks/activations/activations.js'
import {
  requireArchitecture,
  requirePoints,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import {
  ParameterError,
  requireInteger,
  requireList,
  requireObject,
  requireFinite,
  requirePositive
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { rescaled, toSignedLogarithm, type SignedLogarithm } from '../numerics/signedLogarithm.js'
import { ballQuadrature } from './ballQuadrature.js'
import { ballDiagrams, type BallDiagrams } from './ballDiagrams.js'
import { imageTreeIntegrals } from './imageTreeIntegral.js'
import { sphereQuadrature } from './sphereQuadrature.js'
import { highestTreeOrder, treeDiagrams, type TreeDiagram } from './treeDiagrams.js'

/**
 * Integral over the vertices' positions of prod K_W along the lines of a tree diagram, as a signed
 * logarithm with its relative error. GaussNet and Cos-net without a cutoff: closed form, any dimension. ReLU-net and
 * Erf-net have covariances that do not decay, so their integrals need the infrared cutoff |x| < L of
 * arXiv:2008.08601, section 4, as those of several hidden layers do; quadrature then, for dIn <= 3 and at most one exchanged line: to 1e-10 and better for dIn = 1, else
 * to the relative error that comes along, 1e-8 as a rule.
 *
 * @example
 * const points = [[0.1], [0.2], [0.3], [0.4]]
 * treeIntegral({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, treeDiagrams(4)[0], points).log // 0.2007914
 * @throws ParameterError for parameters or points outside their domain, a missing cutoff, or a diagram
 *   and dimension that quadrature does not cover, and where it, or K, over- or underflows
 */
export function treeIntegral(
  parameters: NetworkParameters,
  tree: TreeDiagram,
  points: readonly Point[],
  cutoff?: number
): SignedLogarithm {
  requireObject('treeIntegral', 'tree', tree)
  requireList('treeIntegral', 'tree.vertices', tree.vertices)
  return refusedUnder(
    'treeIntegral',
    () => treeIntegrals(parameters, points)(cutoff)(tree, points),
    () => networkSizes(parameters, { points, cutoff })
  )
}

/** The integrals of diagrams whose ends lie among given points. */
export type TreeIntegrals = (tree: TreeDiagram, points: readonly Point[]) => SignedLogarithm

/**
 * `treeIntegral` for many cutoffs and diagrams of one network: what does not depend on them is made once.
 *
 * @param sites all points at which diagrams may end
 * @throws ParameterError as `treeIntegral`
 */
export function treeIntegrals(
  parameters: NetworkParameters,
  sites: readonly Point[]
): (cutoff: number | undefined) => TreeIntegrals {
  const shape = covarianceShape('treeIntegral', parameters)
  requirePoints('treeIntegral', sites)
  const directions = angularIntegrals(parameters)
  return (cutoff) => integralsWithin({ parameters, shape, sites, cutoff, directions })
}

/** What the diagrams of one network and cutoff share. */
interface Integration {
  readonly parameters: NetworkParameters
  readonly shape: CovarianceShape
  readonly sites: readonly Point[]
  readonly cutoff: number | undefined
  readonly directions: AngularIntegrals
}

function integralsWithin({
  parameters,
  shape,
  sites,
  cutoff,
  directions
}: Integration): TreeIntegrals {
  const { deep, costly, normal, images, homogeneous, kinked, hidden } = shape
  if (cutoff === undefined) {
    if (!images) {
      const name = activationOf(parameters.network).name
      const kind = deep ? ' in several layers' : normal ? '' : ' with W0 or b0 that are not normal'
      const rule = `given for '${name}'${kind}, whose covariance does not decay`
      throw new ParameterError('treeIntegral', 'cutoff', rule, cutoff)
    }
    return imageTreeIntegrals(parameters, images)
  }
  requirePositive('treeIntegral', 'cutoff', cutoff)
  requireFinite('treeIntegral', 'cutoff', cutoff, leastCutoff)
  const dimension = sites[0].length
  let diagrams: BallDiagrams | undefined
  return (tree, points) => {
    if (dimension > 3) {
      throw new ParameterError('treeIntegral', 'dIn', 'at most 3 with a cutoff', dimension)
    }
    const vertices = tree.vertices.map(({ legs }) => legs.map((leg) => points[leg]))
    if (vertices.length > 2) {
      const rule = 'of at most one exchanged line with a cutoff'
      throw new ParameterError('treeIntegral', 'tree', rule, tree.edges)
    }
    const single = vertices.length === 1
    // Adaptive quadrature chases ReLU-net's kinks in the plane for seconds, and evaluates covariances too often that take
    // their time: all
    // diagrams share one grid of the harmonics, whose error is enough there.
    const adaptive = !costly && (dimension === 1 || (dimension === 2 && !kinked))
    const required = (integral: SignedLogarithm) => {
      requireRange(parameters, points, integral)
      return integral
    }
    if (homogeneous && (single || dimension < 3)) {
      return withRadialPart(required(directions(vertices)), vertices, cutoff)
    }
    if (single && adaptive) {
      return required(contactIntegral(parameters, hidden.sigmaW, vertices[0], cutoff))
    }
    diagrams ??= ballDiagrams(parameters, sites, cutoff)
    const [left, right] = vertices
    const diagram = single ? diagrams.contact(left) : diagrams.exchange(left, right)
    return required(toSignedLogarithm(diagram))
  }
}

/** Smaller balls have a volume that underflows. */
const leastCutoff = 1e-300

/** Logarithm of the number below which products of covariances lose digits. */
const leastLog = Math.log(1e-290)

/** Refuses integrals that are no numbers, and those in which covariances multiply to less than the least number. */
function requireRange(
  parameters: NetworkParameters,
  points: readonly Point[],
  { sign, log, logError }: SignedLogarithm
): void {
  if ([sign, log, logError].some(Number.isNaN) || log === Infinity) {
    throw new OutOfReach('treeIntegral', 'K overflows')
  }
  if (log > leastLog) return
  // At the origin covariances without bias are zero, and so is what they are factors of.
  const { sigmaB } = requireArchitecture('treeIntegral', parameters).layers[0]
  if (sigmaB === 0 && points.some((x) => x.every((component) => component === 0))) return
  const covariance = weightCovarianceOf('treeIntegral', parameters)
  const size = points.reduce((sum, x) => sum + Math.log(covariance(x, x)) / 2, 0)
  if (size > leastLog) return
  throw new OutOfReach('treeIntegral', 'the integral underflows', 'farthest')
}

/** One vertex: the integral over |x| < L of the lines to the points. */
function contactIntegral(
  parameters: NetworkParameters,
  sigmaW: number,
  points: readonly Point[],
  cutoff: number
): SignedLogarithm {
  const dimension = points[0].length
  const covariance = weightCovarianceOf('treeIntegral', parameters)
  const f = (x: Point) => lineProduct(covariance, x, points)
  const sizes = points.map((point) => Math.hypot(...point))
  // At the points covariances of steps and kinks are not smooth, around them all change over the length
  // sqrt(dIn)/sigmaW. Without these scales a large ball's first nodes may all lie where GaussNet's or Cos-net's
  // integrand is already zero.
  const length = Math.sqrt(dimension) / sigmaW
  const farthest = Math.max(...sizes)
  const scales = [...sizes, farthest + length, farthest + 8 * length]
  return toSignedLogarithm(ballQuadrature(f, dimension, cutoff, scales))
}

/** Integral over the directions of the vertices, given their external points, of ReLU-net without bias. */
type AngularIntegrals = (vertices: readonly (readonly Point[])[]) => SignedLogarithm

/** By adaptive quadrature; each is computed once, since the cutoff does not enter. */
function angularIntegrals(parameters: NetworkParameters): AngularIntegrals {
  const known = new Map<string, SignedLogarithm>()
  return (vertices) => {
    const key = JSON.stringify(vertices)
    const integral = known.get(key) ?? toSignedLogarithm(overDirections(parameters, vertices))
    known.set(key, integral)
    return integral
  }
}

function overDirections(
  parameters: NetworkParameters,
  [left, right]: readonly (readonly Point[])[]
): Estimate {
  const dimension = left[0].length
  const covariance = weightCovarianceOf('treeIntegral', parameters)
  if (right === undefined) {
    return sphereQuadrature((x) => lineProduct(covariance, x, left), dimension, left)
  }
  const kinks = [...left, ...right]
  const outer = (x: Point): Estimate => {
    const line = (y: Point) => covariance(x, y) * lineProduct(covariance, y, right)
    // Where its arguments meet, the covariance has a kink in its third derivative.
    const inner = sphereQuadrature(line, dimension, [...kinks, x])
    const factor = lineProduct(covariance, x, left)
    return { value: factor * inner.value, error: Math.abs(factor) * inner.error }
  }
  return sphereQuadrature(outer, dimension, kinks)
}

/** A homogeneous vertex with m lines has the radial integral L^(m + d)/(m + d); two vertices share a line. */
function withRadialPart(
  angular: SignedLogarithm,
  vertices: readonly (readonly Point[])[],
  cutoff: number
): SignedLogarithm {
  const radial = vertices.map((points) => {
    const degree = points.length + (vertices.length - 1) + points[0].length
    return degree * Math.log(cutoff) - Math.log(degree)
  })
  return rescaled(
    angular,
    radial.reduce((sum, log) => sum + log, 0)
  )
}

function lineProduct(covariance: WeightCovariance, x: Point, points: readonly Point[]): number {
  return points.reduce((product, point) => product * covariance(x, point), 1)
}

/**
 * Vertex integral N_K(x_1, …, x_n) = int d^d x prod_a K_W(x, x_a): the contact diagram without its
 * coupling, as a signed logarithm (`fromSignedLogarithm` for the number). See `treeIntegral`.
 *
 * @example fromSignedLogarithm(vertexIntegral({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]])).value // sqrt(pi/2)
 * @throws ParameterError unless there are 4 to 10 points, and as `treeIntegral`
 */
export function vertexIntegral(
  parameters: NetworkParameters,
  points: readonly Point[],
  cutoff?: number
): SignedLogarithm {
  const source = 'vertexIntegral'
  requirePoints(source, points)
  requireInteger(source, 'the number of points', points.length, 4, highestTreeOrder)
  return refusedUnder(source, () =>
    treeIntegral(parameters, contactDiagram(points.length), points, cutoff)
  )
}

/** The diagram of a single vertex. */
function contactDiagram(order: number): TreeDiagram {
  return treeDiagrams(order)[0]
}
