import { currentContext, isRunning, runIn, type CellContext } from '../language/cellContext.js'

/** What is called, and on behalf of which cell. */
interface Listener<Given extends readonly unknown[]> {
  readonly call: (...given: Given) => void
  readonly context: CellContext | undefined
}

export type Listeners<Given extends readonly unknown[]> = Set<Listener<Given>>

/** Adds a listener, one entry a call, even if the same is given twice; the result takes it away. */
export function listen<Given extends readonly unknown[]>(
  listeners: Listeners<Given>,
  call: (...given: Given) => void
): () => void {
  if (typeof call !== 'function') {
    throw new TypeError(`a listener must be a function, got a ${typeof call}`)
  }
  const own = { call, context: currentContext() }
  listeners.add(own)
  return () => void listeners.delete(own)
}

/**
 * Calls all listeners, and only then throws what some of them have thrown. What a running cell has caused is its own; where
 * the page calls, what a listener prints, shows and throws belongs to the cell that listens.
 */
export function callAll<Given extends readonly unknown[]>(
  listeners: Listeners<Given>,
  ...given: Given
): void {
  const caller = currentContext()
  const isOwn = caller !== undefined && isRunning(caller)
  const run = (context: CellContext | undefined, work: () => void) =>
    isOwn ? work() : runIn(context, work)
  const failures: { readonly context: CellContext | undefined; readonly thrown: unknown }[] = []
  for (const { call, context } of [...listeners]) {
    try {
      run(context, () => call(...given))
    } catch (thrown) {
      failures.push({ context, thrown })
    }
  }
  const [first, ...others] = failures
  if (!first) return
  const all = failures.map(({ thrown }) => thrown)
  const thrown = others.length > 0 ? new AggregateError(all, 'several listeners failed') : all[0]
  run(first.context, () => {
    throw thrown
  })
}
