import { ParameterError, requireInteger } from './parameterError.js'

/** Most multisets that are listed: some hundred megabytes. */
const mostMultisets = 1e7

/** binomial(count + size - 1, size), without a list; rounded beyond 2^53. */
export function multisetCount(count: number, size: number): number {
  const fewer = Math.min(size, count - 1)
  let result = 1
  for (let i = 1; i <= fewer && result < Infinity; i++) {
    result = (result * (count + size - 1 - fewer + i)) / i
  }
  return Math.round(result)
}

/**
 * All multisets of `size` indices out of `0 … count - 1`, each as a non-decreasing tuple, in
 * lexicographic order: the inequivalent combinations of inputs of a permutation-symmetric Green
 * function. There are binomial(count + size - 1, size) of them (6 inputs: 21, 126, 462 for sizes
 * 2, 4, 6). The order is part of the format of stored results.
 *
 * @example multisets(2, 2) // [[0, 0], [0, 1], [1, 1]]
 * @throws ParameterError if `count < 1` or `size < 0` or either is fractional, or for more than 1e7 multisets
 */
export function multisets(count: number, size: number): readonly (readonly number[])[] {
  requireInteger('multisets', 'count', count, 1)
  requireInteger('multisets', 'size', size, 0)
  const expected = multisetCount(count, size)
  if (expected > mostMultisets) {
    const rule = `such that there are at most ${mostMultisets} multisets of ${count} indices, not ${expected.toPrecision(3)}`
    throw new ParameterError('multisets', 'size', rule, size)
  }
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
