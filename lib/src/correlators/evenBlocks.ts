/** A list split in two: the block that holds its first element, and the rest. */
export interface Split {
  readonly block: readonly number[]
  readonly rest: readonly number[]
}

/**
 * All 2^(n-2) ways to split a list of even length n >= 2 into a block of even length that holds the
 * first element, and the rest: the step of the recursion between moments and cumulants of an even
 * distribution. The order of elements is kept; the last split is the whole list.
 */
export function evenBlocks(list: readonly number[]): readonly Split[] {
  return evenMasks(list.length).map((mask) => ({
    block: list.filter((_, i) => mask & (1 << i)),
    rest: list.filter((_, i) => !(mask & (1 << i)))
  }))
}

const known = new Map<number, readonly number[]>()

function evenMasks(length: number): readonly number[] {
  const kept = known.get(length)
  if (kept) return kept
  const masks: number[] = []
  for (let mask = 1; mask < 1 << length; mask += 2) {
    let size = 0
    for (let bits = mask; bits; bits &= bits - 1) size++
    if (size % 2 === 0) masks.push(mask)
  }
  known.set(length, masks)
  return masks
}
