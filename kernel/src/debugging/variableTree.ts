import { plainString } from '../language/valueText.js'
import type { DapPage, DapVariable } from './dapMessages.js'
import { indexedParts, namedParts, summaryOf, typeOf, type Part } from './valueParts.js'

/** Of more numbered parts than these a group is shown for each so many. */
const groupSize = 100

/** Gives the parts of a value. */
type Parts = (page: DapPage) => DapVariable[]

/** Values that a client looks into, level by level: what it does not open is not read. */
export class VariableTree {
  readonly #parts = new Map<number, Parts>()
  readonly #references: { last: number }
  #view = 0

  /** @param references counts them over all trees of which they are asked for */
  constructor(references: { last: number }) {
    this.#references = references
  }

  /**
   * What is shown from here belongs to a view; what older ones have shown can be opened no more, and is let go.
   * @returns whether it is a new one
   */
  enter(view: number): boolean {
    if (view <= this.#view) return false
    this.#parts.clear()
    this.#view = view
    return true
  }

  /** The parts behind a reference; undefined if there are none here. */
  children(reference: number, page: DapPage = {}): DapVariable[] | undefined {
    return this.#parts.get(reference)?.(page)
  }

  /** A reference to some variables. */
  scope(variables: () => DapVariable[]): number {
    return this.#track(() => variables())
  }

  /** A value under its name. @param type in place of what the value itself tells */
  describe(name: string, value: unknown, type?: string): DapVariable {
    try {
      return this.#described(name, value, type ?? typeOf(value))
    } catch (thrown) {
      return unreadable(name, thrown, type ?? typeof value)
    }
  }

  #described(name: string, value: unknown, type: string): DapVariable {
    const indexed = indexedParts(value).length
    const named = namedParts(value).length
    const variable = { name, value: summaryOf(value), type, evaluateName: name }
    if (indexed + named === 0) return { ...variable, variablesReference: 0 }
    const variablesReference = this.#track((page) => this.#partsOf(value, page))
    return { ...variable, variablesReference, indexedVariables: indexed, namedVariables: named }
  }

  #track(parts: Parts): number {
    this.#parts.set(++this.#references.last, parts)
    return this.#references.last
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
    const variablesReference = this.#track(() => [this.#read(part)])
    const lazy = { presentationHint: { lazy: true as const } }
    return { name: part.name, value: '(…)', type: 'accessor', variablesReference, ...lazy }
  }

  #read(part: Part): DapVariable {
    try {
      return this.describe('value', part.read())
    } catch (thrown) {
      return unreadable('value', thrown, 'accessor')
    }
  }
}

/** What stands for a value that throws where it is looked at. */
function unreadable(name: string, thrown: unknown, type: string): DapVariable {
  const reason = plainString(thrown).split('\n')[0] ?? ''
  return { name, value: `[cannot be read: ${reason}]`, type, variablesReference: 0 }
}
