import { requireInteger } from './parameterError.js'

/**
 * All multisets of `size` indices out of `0 … count - 1`, each as a non-decreasing tuple, in
 * lexicographic order: the inequivalent combinations of inputs of a permutation-symmetric Green
 * function. There are binomial(count + size - 1, size) of them (6 inputs: 21, 126, 462 for sizes
 * 2, 4, 6). The order is part of the format of stored results.
 *
 * @example multisets(2, 2) // [[0, 0], [0, 1], [1, 1]]
 * @throws ParameterError if `count < 1` or `size < 0` or either is fractional
 */
export function multisets(count: number, size: number): readonly (readonly number[])[] {
  requireInteger('multisets', 'count', count, 1)
  requireInteger('multisets', 'size', size, 0)
  const result: number[][] = []
  const tuple = new Array<number>(size).fill(0)
  for (;;) {
    result.push(tuple.slice())
    let position = size - 1
    while (position >= 0 && tuple[position] === count - 1) position--
    if (position < 0) return result
    tuple.fill(tuple[position] + 1, position)
  }
}
