/** Number of cells whose text and result are kept, as many as IPython keeps. */
const keptCells = 1000

/** `In`, `Out` and `_`: what was executed, by its number, what came of it, and the newest result. */
export class CellRecords {
  readonly #inputs: Record<number, string> = {}
  readonly #results: Record<number, unknown> = {}

  /** Puts them where cells find them. Their types are in types/globals.d.ts. */
  install(): void {
    Object.assign(globalThis, { In: this.#inputs, Out: this.#results, _: undefined })
  }

  keepInput(count: number, code: string): void {
    this.#inputs[count] = code
    delete this.#inputs[count - keptCells]
    delete this.#results[count - keptCells]
  }

  keepResult(count: number, value: unknown): void {
    this.#results[count] = value
    Object.assign(globalThis, { _: value })
  }
}
