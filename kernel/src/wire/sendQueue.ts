/** The sending half of a ZeroMQ socket. */
export interface Sender {
  send(frames: Uint8Array[]): Promise<void>
}

/**
 * Sends messages one after the other: a ZeroMQ socket refuses a send while another one is pending.
 * Order is the order of the calls.
 */
export class SendQueue {
  readonly #sender: Sender
  readonly #report: (error: unknown) => void
  #last: Promise<void> = Promise.resolve()

  /** @param report called with the error of a send that failed; the queue goes on with the next */
  constructor(sender: Sender, report: (error: unknown) => void) {
    this.#sender = sender
    this.#report = report
  }

  /** Queues a message; resolves when it has been handed to ZeroMQ. */
  send(frames: Uint8Array[]): Promise<void> {
    this.#last = this.#last.then(() => this.#sender.send(frames)).catch(this.#report)
    return this.#last
  }

  /** Resolves when everything queued so far has been handed to ZeroMQ. */
  drained(): Promise<void> {
    return this.#last
  }
}
