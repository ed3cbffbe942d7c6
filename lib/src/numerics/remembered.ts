/** What `store` has for the key; computed where it has nothing yet, and kept. */
export function remembered<T>(store: Map<string, T>, key: string, compute: () => T): T {
  const known = store.get(key)
  if (known !== undefined) return known
  const value = compute()
  store.set(key, value)
  return value
}

/**
 * What `store` has for a level, a layer of a network, say, whose value follows from that of the level below it. Levels 0, 1, … that are not
 * known yet are computed from the lowest on: a recursion through a thousand of them would leave no stack.
 */
export function rememberedFromBelow<T>(
  store: Map<string, T>,
  level: number,
  keyOf: (level: number) => string,
  compute: (level: number) => T
): T {
  let next = level
  while (next > 0 && !store.has(keyOf(next - 1))) next--
  for (; next < level; next++) store.set(keyOf(next), compute(next))
  return remembered(store, keyOf(level), () => compute(level))
}
