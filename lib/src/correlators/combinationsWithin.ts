import { outputCounts } from '../networks/field.js'

type Combinations = readonly (readonly number[])[]

/**
 * Combinations of one even order and all that are in them, down to pairs: what the recursion between moments and cumulants
 * comes to. Each is ascending and has an even number of every output; shape [order][combination], their own order first.
 *
 * @param points number of points of the fields
 */
export function combinationsWithin(
  combinations: Combinations,
  points: number
): readonly Combinations[] {
  const isEven = (fields: readonly number[]) =>
    outputCounts(fields, points).every((count) => count % 2 === 0)
  const sorted = combinations.map((fields) => [...fields].sort((a, b) => a - b))
  const levels: Combinations[] = [sorted.filter(isEven)]
  for (let level = levels[0]; level.length > 0 && level[0].length > 2;) {
    level = withoutPairs(level, isEven)
    levels.push(level)
  }
  return levels
}

/** The different lists that lack two entries of some list. */
function withoutPairs(
  lists: Combinations,
  isWanted: (list: readonly number[]) => boolean
): Combinations {
  const found = new Map<string, readonly number[]>()
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      for (let j = 0; j < i; j++) {
        const fewer = list.filter((_, k) => k !== i && k !== j)
        const key = fewer.join()
        if (!found.has(key) && isWanted(fewer)) found.set(key, fewer)
      }
    }
  }
  return [...found.values()]
}
