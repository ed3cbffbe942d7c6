import type { DapPage, DapVariable } from './dapMessages.js'
import { indexedParts, namedParts, summaryOf, typeOf, type Part } from './valueParts.js'

/** Of more numbered parts than these a group is shown for each so many. */
const groupSize = 100

/** Gives the parts of a value. */
type Parts = (page: DapPage) => DapVariable[]

/** Values that a client looks into, level by level: what it does not open is not read. */
export class VariableTree {
  readonly #parts = new Map<number, Parts>()
  #references = 0
  #view = 0

  /** What is shown from here belongs to a view; what older ones have shown can be opened no more, and is let go. */
  enter(view: number): this {
    if (view > this.#view) this.#parts.clear()
    this.#view = Math.max(view, this.#view)
    return this
  }

  /** The parts behind a reference, none if they have been let go. @throws RangeError if it was never one of this tree */
  children(reference: number, page: DapPage = {}): DapVariable[] {
    const parts = this.#parts.get(reference)
    if (parts) return parts(page)
    // JupyterLab may ask about a stop that has just ended, and breaks off where it is refused.
    if (Number.isInteger(reference) && reference > 0 && reference <= this.#references) return []
    throw new RangeError(`there is nothing behind the reference ${reference}`)
  }

  /** A reference to some variables. */
  scope(variables: () => DapVariable[]): number {
    return this.#track(() => variables())
  }

  /** A value under its name. @param type in place of what the value itself tells */
  describe(name: string, value: unknown, type = typeOf(value)): DapVariable {
    const indexed = indexedParts(value).length
    const named = namedParts(value).length
    const variable = { name, value: summaryOf(value), type, evaluateName: name }
    if (indexed + named === 0) return { ...variable, variablesReference: 0 }
    const variablesReference = this.#track((page) => this.#partsOf(value, page))
    return { ...variable, variablesReference, indexedVariables: indexed, namedVariables: named }
  }

  #track(parts: Parts): number {
    this.#parts.set(++this.#references, parts)
    return this.#references
  }

  #partsOf(value: unknown, { start = 0, count, filter }: DapPage): DapVariable[] {
    const indexed = filter === 'named' ? [] : indexedParts(value)
    const named = filter === 'indexed' ? [] : namedParts(value)
    if (count !== undefined && count > 0) {
      const end = Math.min(start + count, indexed.length)
      return [
        ...this.#elements(indexed, start, end),
        ...(filter === 'named' ? named.slice(start, start + count) : []).map((p) => this.#part(p))
      ]
    }
    return [
      ...this.#grouped(indexed, start, indexed.length),
      ...named.map((part) => this.#part(part))
    ]
  }

  /** Elements, or groups of them where there are many. */
  #grouped(all: ArrayLike<unknown>, start: number, end: number): DapVariable[] {
    if (end - start <= groupSize) return this.#elements(all, start, end)
    let size = groupSize
    while ((end - start) / size > groupSize) size *= groupSize
    return Array.from({ length: Math.ceil((end - start) / size) }, (_, i): DapVariable => {
      const from = start + i * size
      const to = Math.min(from + size, end)
      const variablesReference = this.#track(() => this.#grouped(all, from, to))
      const value = `${to - from} elements`
      return { name: `[${from} … ${to - 1}]`, value, type: '', variablesReference }
    })
  }

  #elements(all: ArrayLike<unknown>, start: number, end: number): DapVariable[] {
    return Array.from({ length: Math.max(0, end - start) }, (_, i) =>
      this.describe(String(start + i), all[start + i])
    )
  }

  /** A property; the code of an accessor runs when it is opened. */
  #part(part: Part): DapVariable {
    if (!part.isAccessor) return this.describe(part.name, part.read())
    const variablesReference = this.#track(() => [this.describe('value', part.read())])
    const lazy = { presentationHint: { lazy: true as const } }
    return { name: part.name, value: '(…)', type: 'accessor', variablesReference, ...lazy }
  }
}
