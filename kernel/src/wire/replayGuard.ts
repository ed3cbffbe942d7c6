import { WireError } from './wireError.js'

/**
 * Remembers the signatures of recent messages, so that a recorded message sent again is refused. A
 * client never produces the same signature twice: every header has its own msg_id.
 */
export class ReplayGuard {
  readonly #seen = new Set<string>()

  /** @param capacity signatures kept; the oldest are forgotten first */
  constructor(readonly capacity = 65536) {}

  /** @throws WireError if this signature was seen before */
  admit(signature: string): void {
    if (this.#seen.has(signature)) throw new WireError('replayed message')
    this.#seen.add(signature)
    if (this.#seen.size > this.capacity) {
      const [oldest] = this.#seen
      if (oldest !== undefined) this.#seen.delete(oldest)
    }
  }
}
