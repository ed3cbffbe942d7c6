import { networkSizes } from '../networks/networkSizes.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import { LayerCovariances } from '../covariances/layerCovariances.js'
import type { AffineMap, Architecture } from '../networks/architecture.js'
import { fieldIndex, requireOutputs } from '../networks/field.js'
import {
  type NetworkParameters,
  type Point,
  requireArchitecture,
  requirePoints
} from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import {
  inPieces,
  joinedPieces,
  pieceOfEach,
  refusingUnder,
  requirePieceOptions,
  type PieceOptions,
  type Pieces
} from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { requireMoments } from './deepTheory.js'
import { FiniteWidthTheory } from './finiteWidthTheory.js'
import { KeptTheories } from './keptTheories.js'
import { LayerVertices, total, type PointPair } from './layerVertices.js'

/**
 * The quartic vertex lim N Gc4(x_1, …, x_4), N to infinity: the connected four-point function to first order in 1/N, with a
 * bound on the error of quadrature and rounding. With one hidden layer it is N Gc4 at every N, for weights of any
 * distribution; deeper networks have normal weights. Equal and nearly equal points are no special case. Symmetric under permutations bit by bit. Derived in
 * docs/theory.md, "First orders in 1/N".
 *
 * @param points four points
 * @param outputs which output each factor is, indices from 0; default: all the first
 * @example quarticVertex({ network: 'identity', depth: 3, sigmaW: 1, sigmaB: 0 }, [[1], [1], [1], [1]]).value // 18
 * @throws ParameterError for parameters or points outside their domain, distributions as above, and sigmas that are too
 *   large for quadrature, and on overflow
 */
export function quarticVertex(
  parameters: NetworkParameters,
  points: readonly Point[],
  outputs: readonly number[] = [0, 0, 0, 0]
): Estimate {
  const source = 'quarticVertex'
  return refusedUnder(
    source,
    () => vertexComputation(source, parameters, points, outputs).finish(),
    () => networkSizes(parameters, { points })
  )
}

/**
 * Computes what `quarticVertex` needs, in pieces that can be watched and stopped, and keeps it. Only networks of many layers
 * need it.
 *
 * @example
 * const deep = { network: 'tanh', depth: 5, sigmaW: 1.2, sigmaB: 0.4 } as const
 * await prepareQuarticVertex(deep, [[0.5], [0.9], [-0.2], [0.3]], undefined, { signal: AbortSignal.timeout(60_000) })
 * quarticVertex(deep, [[0.5], [0.9], [-0.2], [0.3]])
 * @throws as `quarticVertex`; the signal's reason if it was stopped
 */
export async function prepareQuarticVertex(
  parameters: NetworkParameters,
  points: readonly Point[],
  outputs: readonly number[] = [0, 0, 0, 0],
  options: PieceOptions = {}
): Promise<void> {
  const source = 'prepareQuarticVertex'
  requirePieceOptions(source, options)
  const { pieces } = vertexComputation(source, parameters, points, outputs)
  const sizes = () => networkSizes(parameters, { points })
  await inPieces(refusingUnder(source, pieces, sizes), options)
}

/** A vertex that is not computed yet: what it needs, in pieces whose results are kept, and what it is. */
interface VertexComputation {
  readonly pieces: Pieces
  readonly finish: () => Estimate
}

function vertexComputation(
  source: string,
  parameters: NetworkParameters,
  points: readonly Point[],
  outputs: readonly number[]
): VertexComputation {
  const architecture = requireArchitecture(source, parameters)
  requirePoints(source, points)
  if (points.length !== 4) {
    throw new ParameterError(source, 'points', 'a list of four points', points)
  }
  requireOutputs(source, outputs, 4, architecture.outputs)
  const distinct = distinctPoints(points)
  const indices = points.map((point) => distinct.findIndex((other) => samePoint(point, other)))
  const { layers, readout } = architecture
  if (readout.sigmaW ** 4 === Infinity) {
    throw new ParameterError(
      source,
      'sigmaW',
      'smaller: its fourth power is a factor',
      readout.sigmaW
    )
  }
  if (layers.length === 1 && !isNormal([...layers, readout])) {
    requireNormalOutputBias(source, readout)
    const theory = singleLayer.of(parameters, distinct)
    const fields = indices.map((point, a) =>
      fieldIndex({ point, output: outputs[a] }, distinct.length)
    )
    return {
      pieces: theory.pieces([fields], 'connected'),
      finish: () => theory.amplitude(fields)
    }
  }
  requireNormalWeights(source, parameters, architecture)
  requireMoments(source, architecture)
  const vertices = layered.of(parameters, distinct)
  const pairings = pairingsOfFour
    .filter((pairs) => pairs.every(([a, b]) => outputs[a] === outputs[b]))
    .map((pairs) => pairs.map(([a, b]) => [indices[a], indices[b]] as const))
  const layerByLayer = joinedPieces(
    vertices.covariances.reachPieces([indices]),
    ...layers.map((_, l) =>
      pieceOfEach(pairings, ([first, second]) => void vertices.vertex(first, second, l + 1))
    )
  )
  const finish = () => {
    const terms = pairings.map(([first, second]) => vertices.vertex(first, second))
    const vertex = total(terms.sort((p, q) => p.value - q.value))
    if (Number.isFinite(vertex.value) && Number.isFinite(vertex.error)) return vertex
    throw new OutOfReach(source, 'the vertex overflows')
  }
  return { pieces: layerByLayer, finish }
}

const pairingsOfFour: readonly (readonly [PointPair, PointPair])[] = [
  [
    [0, 1],
    [2, 3]
  ],
  [
    [0, 2],
    [1, 3]
  ],
  [
    [0, 3],
    [1, 2]
  ]
]

const singleLayer = new KeptTheories(
  'quarticVertex',
  (parameters, points) => new FiniteWidthTheory(parameters, points)
)

const layered = new KeptTheories('quarticVertex', (parameters, points) => {
  const architecture = requireArchitecture('quarticVertex', parameters)
  return new LayerVertices(new LayerCovariances('quarticVertex', architecture, points))
})

/** The different points of a list in one order, whatever that of the list. */
export function distinctPoints(points: readonly Point[]): readonly Point[] {
  const byText = new Map(points.map((point) => [point.join(), point]))
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point)
}

/** Whether two points have the same coordinates. */
export function samePoint(x: Point, y: Point): boolean {
  return x.join() === y.join()
}

function isNormal(maps: readonly AffineMap[]): boolean {
  return maps.every(
    ({ weights, biases, sigmaB }) => weights === 'normal' && (biases === 'normal' || sigmaB === 0)
  )
}

/** Refuses biases of the outputs that are not normal: their fourth cumulant does not fall with the width. */
function requireNormalOutputBias(source: string, { biases, sigmaB }: AffineMap): void {
  if (biases === 'normal' || sigmaB === 0) return
  const rule = "'normal': its own fourth cumulant does not fall with the width"
  throw new ParameterError(source, 'weights.b1', rule, biases)
}

/** Refuses weights that are not normal: given the layers before, preactivations would not be normal at finite width. */
export function requireNormalWeights(
  source: string,
  parameters: NetworkParameters,
  { layers, readout }: Architecture
): void {
  const rule = "'normal': at finite width the preactivations are not normal otherwise"
  ;[...layers, readout].forEach(({ weights, biases, sigmaB }, l) => {
    const place = l < layers.length ? `layers[${l}]` : 'readout'
    const named = (kind: string) => (parameters.layers ? `${place}.${kind}` : 'weights')
    if (weights !== 'normal') throw new ParameterError(source, named('weights'), rule, weights)
    if (biases === 'normal' || sigmaB === 0) return
    throw new ParameterError(source, named('biases'), rule, biases)
  })
}
