import { Session } from 'node:inspector'
import type { RunState } from '../language/runState.js'
import type { DebuggedProgram } from './debuggedProgram.js'
import { ownUrl, program } from './programKey.js'

/** A value of the main thread, as V8's inspector hands it out. */
export interface RemoteValue {
  readonly type?: string
  readonly objectId?: string
  readonly value?: unknown
  readonly unserializableValue?: string
}

interface Evaluated {
  readonly result: RemoteValue
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string; readonly value?: unknown }
  }
}

type Method = {
  [Name in keyof DebuggedProgram]: DebuggedProgram[Name] extends (...args: never[]) => unknown
    ? Name
    : never
}[keyof DebuggedProgram]

type Result<Name extends Method> = Awaited<ReturnType<DebuggedProgram[Name]>>

/** A value as argument of a call in the main thread. */
export const remote = (value: RemoteValue) => ({ remote: value })

/** What a call answers in the midst of the compiler's work, which must not be entered a second time. */
const busy = 'busy'

/** Ends code of the debugger itself, by the name under which V8 passes it over: nothing stops in it. */
const ownCode = `\n//# sourceURL=${ownUrl}\n`

/** The group of the objects that belong to a listing or to a stop: they are let go together. */
export const listed = 'nnqft-kernel'

/**
 * The main thread as the channel thread reaches it, by V8's inspector: also while a cell blocks it or is
 * paused. Connected when it is needed first; what is not enabled costs the program nothing.
 */
export class MainThread {
  readonly #state: Pick<RunState, 'isProtected' | 'released'>
  #session: Session | undefined
  #program: string | undefined
  /** Messages that run code of the main thread, on their way. */
  #calls = 0
  /** Ends the waits for promises of the main thread. */
  readonly #waits = new Set<(reason: Error) => void>()

  constructor(state: Pick<RunState, 'isProtected' | 'released'>) {
    this.#state = state
  }

  /** Whether it does the kernel's own work: compiles, completes. */
  get isCompiling(): boolean {
    return this.#state.isProtected
  }

  get session(): Session {
    if (!this.#session) {
      this.#session = new Session()
      this.#session.connectToMainThread()
    }
    return this.#session
  }

  /** Whether messages that run code of the main thread are on their way. */
  get isCalling(): boolean {
    return this.#calls > 0
  }

  /** Ends the waits for promises of the main thread, which may be lost with what is interrupted. */
  interrupted(): void {
    for (const end of this.#waits) end(new Error('the evaluation was interrupted'))
    this.#waits.clear()
  }

  /** Resolves when the main thread can be asked for something without disturbing the compiler or an interrupt. */
  released(): Promise<void> {
    return this.#state.released()
  }

  /** Sends a message of V8's inspector. @throws Error with what it answers */
  post<Answer = unknown>(method: string, parameters: object = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.session.post(method, parameters, (error: Error | null, answer?: object) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(answer as Answer)
      })
    })
  }

  /**
   * Calls a method of the program, as soon as that compiles nothing; `remote` marks values of the main
   * thread among the arguments.
   */
  async call<Name extends Method>(name: Name, ...args: readonly unknown[]): Promise<Result<Name>> {
    this.#program ??= await this.#find()
    const isAsync = name === 'bundleLater'
    const [async, await_] = isAsync ? ['async', 'await'] : ['', '']
    const work = `{ value: ${await_} this.${name}(...args) }`
    const given = {
      objectId: this.#program,
      functionDeclaration: `${async} function (...args) { return this.isCompiling ? '${busy}' : ${work} }${ownCode}`,
      arguments: args.map(argumentOf),
      returnByValue: true,
      awaitPromise: isAsync,
      silent: true
    }
    for (;;) {
      const { value } = await this.run('Runtime.callFunctionOn', given, isAsync)
      if (value !== busy) return (value as { readonly value: Result<Name> }).value
    }
  }

  /**
   * The value of an expression outside of every cell; one that awaits is waited for.
   * @throws Error if it throws, or is interrupted while it is waited for
   */
  evaluate(expression: string): Promise<RemoteValue> {
    // V8 answers a REPL's expression by a promise, which a busy thread does not settle: where neither an await
    // nor a declaration can be in it, the value comes at once.
    const replMode = /\b(?:await|let|const|class|using)\b/.test(expression)
    const given = { expression, objectGroup: listed, silent: true, disableBreaks: true, replMode }
    return this.run('Runtime.evaluate', given, replMode)
  }

  /**
   * The value that a message gives which runs code of the main thread. It is sent when that disturbs neither the
   * compiler nor an interrupt, and while it is on its way nothing is terminated.
   * @param isAsync whether it is answered when a promise is settled
   * @throws Error with what the code throws, or if an interrupt ends the wait for the promise
   */
  async run(method: string, given: object, isAsync = false): Promise<RemoteValue> {
    await this.released()
    const answer = this.post<Evaluated>(method, given)
    if (isAsync) return valueOf(await this.#awaited(answer))
    this.#calls++
    return valueOf(await answer.finally(() => this.#calls--))
  }

  /** What an inspector's message gives that waits for a promise of the main thread. */
  #awaited<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waits.add(reject)
      answer.then(resolve, reject).finally(() => this.#waits.delete(reject))
    })
  }

  async #find(): Promise<string> {
    const given = { expression: program, disableBreaks: true }
    const { objectId } = await this.run('Runtime.evaluate', given)
    if (objectId === undefined) throw new Error('the main thread has no program yet')
    return objectId
  }
}

function argumentOf(argument: unknown): object {
  const isRemote = typeof argument === 'object' && argument !== null && 'remote' in argument
  if (!isRemote) return { value: argument }
  const { objectId, unserializableValue, value } = argument.remote as RemoteValue
  if (objectId !== undefined) return { objectId }
  return unserializableValue === undefined ? { value } : { unserializableValue }
}

/** @throws Error with what the code threw */
function valueOf({ result, exceptionDetails }: Evaluated): RemoteValue {
  if (!exceptionDetails) return result
  const { exception, text } = exceptionDetails
  const description = exception?.description ?? (exception && String(exception.value))
  throw new Error((description ?? text).split('\n')[0])
}
