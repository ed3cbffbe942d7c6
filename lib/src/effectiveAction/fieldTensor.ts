import { multisetCount, multisets } from '../numerics/multisets.js'
import {
  ParameterError,
  requireFiniteList,
  requireFunction,
  requireInteger,
  requireObject
} from '../numerics/parameterError.js'

/**
 * A function of `rank` fields that permutations leave alone, such as a vertex or a Green function on a finite set of
 * points. A field is a point, or with several outputs a point of an output (see `fieldIndex`).
 */
export interface FieldTensor {
  /** Number of arguments. */
  readonly rank: number
  /** Number of fields. */
  readonly fields: number
  /** `multisets(fields, rank)`. */
  readonly combinations: readonly (readonly number[])[]
  /** Shape [combination]. */
  readonly values: Float64Array
}

/** Most entries of all indices that a product takes, 64 megabytes. */
const mostEntries = 8e6

/** Refuses more fields than a tensor of a rank holds. @param parameter what the fields come from */
export function requireTensorSize(
  source: string,
  parameter: string,
  rank: number,
  fields: number
): void {
  if (fields ** rank <= mostEntries) return
  const rule = `few enough for a tensor of rank ${rank} with at most ${mostEntries} entries`
  throw new ParameterError(source, parameter, rule, fields)
}

/**
 * The tensor whose entries `valueOf` gives, combination by combination. @throws ParameterError if it is too large
 *
 * @example fieldTensor(2, 3, ([i, j]) => i + j).values.length // 6
 */
export function fieldTensor(
  rank: number,
  fields: number,
  valueOf: (combination: readonly number[], place: number) => number
): FieldTensor {
  requireInteger('fieldTensor', 'fields', fields, 1)
  requireInteger('fieldTensor', 'rank', rank, 0)
  requireFunction('fieldTensor', 'valueOf', valueOf)
  requireTensorSize('fieldTensor', 'fields', rank, fields)
  const combinations = multisets(fields, rank)
  return { rank, fields, combinations, values: Float64Array.from(combinations, valueOf) }
}

/** Place of a non-decreasing combination in `multisets(fields, rank)`. */
export function combinationPlace(fields: number, combination: readonly number[]): number {
  let place = 0
  let least = 0
  combination.forEach((index, i) => {
    const rest = combination.length - 1 - i
    for (let smaller = least; smaller < index; smaller++) {
      place += multisetCount(fields - smaller, rest)
    }
    least = index
  })
  return place
}

/**
 * One entry, indices in any order. @throws ParameterError unless there are `rank` indices of fields
 *
 * @example tensorEntry(fieldTensor(2, 3, ([i, j]) => i + j), [2, 1]) // 3
 */
export function tensorEntry(tensor: FieldTensor, indices: readonly number[]): number {
  requireTensor('tensorEntry', tensor)
  const { rank, fields, values } = tensor
  const rule = `a list of ${rank} indices of fields`
  requireFiniteList('tensorEntry', 'indices', indices, rule, { least: rank })
  if (indices.length !== rank) throw new ParameterError('tensorEntry', 'indices', rule, indices)
  indices.forEach((one, i) => requireInteger('tensorEntry', `indices[${i}]`, one, 0, fields - 1))
  return values[
    combinationPlace(
      fields,
      [...indices].sort((a, b) => a - b)
    )
  ]
}

/** Refuses what is no tensor. */
export function requireTensor(source: string, tensor: FieldTensor): void {
  requireObject(source, 'tensor', tensor)
  requireInteger(source, 'tensor.fields', tensor.fields, 1)
  requireInteger(source, 'tensor.rank', tensor.rank, 0)
  if (tensor.values?.length === multisetCount(tensor.fields, tensor.rank)) return
  throw new ParameterError(source, 'tensor.values', 'one number a combination', tensor.values)
}

/**
 * All entries, row-major, shape [field] … [field]. @throws ParameterError for what is no tensor
 *
 * @example Array.from(denseTensor(fieldTensor(2, 2, ([i, j]) => i + j))) // [0, 1, 1, 2]
 */
export function denseTensor(tensor: FieldTensor): Float64Array {
  requireTensor('denseTensor', tensor)
  const { rank, fields, values } = tensor
  const dense = new Float64Array(fields ** rank)
  const places = densePlaces(rank, fields)
  for (let i = 0; i < dense.length; i++) dense[i] = values[places[i]]
  return dense
}

/** The symmetric tensor of entries of all indices, of which those of non-decreasing indices are taken. */
export function symmetricTensor(rank: number, fields: number, dense: Float64Array): FieldTensor {
  return fieldTensor(
    rank,
    fields,
    (combination) => dense[combination.reduce((place, index) => place * fields + index, 0)]
  )
}

/**
 * sum_b M_{a1 b1} … M_{an bn} T_{b1 … bn}: another basis of fields, or amputation of a Green function.
 *
 * @param matrix row-major, shape [field][field]
 */
export function transformTensor(tensor: FieldTensor, matrix: ArrayLike<number>): FieldTensor {
  const { rank, fields } = tensor
  let dense = denseTensor(tensor)
  // Each step takes the first index away and puts its image last: after `rank` steps all are in place.
  for (let step = 0; step < rank; step++) dense = transformFirst(dense, fields, matrix)
  return symmetricTensor(rank, fields, dense)
}

function transformFirst(
  dense: Float64Array,
  fields: number,
  matrix: ArrayLike<number>
): Float64Array {
  const rest = dense.length / fields
  const image = new Float64Array(dense.length)
  for (let r = 0; r < rest; r++) {
    for (let a = 0; a < fields; a++) {
      let sum = 0
      for (let b = 0; b < fields; b++) sum += matrix[a * fields + b] * dense[b * rest + r]
      image[r * fields + a] = sum
    }
  }
  return image
}

const places = new Map<string, Int32Array>()

/** Of all indices, row-major, the place of the combination that they are. */
function densePlaces(rank: number, fields: number): Int32Array {
  const key = `${rank}/${fields}`
  const known = places.get(key)
  if (known) return known
  const result = new Int32Array(fields ** rank)
  const indices = new Array<number>(rank).fill(0)
  for (let i = 0; i < result.length; i++) {
    result[i] = combinationPlace(
      fields,
      [...indices].sort((a, b) => a - b)
    )
    for (let k = rank - 1; k >= 0 && ++indices[k] === fields; k--) indices[k] = 0
  }
  places.set(key, result)
  return result
}
