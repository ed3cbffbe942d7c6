import { requirePoints, type Point } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { requireTensor, type FieldTensor } from './fieldTensor.js'

/** A four-point function of at most two points. */
export interface VertexAtDistance {
  /** Which points are equal: `'a a a b'` or `'a a b b'`; `'a a a a'` at distance 0. */
  readonly fields: 'a a a a' | 'a a a b' | 'a a b b'
  /** Euclidean distance of the two points, in units of the inputs. */
  readonly distance: number
  /** Entry of the function. */
  readonly value: number
  /** That of the entry, 0 where none is given. */
  readonly error: number
}

/**
 * A four-point vertex, or a connected function, against the distance of two points: entries (a a a a), (a a a b) and (a a b b), in
 * the order of `tensor.combinations`. A local vertex has the first kind alone; a vertex of finite range falls with the distance.
 *
 * @param tensor of rank 4 on the points, one output
 * @param errors absolute errors of its entries, as `MeasuredScale.errors.gamma4`
 * @example vertexByDistance(infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 10).gamma4, [[0.4], [1]])
 * @throws ParameterError unless the tensors are of rank 4 on these points
 */
export function vertexByDistance(
  tensor: FieldTensor,
  points: readonly Point[],
  errors?: FieldTensor
): readonly VertexAtDistance[] {
  const source = 'vertexByDistance'
  requirePoints(source, points)
  for (const one of errors === undefined ? [tensor] : [tensor, errors]) {
    requireTensor(source, one)
    if (one.rank === 4 && one.fields === points.length) continue
    const rule = `of rank 4 on ${points.length} points`
    throw new ParameterError(source, one === tensor ? 'tensor' : 'errors', rule, one)
  }
  return tensor.combinations.flatMap((combination, c) => {
    const [a, , , d] = combination
    const steps = combination.slice(1).filter((index, i) => index !== combination[i]).length
    if (steps > 1) return []
    const inMiddle = combination[1] !== combination[2]
    const fields = steps === 0 ? 'a a a a' : inMiddle ? 'a a b b' : 'a a a b'
    const distance = Math.hypot(...points[a].map((x, i) => x - points[d][i]))
    return [{ fields, distance, value: tensor.values[c], error: errors?.values[c] ?? 0 }] as const
  })
}
