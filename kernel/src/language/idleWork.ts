import timers from 'node:timers'

/** As they are before user code gets its own. */
const { setTimeout, clearTimeout } = timers

/** How long nothing has to be asked before work begins, in milliseconds: cells of a notebook that is run come at once. */
const patience = 300

/** Work for the time in which nothing is asked of the engine, in steps so short that nobody waits for one. */
export class IdleWork {
  readonly #step: () => boolean
  #timer: NodeJS.Timeout | undefined
  #isDone = false

  /** @param step does a little; true if that was all */
  constructor(step: () => boolean) {
    this.#step = step
  }

  /** Nothing is asked any more. */
  begin(): void {
    this.stop()
    this.#goOn(patience)
  }

  /** Something is asked: the work goes on after the next `begin`. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #goOn(milliseconds: number): void {
    if (this.#isDone) return
    this.#timer = setTimeout(() => {
      this.#isDone = this.#step()
      this.#goOn(0)
    }, milliseconds)
    // The process may end meanwhile.
    this.#timer.unref()
  }
}
