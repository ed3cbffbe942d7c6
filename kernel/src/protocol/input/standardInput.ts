import { syncBuiltinESMExports } from 'node:module'
import { Readable } from 'node:stream'
import { currentContext, isRunning, runIn } from '../../language/cellContext.js'
import { InterruptedError } from '../../language/cellInterrupt.js'
import { endOfInput, type CellInput } from './cellInput.js'

/**
 * What cells find as `process.stdin`: a stream of the lines that the user types. It asks for one when
 * somebody wants to read, in the name of the cell that does.
 */
export class StandardInput extends Readable {
  readonly fd = 0
  readonly #input: CellInput
  /** Whether the stream wants more. */
  #demanded = false
  #asked: AbortController | undefined
  /** How many questions of others come first. */
  #held = 0
  #prompt = ''

  constructor(input: CellInput) {
    super()
    this.#input = input
    this.on('newListener', () => this.look())
    this.on('resume', () => this.look())
    this.on('pause', () => this.#asked?.abort())
  }

  override _read(): void {
    this.#demanded = true
    this.look()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#asked?.abort()
    done(error)
  }

  /** What the next line is asked for with. */
  announce(prompt: string): void {
    this.#prompt = prompt
    this.look()
  }

  /** Asks for nothing while `question` does: the next line is its answer. */
  async standBack<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    this.#held++
    this.#asked?.abort()
    try {
      return await question()
    } finally {
      this.#held--
      this.look()
    }
  }

  /** Asks if somebody wants to read, when the code that runs has done what it does at once. */
  look(): void {
    if (!this.#demanded) return
    setImmediate(() => {
      const cell = currentContext()
      const isFree = this.#demanded && !this.#asked && this.#held === 0 && !this.destroyed
      if (isFree && this.#isRead() && cell && isRunning(cell)) void runIn(cell, () => this.#ask())
    })
  }

  /** Whether the next line would reach anybody. */
  #isRead(): boolean {
    const flows = this.readableFlowing === true && this.listenerCount('data') > 0
    return flows || this.listenerCount('readable') > 0
  }

  async #ask(): Promise<void> {
    const asked = new AbortController()
    this.#asked = asked
    const prompt = this.#prompt
    this.#prompt = ''
    try {
      const line = await this.#input.ask({ asker: 'process.stdin', prompt }, asked.signal)
      this.#demanded = false
      this.#asked = undefined
      this.push(line === endOfInput ? null : `${line}\n`)
    } catch (error) {
      this.#asked = undefined
      if (!asked.signal.aborted || error instanceof InterruptedError) this.destroy(error as Error)
      else this.look()
    }
  }

  /** A descriptor that keeps the process alive can be told not to: this one never does. */
  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

/** Puts a `StandardInput` in place of Node's, and another one where that has ended. */
export function replaceStandardInput(input: CellInput): void {
  // Made on behalf of no cell: its events belong to who reads.
  const fresh = () => runIn(undefined, () => new StandardInput(input))
  let stream = fresh()
  const get = () => {
    if (stream.destroyed || stream.readableEnded) {
      stream = fresh()
      syncBuiltinESMExports()
    }
    return stream
  }
  Object.defineProperty(process, 'stdin', { configurable: true, enumerable: true, get })
  syncBuiltinESMExports()
}
