/** Why a cell ended before its time: the user interrupted it. */
export class InterruptedError extends Error {
  // The name that notebook tools know for this.
  override readonly name = 'KeyboardInterrupt'

  constructor() {
    super('the cell was interrupted')
    this.stack = ''
  }
}

/** Key under which user code finds the `AbortSignal` of the running cell on `globalThis`. */
export const signalKey = Symbol.for('Jupyter.signal')

/** The way out of a running cell: a promise that rejects and a signal that aborts. */
export class CellInterrupt {
  readonly #controller = new AbortController()
  readonly #rejected: Promise<never>
  #reject: (reason: unknown) => void = () => undefined

  constructor() {
    this.#rejected = new Promise((_, reject) => {
      this.#reject = reject
    })
    // Most cells are never interrupted and nobody waits for this promise any more.
    this.#rejected.catch(() => undefined)
  }

  /** Aborts when the cell is interrupted or fails from outside. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Ends the cell with `reason`. */
  end(reason: unknown): void {
    this.#reject(reason)
    this.#controller.abort(reason)
  }

  /** The result of `work`, or the reason for which the cell was ended. */
  race<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#rejected])
  }
}
