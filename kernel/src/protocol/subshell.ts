import type { Message } from '../wire/message.js'

/**
 * A line of shell requests, answered one after the other in the order of arrival. The main shell is
 * one; frontends open more of them (JEP 91) for what should not wait behind a running cell.
 */
export class Subshell {
  readonly #handle: (message: Message, subshell: Subshell) => Promise<void>
  readonly #waiting: Message[] = []
  #busy = false

  /** @param handle answers a request; the next one waits until it resolves */
  constructor(handle: (message: Message, subshell: Subshell) => Promise<void>) {
    this.#handle = handle
  }

  add(message: Message): void {
    this.#waiting.push(message)
    void this.#drain()
  }

  /** Takes out every request that waits. */
  takeWaiting(): Message[] {
    return this.#waiting.splice(0)
  }

  async #drain(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#handle(next, this)
    }
    this.#busy = false
  }
}
