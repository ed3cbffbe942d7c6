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

/** Sums of a bag from those of its blocks. */
export interface BagMerger {
  /** Takes the sums of the next block. */
  readonly add: (block: Float64Array) => void
  /** Sums of those so far. */
  readonly sums: () => Float64Array
}

/**
 * Merges blocks in their order, by Neumaier's compensated summation (Z. Angew. Math. Mech. 54 (1974) 39); maxima by
 * the larger one. Holds no more numbers than one block has, so that a bag may have any number of them.
 */
export function bagMerger(layout: readonly SumsLayout[]): BagMerger {
  const merged = new Float64Array(layout[layout.length - 1].end)
  const lost = merged.slice()
  let blocks = 0
  const addSum = (i: number, term: number) => {
    const sum = merged[i]
    const next = sum + term
    lost[i] += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    merged[i] = next
  }
  return {
    add(block) {
      if (blocks++ === 0) return merged.set(block)
      for (const { start, maxima, end } of layout) {
        for (let i = start; i < maxima; i++) addSum(i, block[i])
        for (let i = maxima; i < end; i++) merged[i] = Math.max(merged[i], block[i])
      }
    },
    // What was lost of a maximum is zero; one block stays as it is, signs of zeros included.
    sums: () => (blocks === 1 ? merged.slice() : merged.map((sum, i) => sum + lost[i]))
  }
}
