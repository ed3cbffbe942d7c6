import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import { fieldCombinations } from '../networks/field.js'

/**
 * Where one order stands in the sums of a block or bag: the sums over the networks of every
 * combination, then the sums of squares and the maxima of the diagnosed ones (see `OrderMoments`).
 */
export interface SumsLayout {
  readonly order: number
  readonly combinations: readonly (readonly number[])[]
  /** Combinations whose squares and maxima are kept. */
  readonly diagnosed: readonly (readonly number[])[]
  readonly start: number
  readonly squares: number
  readonly maxima: number
  readonly end: number
}

/** How many outputs the combinations of an order have: each of them occurs twice at least. */
export function outputsOfOrder(outputs: number, order: number): number {
  return Math.min(outputs, order / 2)
}

/** Layout of the sums of a block, order by order. */
export function sumsLayout({
  inputs,
  outputs = 1,
  orders,
  estimator
}: Pick<Ensemble, 'inputs' | 'outputs' | 'orders' | 'estimator'>): SumsLayout[] {
  const { drawsOutputs } = estimatorOf({ estimator })
  let start = 0
  return orders.map((order) => {
    const combinations = fieldCombinations(inputs.length, outputs, order)
    const squares = start + combinations.length
    const fields = inputs.length * outputsOfOrder(outputs, order)
    const diagnosed = drawsOutputs
      ? Array.from({ length: fields }, (_, k) => new Array<number>(order).fill(k))
      : combinations
    const maxima = squares + diagnosed.length
    const end = maxima + diagnosed.length
    const layout = { order, combinations, diagnosed, start, squares, maxima, end }
    start = end
    return layout
  })
}

/**
 * Sums of a bag from those of its blocks, in their order, by Neumaier's compensated summation
 * (Z. Angew. Math. Mech. 54 (1974) 39); maxima by the larger one.
 */
export function mergeBlocks(
  blocks: readonly Float64Array[],
  layout: readonly SumsLayout[]
): Float64Array {
  const merged = blocks[0].slice()
  if (blocks.length === 1) return merged
  for (const { start, maxima, end } of layout) {
    for (let i = start; i < maxima; i++) merged[i] = compensatedSum(blocks, i)
    for (let i = maxima; i < end; i++) for (const b of blocks) merged[i] = Math.max(merged[i], b[i])
  }
  return merged
}

function compensatedSum(blocks: readonly Float64Array[], index: number): number {
  let sum = 0
  let lost = 0
  for (const block of blocks) {
    const term = block[index]
    const next = sum + term
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sum = next
  }
  return sum + lost
}
