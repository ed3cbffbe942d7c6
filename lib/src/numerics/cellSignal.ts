/**
 * The abort signal of the notebook cell that is running, if a Jupyter kernel offers one under
 * `Symbol.for('Jupyter.signal')` on the global object: an interrupt of the cell then ends work that
 * goes on in other threads too.
 */
export function cellSignal(): AbortSignal | undefined {
  const signal: unknown = Reflect.get(globalThis, Symbol.for('Jupyter.signal'))
  return signal instanceof AbortSignal ? signal : undefined
}
