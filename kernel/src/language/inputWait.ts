const countSlot = 2
const interruptSlot = 3

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

  /** Whether an interrupt came that the main thread has not dealt with. */
  get isInterrupted(): boolean {
    return Atomics.load(this.#state, interruptSlot) > 0
  }

  /** Main thread: sleeps until the channel thread has called more often than `seen`. */
  sleep(seen: number): void {
    Atomics.wait(this.#state, countSlot, seen)
  }

  /** Main thread: the interrupt has been dealt with. */
  goOn(): void {
    Atomics.store(this.#state, interruptSlot, 0)
  }

  /** Channel thread: an answer is there. */
  wake(): void {
    Atomics.add(this.#state, countSlot, 1)
    Atomics.notify(this.#state, countSlot)
  }

  /** Channel thread: an interrupt is there. */
  interrupt(): void {
    Atomics.store(this.#state, interruptSlot, 1)
    this.wake()
  }
}
