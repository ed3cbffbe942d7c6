/** Adds a listener; the result takes it away. */
export function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  if (typeof listener !== 'function') {
    throw new TypeError(`a listener must be a function, got a ${typeof listener}`)
  }
  // A copy: a listener that is added twice is called twice, and each is ended by itself.
  const own = (listener as () => void).bind(undefined) as Listener
  listeners.add(own)
  return () => void listeners.delete(own)
}

/** Calls all listeners, and only then throws what some of them have thrown. */
export function callAll<Given extends readonly unknown[]>(
  listeners: Iterable<(...given: Given) => void>,
  ...given: Given
): void {
  const thrown: unknown[] = []
  for (const listener of [...listeners]) {
    try {
      listener(...given)
    } catch (error) {
      thrown.push(error)
    }
  }
  if (thrown.length > 1) throw new AggregateError(thrown, 'several listeners failed')
  if (thrown.length === 1) throw thrown[0]
}
