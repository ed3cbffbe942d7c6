import { ParameterError, requireInteger } from '../numerics/parameterError.js'

/** One Wick contraction: the fields 0 … n - 1 joined in pairs. */
export type WickContraction = readonly (readonly [number, number])[]

const known = new Map<number, readonly WickContraction[]>()

/** 10395 contractions. */
export const highestWickOrder = 12

/**
 * All (order - 1)!! ways of joining `order` fields in pairs (order 4: 3, 6: 15, 8: 105). Pairs are
 * increasing and ordered by their first field. The list is kept; do not change it.
 *
 * @example wickContractions(4)[0] // [[0, 1], [2, 3]]
 * @throws ParameterError unless `order` is an even integer in [0, 12]
 */
export function wickContractions(order: number): readonly WickContraction[] {
  requireInteger('wickContractions', 'order', order, 0, highestWickOrder)
  if (order % 2) throw new ParameterError('wickContractions', 'order', 'even', order)
  const kept = known.get(order)
  if (kept) return kept
  const contractions = pairings(Array.from({ length: order }, (_, field) => field))
  known.set(order, contractions)
  return contractions
}

function pairings(fields: readonly number[]): [number, number][][] {
  if (fields.length === 0) return [[]]
  const [first, ...others] = fields
  return others.flatMap((partner) =>
    pairings(others.filter((field) => field !== partner)).map((rest): [number, number][] => [
      [first, partner],
      ...rest
    ])
  )
}
