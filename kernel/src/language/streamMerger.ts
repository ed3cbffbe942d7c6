import type { SentEvent } from './engineMessages.js'

/** Text is held back for at most this long, in milliseconds, or up to this many UTF-16 units. */
const mergeTime = 20
const mergeLength = 64 * 1024

/**
 * Merges stream events that follow each other quickly into few large ones. Everything else passes
 * at once, after the text before it.
 */
export class StreamMerger {
  readonly #pass: (event: SentEvent, weight: number) => void
  #name: 'stdout' | 'stderr' = 'stdout'
  #parent: string | undefined
  #chunks: string[] = []
  #length = 0
  #weight = 0
  #timer: NodeJS.Timeout | undefined

  /** @param pass gets the events in order, with the sum of the weights they were given */
  constructor(pass: (event: SentEvent, weight: number) => void) {
    this.#pass = pass
  }

  add(event: SentEvent, weight: number): void {
    if (event.type !== 'stream') {
      this.flush()
      this.#pass(event, weight)
      return
    }
    if (event.name !== this.#name || event.parent !== this.#parent) this.flush()
    this.#name = event.name
    this.#parent = event.parent
    this.#chunks.push(event.text)
    this.#length += event.text.length
    this.#weight += weight
    if (this.#length > mergeLength) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), mergeTime)
  }

  /** Passes on what is held back. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#length === 0) return
    const text = this.#chunks.join('')
    const weight = this.#weight
    this.#chunks = []
    this.#length = 0
    this.#weight = 0
    const parent = this.#parent === undefined ? {} : { parent: this.#parent }
    this.#pass({ type: 'stream', name: this.#name, text, ...parent }, weight)
  }
}
