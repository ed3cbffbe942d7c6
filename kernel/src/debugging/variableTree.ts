import { plainString } from '../language/valueText.js'
import type { DapPage, DapVariable } from './dapMessages.js'
import {
  indexedParts,
  namedParts,
  noParts,
  summaryOf,
  typeOf,
  type Part,
  type Parts
} from './valueParts.js'

/** Of more numbered parts than these a group is shown for each so many. */
const groupSize = 100

/** The same of named parts, by which a reader looks for something. */
const mostNames = 1000

/** Gives the parts of a value. */
type Reading = (page: DapPage) => DapVariable[]

/** Values that a client looks into, level by level: what it does not open is not read. */
export class VariableTree {
  readonly #parts = new Map<number, Reading>()
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
    const { length: indexed } = indexedParts(value)
    const { length: named } = namedParts(value)
    const variable = { name, value: summaryOf(value), type, evaluateName: name }
    if (indexed + named === 0) return { ...variable, variablesReference: 0 }
    const variablesReference = this.#track((page) => this.#partsOf(value, page))
    return { ...variable, variablesReference, indexedVariables: indexed, namedVariables: named }
  }

  #track(parts: Reading): number {
    this.#parts.set(++this.#references.last, parts)
    return this.#references.last
  }

  #partsOf(value: unknown, { start = 0, count, filter }: DapPage): DapVariable[] {
    const indexed = filter === 'named' ? noParts : indexedParts(value)
    const named = filter === 'indexed' ? noParts : namedParts(value)
    if (count !== undefined && count > 0) {
      const page = filter === 'named' ? named : indexed
      return this.#describedParts(page, start, start + count)
    }
    return [
      ...this.#grouped(indexed, start, indexed.length, groupSize),
      ...this.#grouped(named, 0, named.length, mostNames)
    ]
  }

  /** Parts, or groups of them where there are more than `most`. */
  #grouped(all: Parts, start: number, end: number, most: number): DapVariable[] {
    if (end - start <= most) return this.#describedParts(all, start, end)
    let size = groupSize
    while ((end - start) / size > groupSize) size *= groupSize
    return Array.from({ length: Math.ceil((end - start) / size) }, (_, i): DapVariable => {
      const from = start + i * size
      const to = Math.min(from + size, end)
      const variablesReference = this.#track(() => this.#grouped(all, from, to, groupSize))
      const value = `${to - from} ${all.noun}`
      return { name: `[${from} … ${to - 1}]`, value, type: '', variablesReference }
    })
  }

  #describedParts(all: Parts, start: number, end: number): DapVariable[] {
    return all.slice(start, end).map((part) => this.#part(part))
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
