import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import type { Ensemble } from '../networks/ensemble.js'
import type { SumsLayout } from './bagSums.js'
import type { OrderMoments, WidthMoments } from './ensembleMoments.js'

/**
 * Moments at one width from the sums of its bags.
 *
 * @throws ParameterError if a moment leaves the range of numbers
 */
export function widthMoments(
  ensemble: Ensemble,
  width: number,
  layout: readonly SumsLayout[],
  bagSums: readonly Float64Array[]
): WidthMoments {
  const { networksPerBag } = ensemble
  const orders = layout.map(
    ({ order, combinations, start, squares, maxima, end }): OrderMoments => {
      const part = (from: number, to: number) => joinRows(bagSums.map((s) => s.subarray(from, to)))
      const bagMeans = part(start, squares)
      // A loop: with a callback for each number it stands out in the profile of a small run.
      let finite = true
      for (let i = 0; i < bagMeans.length; i++) {
        bagMeans[i] /= networksPerBag
        finite &&= Number.isFinite(bagMeans[i])
      }
      if (!finite) {
        const reason = `moments of order ${order} at width ${width} overflow`
        const { inputs } = ensemble
        throw reachError('sampleEnsemble', reason, networkSizes(ensemble, { inputs }))
      }
      const bagSquares = part(squares, maxima)
      return { order, combinations, bagMeans, bagSquares, bagMaxima: part(maxima, end) }
    }
  )
  return { width, orders }
}

function joinRows(rows: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(rows.length * rows[0].length)
  rows.forEach((row, i) => joined.set(row, i * row.length))
  return joined
}
