/** Name under which compiled cells find `CellScope.link`. */
export const linkName = '__link'

/** Property of the cells' scope to which a cell gives the value of its last expression. */
export const valueName = '__value'

/**
 * The names that cells share. Compiled code reads and writes them as properties of `exports`, a plain
 * object, so that this costs no more than any property. What a cell that threw half-way reached is
 * found by comparing with what was there before.
 */
export class CellScope {
  readonly exports: Record<string, unknown> = Object.create(null) as Record<string, unknown>

  /** The values at this moment of some names; the result tells which of them got another since. */
  watch(names: readonly string[]): () => ReadonlySet<string> {
    const before = new Map<string, unknown>()
    for (const name of names) if (name in this.exports) before.set(name, this.exports[name])
    const isNew = (name: string) =>
      name in this.exports && !(before.has(name) && Object.is(before.get(name), this.exports[name]))
    return () => new Set(names.filter(isNew))
  }

  /** Gives a name the value that something imported has at any time, until a cell assigns another. */
  readonly link = (name: string, read: () => unknown): void => {
    const common = { configurable: true, enumerable: true }
    const set = (value: unknown) =>
      Object.defineProperty(this.exports, name, { ...common, writable: true, value })
    Object.defineProperty(this.exports, name, { ...common, get: read, set })
  }

  /** Names that cells have given values. */
  names(): string[] {
    return Object.keys(this.exports).filter((name) => name !== valueName)
  }

  /** Takes the value of the last expression. Its name stays: a deleted property would slow the others. */
  takeValue(): unknown {
    const value = this.exports[valueName]
    this.exports[valueName] = undefined
    return value
  }
}
