/** Bytes of memory shared between the main thread of the engine and its channel thread. */
export const sharedBytes = 44

/** Output beyond this, in UTF-16 units, makes the cell wait until the supervisor has taken it. */
const capacity = 4 * 1024 * 1024

/** What a piece of output weighs besides its text: a million one-letter lines are a burden too. */
export const overhead = 256

const slot = 0

/**
 * Counts the output that the supervisor has not taken yet. A cell that prints faster than the
 * frontend reads is slowed down instead of filling the memory.
 */
export class PendingOutput {
  readonly #count: Int32Array

  constructor(shared: SharedArrayBuffer) {
    this.#count = new Int32Array(shared)
  }

  /** Main thread: adds output, waiting while there is too much of it. */
  add(weight: number): void {
    Atomics.add(this.#count, slot, weight)
    this.#waitUntilBelow(capacity, Infinity)
  }

  /** Channel thread: the supervisor has taken output. */
  sent(weight: number): void {
    if (weight === 0) return
    Atomics.sub(this.#count, slot, weight)
    Atomics.notify(this.#count, slot)
  }

  /** Main thread: waits until everything has left, for at most `milliseconds`. */
  drain(milliseconds: number): void {
    this.#waitUntilBelow(1, milliseconds)
  }

  #waitUntilBelow(limit: number, milliseconds: number): void {
    const end = performance.now() + milliseconds
    for (;;) {
      const count = Atomics.load(this.#count, slot)
      const left = end - performance.now()
      if (count < limit || left <= 0) return
      Atomics.wait(this.#count, slot, count, Math.min(left, 1000))
    }
  }
}
