import { toUSVString } from 'node:util'
import { currentContext, isRunning, type CellContext } from '../../language/cellContext.js'
import { InterruptedError } from '../../language/cellInterrupt.js'
import type { EngineChannel } from '../../language/engineChannel.js'
import type { InputAnswer } from '../../language/engineMessages.js'

/** The user cannot be asked. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** What the user is asked. */
export interface Question {
  /** Name of the function that asks, for errors. */
  readonly asker: string
  readonly prompt: string
  /** What is typed is not shown. */
  readonly password?: boolean
}

/** What a terminal sends for the end of the input (Ctrl-D). */
export const endOfInput = '\u0004'

/** What questions need of the engine's channel. */
export type InputChannel = Pick<EngineChannel, 'send' | 'throwIfInterrupted' | 'waitForInput'>

interface Awaited {
  readonly cell: CellContext
  readonly answer: (value: string) => void
}

/** The questions of this engine's cells. */
export class CellInput {
  readonly #channel: InputChannel
  readonly #awaited = new Map<number, Awaited>()
  #count = 0

  constructor(channel: InputChannel) {
    this.#channel = channel
  }

  /**
   * The user's answer. Rejects with `InputError` where none can be given, with `AbortError` when `signal`
   * aborts, and with `InterruptedError` when the cell is interrupted.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<string> {
    const cell = askingCell(question.asker)
    const ends = [signal, cell.interrupt?.signal].filter((end) => end !== undefined)
    const ended = AbortSignal.any(ends)
    return new Promise((resolve, reject) => {
      const fail = () => {
        if (signal?.aborted) reject(abortError(signal.reason))
        // A cell that ends for another reason has reported that.
        else if (ended.reason instanceof InterruptedError) reject(ended.reason)
      }
      if (ended.aborted) return fail()
      const number = this.#send(question, cell, resolve)
      ended.addEventListener('abort', () => this.#withdraw(number) && fail(), { once: true })
    })
  }

  /**
   * The user's answer, for code that cannot wait in any other way: nothing else runs until it is there.
   * @throws InputError where none can be given, InterruptedError when the cell is interrupted
   */
  askNow(question: Question): string {
    const cell = askingCell(question.asker)
    // A loop that catches the interrupt would ask until it is terminated.
    this.#channel.throwIfInterrupted()
    let value: string | undefined
    const number = this.#send(question, cell, (given) => (value = given))
    try {
      this.#channel.waitForInput(() => value !== undefined)
    } finally {
      this.#withdraw(number)
    }
    return value ?? ''
  }

  /** An answer is there; one to a question that was withdrawn is too late. */
  answered({ question, value }: InputAnswer): void {
    const awaited = this.#awaited.get(question)
    this.#awaited.delete(question)
    awaited?.answer(value)
  }

  /** Forgets what an ended cell asked. */
  forget(cell: CellContext): void {
    for (const [number, awaited] of this.#awaited) {
      if (awaited.cell === cell) this.#awaited.delete(number)
    }
  }

  #send({ prompt, password = false }: Question, cell: CellContext, answer: Awaited['answer']) {
    const question = ++this.#count
    this.#awaited.set(question, { cell, answer })
    const event = { prompt: toUSVString(prompt), password, parent: cell.id }
    this.#channel.send({ type: 'inputRequest', question, ...event })
    return question
  }

  /** Whether the question still waited. */
  #withdraw(question: number): boolean {
    const waited = this.#awaited.delete(question)
    if (waited) this.#channel.send({ type: 'inputWithdrawn', question })
    return waited
  }
}

/** What Node's own questions reject with. */
function abortError(cause: unknown): Error {
  const error = new Error('The operation was aborted', { cause })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

/** The cell on whose behalf this code asks. */
function askingCell(asker: string): CellContext {
  const cell = currentContext()
  if (!cell || !isRunning(cell)) {
    throw new InputError(
      `${asker}: the cell that asks has ended; await the answer, so that it runs until that is there`
    )
  }
  if (!cell.allowsInput) {
    throw new InputError(
      `${asker}: this frontend gives no input (allow_stdin is false); run the cell where somebody can ` +
        'type, or assign the value in the code'
    )
  }
  return cell
}
