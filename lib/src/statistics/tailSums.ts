import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import type { OrderMoments, WidthMoments } from '../sampling/ensembleMoments.js'

/** How the single networks v share in the sums of one order; arrays have the shape [combination]. */
export interface TailSums {
  /** Sum of v^2 over all networks. */
  readonly squares: Float64Array
  /** Largest |v| of all networks. */
  readonly largest: Float64Array
}

/**
 * Sum of v^2 and largest |v| of every combination of `part`, which is an order of `found`.
 *
 * Exact for estimators that draw no outputs. For the others, v = f(x_c1) … f(x_cn), they
 * are exact for the diagonal combinations, and upper bounds for the others by Hölder's inequality,
 * bag by bag (docs/sampling.md). Where order 2n was sampled too, sum v^2 is exact for all: it is the sum
 * of order 2n at the combination (c1, c1, …, cn, cn).
 */
export function tailSums(ensemble: Ensemble, found: WidthMoments, part: OrderMoments): TailSums {
  if (!estimatorOf(ensemble).drawsOutputs) return keptTails(part, ensemble.bags)
  const bounds = hoelderBounds(part, ensemble.bags)
  const doubled = found.orders.find(({ order }) => order === 2 * part.order)
  return doubled ? { ...bounds, squares: doubledSums(ensemble, part, doubled) } : bounds
}

function keptTails({ combinations, bagSquares, bagMaxima }: OrderMoments, bags: number): TailSums {
  const count = combinations.length
  const squares = new Float64Array(count)
  const largest = new Float64Array(count)
  for (let bag = 0; bag < bags; bag++) {
    for (let c = 0; c < count; c++) {
      squares[c] += bagSquares[bag * count + c]
      largest[c] = Math.max(largest[c], bagMaxima[bag * count + c])
    }
  }
  return { squares, largest }
}

function hoelderBounds(part: OrderMoments, bags: number): TailSums {
  const { order, combinations, bagSquares, bagMaxima } = part
  const points = bagSquares.length / bags
  const roots = bagSquares.map((s) => s ** (1 / order))
  const maximumRoots = bagMaxima.map((v) => v ** (1 / order))
  const squares = new Float64Array(combinations.length)
  const largest = new Float64Array(combinations.length)
  for (let bag = 0; bag < bags; bag++) {
    combinations.forEach((combination, c) => {
      let square = 1
      let maximum = 1
      for (const k of combination) {
        square *= roots[bag * points + k]
        maximum *= maximumRoots[bag * points + k]
      }
      squares[c] += square
      largest[c] = Math.max(largest[c], maximum)
    })
  }
  return { squares, largest }
}

/** Sums of order 2n at every combination of order n, each of its points taken twice. */
function doubledSums(ensemble: Ensemble, part: OrderMoments, doubled: OrderMoments): Float64Array {
  const places = new Map(doubled.combinations.map((combination, c) => [combination.join(), c]))
  return Float64Array.from(part.combinations, (combination) => {
    const place = places.get(combination.flatMap((k) => [k, k]).join())!
    let sum = 0
    for (let bag = 0; bag < ensemble.bags; bag++) {
      sum += ensemble.networksPerBag * doubled.bagMeans[bag * doubled.combinations.length + place]
    }
    return sum
  })
}
