import { fieldTensor, requireTensor, type FieldTensor } from './fieldTensor.js'
import type { Vertices } from './vertices.js'

/**
 * How local a vertex is: the share of its squared entries that lie at equal fields, between 0 and 1. In the local potential
 * approximation on points it is 1 for rank 4 and above.
 *
 * @example localShare(fieldTensor(4, 2, (fields) => (new Set(fields).size === 1 ? 1 : 0))) // 1
 * @throws ParameterError for what is no tensor
 */
export function localShare(tensor: FieldTensor): number {
  requireTensor('localShare', tensor)
  let [local, all] = [0, 0]
  tensor.combinations.forEach((combination, place) => {
    const square = tensor.values[place] ** 2
    all += orderings(combination) * square
    if (isLocal(combination)) local += square
  })
  return all === 0 ? 1 : local / all
}

/** In how many orders the indices of a combination can stand. */
function orderings(combination: readonly number[]): number {
  let [count, equal] = [1, 0]
  combination.forEach((index, i) => {
    equal = i > 0 && index === combination[i - 1] ? equal + 1 : 1
    count *= (i + 1) / equal
  })
  return count
}

function isLocal(combination: readonly number[]): boolean {
  return combination.every((index) => index === combination[0])
}

/** The vertices with all entries of different fields set to 0; Gamma^(2) keeps its own unless `offDiagonal` is 0. */
export function localVertices(
  { gamma2, gamma4, gamma6 }: Vertices,
  offDiagonal: 0 | 1 = 1
): Vertices {
  const diagonal = (tensor: FieldTensor, rest: 0 | 1 = 0) =>
    fieldTensor(tensor.rank, tensor.fields, (combination, place) =>
      isLocal(combination) ? tensor.values[place] : rest * tensor.values[place]
    )
  return {
    gamma2: diagonal(gamma2, offDiagonal),
    gamma4: diagonal(gamma4),
    ...(gamma6 && { gamma6: diagonal(gamma6) })
  }
}
