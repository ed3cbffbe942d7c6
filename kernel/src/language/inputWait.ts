const countSlot = 2

/** The sleep of a main thread that waits for the user, from which the channel thread wakes it. */
export class InputWait {
  readonly #state: Int32Array

  constructor(shared: SharedArrayBuffer) {
    this.#state = new Int32Array(shared)
  }

  /** How often the channel thread has called. */
  get count(): number {
    return Atomics.load(this.#state, countSlot)
  }

  /** Main thread: sleeps until the channel thread has called more often than `seen`. */
  sleep(seen: number): void {
    Atomics.wait(this.#state, countSlot, seen)
  }

  /** Channel thread: an answer is there, or an interrupt. */
  wake(): void {
    Atomics.add(this.#state, countSlot, 1)
    Atomics.notify(this.#state, countSlot)
  }
}
