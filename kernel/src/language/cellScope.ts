/**
 * The names that cells share. Compiled code writes them as properties of `exports`; every write is
 * noticed, so that after a cell that threw half-way the names it reached are known and the others
 * keep their earlier values.
 */
export class CellScope {
  readonly exports: Record<string, unknown>
  readonly #values: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  #before = new Map<string, { readonly existed: boolean; readonly value: unknown }>()
  #assigned = new Set<string>()

  constructor() {
    this.exports = new Proxy(this.#values, {
      set: (_, name, value) => {
        this.#write(String(name), value)
        return true
      },
      // Named imports are defined as getters; cells may assign to them all the same.
      defineProperty: (_, name, { get, value }) => {
        const known: unknown = get ? get() : value
        if (name !== '__esModule') this.#write(String(name), known)
        return true
      }
    })
  }

  /** A new cell starts. */
  begin(): void {
    this.#before = new Map()
    this.#assigned = new Set()
  }

  /**
   * Names that the cell gave a value. Compiled code first sets every name it declares to
   * `undefined`: that alone is no assignment.
   */
  get assigned(): ReadonlySet<string> {
    return this.#assigned
  }

  /** Gives the names that the cell declared without reaching them their earlier values. */
  restoreUnassigned(): void {
    for (const [name, { existed, value }] of this.#before) {
      if (this.#assigned.has(name)) continue
      if (existed) this.#values[name] = value
      else delete this.#values[name]
    }
  }

  /** Takes a value out of the scope. */
  take(name: string): unknown {
    const value = this.#values[name]
    delete this.#values[name]
    return value
  }

  #write(name: string, value: unknown): void {
    if (!this.#before.has(name)) {
      this.#before.set(name, { existed: name in this.#values, value: this.#values[name] })
      if (value !== undefined) this.#assigned.add(name)
    } else this.#assigned.add(name)
    this.#values[name] = value
  }
}
