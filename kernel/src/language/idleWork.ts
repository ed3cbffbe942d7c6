import timers from 'node:timers'

/** Until the reply has left, in milliseconds: on two processors work that begins at once keeps it from leaving. */
const leaving = 1

/** How long nothing has to be asked before other work begins, in milliseconds: cells of a notebook that is run come at once. */
const patience = 300

/** Work for the time in which nothing is asked of the engine, in steps so short that nobody waits for one. */
export class IdleWork {
  /** As they are before user code can replace them. */
  readonly #timers = { ...timers }
  readonly #prepare: () => void
  readonly #step: () => boolean
  #timer: NodeJS.Timeout | undefined
  #isDone = false

  /**
   * @param prepare what each request leaves to be done for the next one
   * @param step does a little; true if that was all
   */
  constructor(prepare: () => void, step: () => boolean) {
    this.#prepare = prepare
    this.#step = step
  }

  /** Nothing is asked any more. */
  begin(): void {
    this.stop()
    this.#wait(leaving, () => {
      this.#prepare()
      this.#goOn(patience)
    })
  }

  /** Something is asked: the work goes on after the next `begin`. */
  stop(): void {
    this.#timers.clearTimeout(this.#timer)
  }

  #goOn(milliseconds: number): void {
    if (this.#isDone) return
    this.#wait(milliseconds, () => {
      this.#isDone = this.#step()
      this.#goOn(0)
    })
  }

  #wait(milliseconds: number, then: () => void): void {
    this.#timer = this.#timers.setTimeout(then, milliseconds)
    // The process may end meanwhile.
    this.#timer.unref()
  }
}
