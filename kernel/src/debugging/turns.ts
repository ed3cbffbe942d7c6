/** Work that is done one after the other, in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Does work when everything before it has ended. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work)
    // Who asked hears of a failure; the next one's turn comes all the same.
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
