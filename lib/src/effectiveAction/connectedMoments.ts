import { evenBlocks } from '../correlators/evenBlocks.js'
import { multisets } from '../numerics/multisets.js'
import { combinationPlace, fieldTensor } from './fieldTensor.js'
import type { ConnectedFunctions } from './vertices.js'

/** Combinations of fields of the moments of rank 0, 2, … up to the highest. */
export function momentTables(fields: number, highest: 4 | 6) {
  return [0, 2, 4, 6].filter((rank) => rank <= highest).map((rank) => multisets(fields, rank))
}

/** Sums of all moments, one after the other, as lists by rank. */
export function byRank(
  tables: readonly (readonly unknown[])[],
  sums: Float64Array
): readonly Float64Array[] {
  let start = 0
  return tables.map((table) => sums.subarray(start, (start += table.length)))
}

/** The connected functions of an even density from sums of its moments of any norm, in the order of `momentTables`. */
export function connectedOf(
  sums: readonly ArrayLike<number>[],
  fields: number
): ConnectedFunctions {
  const norm = sums[0][0]
  const moment = (combination: readonly number[]) => {
    const ordered = [...combination].sort((a, b) => a - b)
    return sums[combination.length / 2][combinationPlace(fields, ordered)] / norm
  }
  const connected = (combination: readonly number[]): number =>
    moment(combination) -
    evenBlocks(combination).reduce(
      (sum, { block, rest }) => (rest.length > 0 ? sum + connected(block) * moment(rest) : sum),
      0
    )
  const [g2, g4] = [2, 4].map((rank) => fieldTensor(rank, fields, connected))
  return sums.length > 3 ? { g2, g4, g6: fieldTensor(6, fields, connected) } : { g2, g4 }
}
