import { requireInteger } from './parameterError.js'

/**
 * All partitions of {0, …, size - 1} into non-empty blocks; Bell(size) of them (size 6: 203,
 * 8: 4140, 10: 115975). Blocks are increasing and ordered by their first element.
 *
 * @example setPartitions(2) // [[[0, 1]], [[0], [1]]]
 * @throws ParameterError unless `size` is an integer in [0, 10]
 */
export function setPartitions(size: number): readonly (readonly (readonly number[])[])[] {
  requireInteger('setPartitions', 'size', size, 0, 10)
  let partitions: number[][][] = [[]]
  for (let element = 0; element < size; element++) {
    partitions = partitions.flatMap((blocks) => [
      ...blocks.map((block, i) => blocks.with(i, [...block, element])),
      [...blocks, [element]]
    ])
  }
  return partitions
}
