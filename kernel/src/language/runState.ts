import { setTimeout as sleep } from 'node:timers/promises'

const slot = 1
const interruptSlot = 3
const waitSlot = 4
const terminationSlot = 5
const evaluationSlot = 6
const deafSlot = 7
const signalSlot = 8
const holdSlot = 9
const armedSlot = 10

/** What the debugger's own work adds to the count of works that are protected, which nest less deeply. */
const ofDebugger = 1 << 16

/** How often the channel thread looks whether the main thread is free, in milliseconds. */
const askAgain = 2

/**
 * Whether the main thread is in the kernel's own work (compiling, completing), which must not be
 * cut short or entered a second time: interrupts and the debugger wait for its end. Everything else
 * may be terminated. Of such work and a termination only one can begin.
 */
export class RunState {
  readonly #state: Int32Array

  /** Main thread: stops, if the debugger is to stop it. */
  takeStop: () => void = () => undefined

  constructor(shared: SharedArrayBuffer) {
    this.#state = new Int32Array(shared)
  }

  get isProtected(): boolean {
    return Atomics.load(this.#state, slot) > 0
  }

  /**
   * The same of work that the debugger has not asked for: that is never begun inside of other such work, and runs also
   * where the thread is stopped in code of the user.
   */
  get isCompiling(): boolean {
    const count = Atomics.load(this.#state, slot)
    return count > 0 && count < ofDebugger
  }

  /** Whether an interrupt is being dealt with: the channel thread says so. */
  get isInterrupted(): boolean {
    return Atomics.load(this.#state, interruptSlot) > 0
  }

  set isInterrupted(is: boolean) {
    Atomics.store(this.#state, interruptSlot, Number(is))
  }

  /**
   * Channel thread: keeps the main thread from beginning work of the kernel's own until `endTermination`. Calls
   * nest.
   * @returns false, and keeps it from nothing, if it is at such work
   */
  beginTermination(): boolean {
    Atomics.add(this.#state, terminationSlot, 1)
    if (!this.isProtected) return true
    this.endTermination()
    return false
  }

  /** Channel thread: the termination has had its effect. */
  endTermination(): void {
    Atomics.sub(this.#state, terminationSlot, 1)
  }

  /** Whether the main thread has been waiting for another process since `time` (of `Date.now`) or later. */
  hasWaitedSince(time: number): boolean {
    const since = Atomics.load(this.#state, waitSlot)
    return since !== 0 && ((since - time) | 0) >= 0
  }

  /** Main thread: calls what blocks it until another process ends. */
  waiting<Result>(work: () => Result): Result {
    Atomics.store(this.#state, waitSlot, Date.now() | 1)
    try {
      return work()
    } finally {
      Atomics.store(this.#state, waitSlot, 0)
    }
  }

  /** Whether the main thread runs what the debugger evaluates, which SIGINT ends: it says so itself. */
  get isEvaluating(): boolean {
    return Atomics.load(this.#state, evaluationSlot) > 0
  }

  /**
   * Main thread: runs work that SIGINT ends.
   * @param run runs it so that SIGINT ends it; where that begins and ends nobody listens to SIGINT for a moment, and it
   *   would end the process
   */
  evaluating<Result>(work: () => Result, run: (work: () => Result) => Result): Result {
    const isOuter = !this.isEvaluating
    // What is ended by SIGINT runs no `finally` of its own.
    const before = [slot, deafSlot].map((one) => [one, Atomics.load(this.#state, one)] as const)
    this.#deafen()
    try {
      return run(() => {
        Atomics.store(this.#state, evaluationSlot, 1)
        this.#hear()
        try {
          return work()
        } finally {
          this.#deafen()
        }
      })
    } finally {
      if (isOuter) Atomics.store(this.#state, evaluationSlot, 0)
      for (const [one, value] of before) Atomics.store(this.#state, one, value)
    }
  }

  /** Main thread: no SIGINT is sent from here until `hear`. Calls nest. */
  #deafen(): void {
    Atomics.add(this.#state, deafSlot, 1)
    while (Atomics.load(this.#state, signalSlot) !== 0);
  }

  #hear(): void {
    Atomics.sub(this.#state, deafSlot, 1)
  }

  /** Channel thread: sends SIGINT, unless the main thread may not get it in this moment; tells whether it did. */
  signal(send: () => void): boolean {
    Atomics.add(this.#state, signalSlot, 1)
    try {
      if (Atomics.load(this.#state, deafSlot) > 0) return false
      send()
      return true
    } finally {
      Atomics.sub(this.#state, signalSlot, 1)
    }
  }

  /**
   * Whether V8 looks for code to stop in: it throws away then what it has compiled of each function that is called, and goes
   * through the whole heap for that; the compiler would take minutes. So the stop is taken before the kernel's own work
   * begins, and asked for again afterwards. The channel thread says so.
   */
  get isArmed(): boolean {
    return Atomics.load(this.#state, armedSlot) > 0
  }

  set isArmed(is: boolean) {
    Atomics.store(this.#state, armedSlot, Number(is))
  }

  /** Channel thread: does work from whose beginning to whose end a main thread that calls `hold` waits. */
  holding<Result>(work: () => Result): Result {
    Atomics.store(this.#state, holdSlot, 1)
    try {
      return work()
    } finally {
      Atomics.store(this.#state, holdSlot, 0)
    }
  }

  /** Main thread: waits for the end of such work. */
  hold(): void {
    while (Atomics.load(this.#state, holdSlot) !== 0);
  }

  /**
   * Channel thread: whether the main thread is not in the kernel's own work, and no interrupt is being dealt with:
   * code that is run for another reason would be ended in place of the cell.
   */
  get isReleased(): boolean {
    return !this.isProtected && !this.isInterrupted
  }

  /** Channel thread: resolves when that is so. */
  async released(): Promise<void> {
    while (!this.isReleased) await sleep(askAgain)
  }

  /** Main thread: nothing may be terminated from here until `release`. Calls nest. */
  protect(): void {
    this.#enter(1)
  }

  /** Main thread: ends the last `protect`. */
  release(): void {
    this.#leave(1)
  }

  #enter(count: number): void {
    for (;;) {
      Atomics.add(this.#state, slot, count)
      if (Atomics.load(this.#state, terminationSlot) === 0) break
      this.#leave(count)
      // It is this loop that is terminated.
      while (Atomics.load(this.#state, terminationSlot) !== 0);
    }
    if (this.isArmed) this.takeStop()
  }

  #leave(count: number): void {
    Atomics.sub(this.#state, slot, count)
  }

  /** Main thread: after a termination, which runs no `release`. */
  reset(): void {
    Atomics.store(this.#state, slot, 0)
    Atomics.store(this.#state, waitSlot, 0)
    Atomics.store(this.#state, evaluationSlot, 0)
    Atomics.store(this.#state, deafSlot, 0)
  }

  /** Main thread: does work that must not be terminated. */
  protected<Result>(work: () => Result): Result {
    return this.#within(1, work)
  }

  /** Main thread: the same for the debugger. */
  protectedForDebugger<Result>(work: () => Result): Result {
    return this.#within(ofDebugger, work)
  }

  #within<Result>(count: number, work: () => Result): Result {
    const isEvaluating = this.isEvaluating
    if (isEvaluating) this.#deafen()
    this.#enter(count)
    try {
      return work()
    } finally {
      this.#leave(count)
      if (isEvaluating) this.#hear()
    }
  }
}
