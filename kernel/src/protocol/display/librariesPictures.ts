/**
 * Where a library registers what draws pictures: a list on the global object, of functions that are given a specification of
 * Vega-Lite and return more representations of it by their MIME types, a promise of them, or nothing.
 */
export const picturesKey = Symbol.for('Jupyter.pictures')

/** What the first library that knows how adds to a specification. */
export function librariesPictures(spec: unknown): unknown {
  const registered: unknown = Reflect.get(globalThis, picturesKey)
  if (!Array.isArray(registered)) return undefined
  for (const draw of registered as unknown[]) {
    const pictures: unknown =
      typeof draw === 'function' ? Reflect.apply(draw, undefined, [spec]) : undefined
    if (pictures !== undefined) return pictures
  }
  return undefined
}
