import type { MainOrder, MainQuestion, MainRequest } from './engineMessages.js'
import type { RunState } from './runState.js'

/** Wait for the answer to an order until it is given again: the first, and the longest, in milliseconds. */
const firstWait = 100
const longestWait = 1600

/** After so many milliseconds without an answer the user is told that the thread does not react. */
const patience = 5000

/** What the line does to the main thread. */
export interface MainThreadControl {
  /** Sends it a message; it has come to its event loop when it reads that. */
  post(request: MainRequest): void
  /**
   * Ends what it waits for, outside of its own code.
   * @param since when the interrupt came, as `Date.now`
   * @param again whether that has been done for it before
   */
  wake(since: number, again: boolean): void
  /**
   * Ends what it is running. Resolves when that has had its effect, never rejects; undefined if it cannot be done
   * in this moment.
   */
  terminate(): Promise<void> | undefined
  /** It does not react. */
  stuck(): void
}

/**
 * The line of what is asked of the main thread, in the channel thread. An interrupt has its place in it: it
 * concerns what came before it, whether that runs already or not, and what comes after waits until it has been
 * dealt with. That is when the main thread says so: it is asked and terminated again until it does.
 */
export class MainRequests {
  readonly #thread: MainThreadControl
  readonly #state: Pick<RunState, 'isInterrupted'>
  readonly #line: (MainQuestion | 'interrupt')[] = []
  /** What the main thread has not answered. */
  readonly #unanswered = new Map<string, MainQuestion>()
  #orders = 0
  /** The order that is waited for. */
  #awaited: Awaited | undefined
  /** When the interrupt came that is being dealt with, as `Date.now`. */
  #since: number | undefined
  /** The interrupt of which the user was told that the thread does not react. */
  #toldOf: number | undefined
  /** Terminations on their way: one waits for the next where the thread has been stopped in the meantime. */
  #terminations = 0
  #isClosing = false

  constructor(thread: MainThreadControl, state: Pick<RunState, 'isInterrupted'>) {
    this.#thread = thread
    this.#state = state
  }

  ask(request: MainQuestion): void {
    this.#line.push(request)
    this.#advance()
  }

  /** The main thread has sent the reply to a request. Tells whether that was a cell, and no other one runs. */
  answered(id: string): boolean {
    const answered = this.#unanswered.get(id)
    this.#unanswered.delete(id)
    return answered?.type === 'execute' && !this.runsCell
  }

  /** Whether the main thread has a cell that it has not answered. */
  get runsCell(): boolean {
    return [...this.#unanswered.values()].some(({ type }) => type === 'execute')
  }

  /** The main thread has carried out an order. */
  carriedOut(number: number): void {
    if (number !== this.#awaited?.number) return
    this.#awaited.isCarriedOut = true
    this.#awaited.hurry?.()
  }

  interrupt(): void {
    if (this.#since !== undefined && this.#line.length === 0) {
      // One more for the same work: it is told again if nothing comes of it.
      this.#since = Date.now()
      this.#thread.wake(this.#since, false)
    } else if (this.#line.at(-1) !== 'interrupt') this.#line.push('interrupt')
    this.#advance()
  }

  /** The process is to end: whatever else was asked for is not done any more. */
  close(): void {
    this.#isClosing = true
    this.#line.length = 0
    this.#advance()
  }

  #advance(): void {
    while (this.#since === undefined) {
      const next = this.#isClosing ? 'close' : this.#line.shift()
      if (next === undefined) return
      if (typeof next === 'string') void this.#endWork(next)
      else this.#handOver(next)
    }
  }

  #handOver(request: MainQuestion): void {
    this.#unanswered.set(request.id, request)
    this.#thread.post(request)
  }

  /** Ends what the main thread is working on. */
  async #endWork(order: 'interrupt' | 'close'): Promise<void> {
    this.#since = Date.now()
    this.#state.isInterrupted = true
    this.#thread.wake(this.#since, false)
    while (await this.#order(order)) {
      // A termination may have hit the kernel's own code in place of the cell's, whose promises are lost then.
      const isCutAgain = await this.#order('recover')
      // Lost before the main thread knew of them: they are handed over again, and interrupted.
      const lost = [...this.#unanswered.values()]
      for (const request of lost) this.#handOver(request)
      if (!isCutAgain && lost.length === 0) break
    }
    this.#state.isInterrupted = false
    this.#since = undefined
    if (order === 'interrupt') this.#advance()
  }

  /** Resolves when the main thread has carried out an order; tells whether it had to be terminated for that. */
  async #order(type: MainOrder['type']): Promise<boolean> {
    const order: Awaited = { number: ++this.#orders, isCarriedOut: false, hurry: undefined }
    this.#awaited = order
    let isCut = false
    for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
      this.#thread.post({ type, number: order.number })
      await this.#wait(order, wait)
      // A termination that has not had its effect yet would hit what comes next.
      if (order.isCarriedOut && this.#terminations === 0) return isCut
      if (order.isCarriedOut) continue
      this.#insist()
      isCut ||= this.#terminations > 0
    }
  }

  /** Waits until an order has been carried out, for at most `milliseconds`. */
  #wait(order: Awaited, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      order.hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Frees the main thread from what keeps it from its event loop. */
  #insist(): void {
    const since = this.#since ?? Date.now()
    if (Date.now() - since > patience && this.#toldOf !== since) {
      this.#toldOf = since
      this.#thread.stuck()
    }
    this.#thread.wake(since, true)
    const termination = this.#thread.terminate()
    if (!termination) return
    this.#terminations++
    void termination.then(() => {
      this.#terminations--
      if (this.#awaited?.isCarriedOut) this.#awaited.hurry?.()
    })
  }
}

/** An order that is being given. */
interface Awaited {
  readonly number: number
  isCarriedOut: boolean
  /** Ends the wait for it. */
  hurry: (() => void) | undefined
}
