import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkTheory } from '../correlators/networkTheory.js'
import { outputCounts } from '../networks/field.js'
import {
  canonicalNetwork,
  requirePoints,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { requireInteger, requireOneOf } from '../numerics/parameterError.js'
import { covarianceModes } from './fieldModes.js'
import { fieldTensor, requireTensorSize, tensorEntry, type FieldTensor } from './fieldTensor.js'
import { verticesOf, type ConnectedFunctions, type Vertices } from './vertices.js'

/** Exact connected functions of a network on points, and the vertices of its effective action. */
export interface InfraredVertices extends Vertices {
  /** Exact connected functions, from which the vertices are. */
  readonly connected: ConnectedFunctions
  /** The highest power of 1/N that all are right to, for deep networks; absent where they are exact at every width. */
  readonly exactTo?: number
}

/**
 * The exact connected functions on all fields, f_o(x_p) having the index o times the number of points plus p, up to a
 * rank. @throws ParameterError for parameters, width or points outside of their domain, ranks beyond the theory, and where K
 *   has no inverse
 */
export function exactConnected(
  source: string,
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  highest: 4 | 6 = 4
): ConnectedFunctions & { readonly exactTo?: number } {
  const network = canonicalNetwork(source, parameters)
  requirePoints(source, points)
  requireInteger(source, 'width', width, 1)
  requireOneOf(source, 'highest', highest, [4, 6])
  const fields = points.length * (network.outputs ?? 1)
  requireTensorSize(source, 'points', highest, fields)
  const sizes = () => networkSizes(network, { points })
  const theory = refusedUnder(source, () => networkTheory(network, points), sizes)
  const tensor = (rank: number): FieldTensor =>
    fieldTensor(rank, fields, (combination) =>
      outputCounts(combination, points.length).some((count) => count % 2 === 1)
        ? 0
        : refusedUnder(source, () => theory.part(combination, width, 'connected').value, sizes)
    )
  const exactTo = Math.min(
    ...[2, 4, 6].filter((n) => n <= highest).map((n) => theory.exactTo(n, 'connected'))
  )
  const g2 = tensor(2)
  // Before the others, which take their time.
  refusedUnder(source, () => requireInvertible(g2, points.length))
  const functions = { g2, g4: tensor(4), ...(highest === 6 && { g6: tensor(6) }) }
  return exactTo === Infinity ? functions : { ...functions, exactTo }
}

/**
 * The effective action at k = 0 on points: exact Gamma^(2) = G^-1, Gamma^(4) and Gamma^(6) from the exact connected
 * functions, amputated with G^-1 (see `verticesOf`). Where a flow from the infrared starts.
 *
 * @param highest rank of the last vertex, 4 or 6
 * @example infraredVertices({ network: 'relu', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 10).gamma2.values[0] // 13.67
 * @throws ParameterError for parameters, width or points outside of their domain, ranks beyond the theory, and where K
 *   has no inverse, which names the remedy
 */
export function infraredVertices(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  highest: 4 | 6 = 4
): InfraredVertices {
  const source = 'infraredVertices'
  const { exactTo, ...connected } = exactConnected(source, parameters, points, width, highest)
  return { ...verticesOf(connected), connected, ...(exactTo !== undefined && { exactTo }) }
}

/** Different outputs are uncorrelated and alike: the covariance of the first one tells. */
function requireInvertible(g2: FieldTensor, points: number): void {
  covarianceModes(
    Array.from({ length: points }, (_, a) =>
      Array.from({ length: points }, (__, b) => tensorEntry(g2, [a, b]))
    )
  )
}
