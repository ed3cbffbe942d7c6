/** The different ones of a list of vectors, with how often each occurs, in the order of first occurrence. */
export interface GroupedVectors {
  readonly distinct: readonly Float64Array[]
  readonly counts: readonly number[]
}

/** Groups equal vectors. */
export function groupedVectors(vectors: readonly Float64Array[]): GroupedVectors {
  const groups = new Map<string, { readonly vector: Float64Array; count: number }>()
  for (const vector of vectors) {
    const key = vector.join()
    const group = groups.get(key) ?? { vector, count: 0 }
    group.count++
    groups.set(key, group)
  }
  const list = [...groups.values()]
  return { distinct: list.map(({ vector }) => vector), counts: list.map(({ count }) => count) }
}
