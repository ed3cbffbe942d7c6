/** The different ones of a list of vectors, with how often each occurs, in the order of first occurrence. */
export interface GroupedVectors {
  readonly distinct: readonly Float64Array[]
  readonly counts: readonly number[]
  /** Place of each different one's first occurrence. */
  readonly first: readonly number[]
}

/** Groups equal vectors: those with different labels are different. */
export function groupedVectors(
  vectors: readonly Float64Array[],
  labels?: readonly unknown[]
): GroupedVectors {
  const groups = new Map<string, { readonly first: number; count: number }>()
  vectors.forEach((vector, a) => {
    const key = labels ? `${labels.indexOf(labels[a])}:${vector.join()}` : vector.join()
    const group = groups.get(key) ?? { first: a, count: 0 }
    group.count++
    groups.set(key, group)
  })
  const list = [...groups.values()]
  return {
    distinct: list.map(({ first }) => vectors[first]),
    counts: list.map(({ count }) => count),
    first: list.map(({ first }) => first)
  }
}
