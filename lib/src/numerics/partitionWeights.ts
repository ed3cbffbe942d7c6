import { doubleFactorial } from './doubleFactorial.js'
import { setPartitions } from './setPartitions.js'

/** A set partition with its integer weight in the expansion of a connected Green function. */
export interface WeightedPartition {
  /** Bit masks of the blocks. */
  readonly blocks: readonly number[]
  readonly weight: number
}

const known = new Map<number, readonly WeightedPartition[]>()

/**
 * For each set partition sigma of `size` elements (even, <= 10) the sum over all partitions pi
 * coarser than sigma, with even blocks only, of (-1)^(B-1) (B-1)! times the product over its B
 * blocks of (|b| - 1)!!: the weight of sigma
 * in the cumulant of w g_1 … w g_n, w standard normal. Partitions of weight zero are
 * left out; among them is the finest one, so nothing of order one has to cancel.
 */
export function partitionWeights(size: number): readonly WeightedPartition[] {
  const kept = known.get(size)
  if (kept) return kept
  const bySizes = new Map<string, number>()
  const weights = setPartitions(size).flatMap((blocks) => {
    const sizes = blocks.map((block) => block.length).sort((a, b) => a - b)
    const key = sizes.join()
    const weight = bySizes.get(key) ?? coarserSum(sizes)
    bySizes.set(key, weight)
    const masks = blocks.map((block) => block.reduce((mask, element) => mask | (1 << element), 0))
    return weight === 0 ? [] : [{ blocks: masks, weight }]
  })
  known.set(size, weights)
  return weights
}

function coarserSum(sizes: readonly number[]): number {
  let sum = 0
  for (const merged of setPartitions(sizes.length)) {
    let weight = -1
    merged.forEach((group, index) => {
      const size = group.reduce((total, atom) => total + sizes[atom], 0)
      weight *= size % 2 ? 0 : -doubleFactorial(size - 1) * Math.max(1, index)
    })
    sum += weight
  }
  return sum
}
