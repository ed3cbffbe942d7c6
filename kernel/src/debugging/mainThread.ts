import { once } from 'node:events'
import { Session } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunState } from '../language/runState.js'
import type { DebuggedProgram } from './debuggedProgram.js'
import { interruptedText, ownCode, program } from './programKey.js'
import { Turns } from './turns.js'

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
    readonly exception?: RemoteValue & { readonly description?: string }
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

/**
 * How long a call waits for a step or a pause to stop the thread, in milliseconds. One that has not done so by then is
 * at a long statement, or nothing runs.
 */
const longestStop = 100

/**
 * The main thread as the channel thread reaches it, by V8's inspector: also while a cell blocks it or is
 * paused. Connected when it is needed first; what is not enabled costs the program nothing.
 */
export class MainThread {
  readonly #state: Pick<RunState, 'isProtected' | 'isReleased' | 'released'>
  #session: Session | undefined
  #program: string | undefined
  /**
   * Messages, one after the other: where V8 stops in code that one of them runs, and another has come in the
   * meantime, Node reads no further one, and nobody can let the thread go.
   */
  readonly #turns = new Turns()
  #isCalling = false
  #calls = 0
  /** A stop that is on its way, until it is taking long. */
  #stop: Promise<unknown> | undefined
  /** Ends the waits for promises of the main thread. */
  readonly #waits = new Set<(reason: Error) => void>()

  constructor(state: Pick<RunState, 'isProtected' | 'isReleased' | 'released'>) {
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

  /** Whether a call is on its way. */
  get isCalling(): boolean {
    return this.#isCalling
  }

  /**
   * Whether V8 holds the thread in the call that is on its way, and not where the call is still to come: messages are
   * answered in their order, but for one in which V8 waits.
   */
  async isHeldInCall(): Promise<boolean> {
    const call = this.#calls
    if (!this.#isCalling) return false
    await this.send('Runtime.getIsolateId')
    return this.#isCalling && call === this.#calls
  }

  /** Ends the waits for promises of the main thread, which may be lost with what is interrupted. */
  interrupted(): void {
    for (const end of this.#waits) end(new Error(interruptedText))
    this.#waits.clear()
  }

  /** Resolves when the main thread can be asked for something without disturbing the compiler or an interrupt. */
  released(): Promise<void> {
    return this.#state.released()
  }

  /**
   * Sends a message of V8's inspector when all others have been answered.
   * @throws Error with what it answers
   */
  post<Answer = unknown>(method: string, parameters: object = {}): Promise<Answer> {
    return this.#turns.take(() => this.send<Answer>(method, parameters))
  }

  /**
   * The same for a message that is answered by what the thread does later, and that V8 does not stop in: others follow
   * it at once.
   */
  async postAhead(method: string): Promise<void> {
    const sent = await this.#turns.take(() => Promise.resolve({ answer: this.send(method) }))
    await sent.answer
  }

  /**
   * Lets the thread go that V8 holds, if that is still wanted when all messages have been answered. Resolves when it
   * runs: what is asked of it then is asked of a thread that runs.
   * @throws Error if V8 holds it no more
   */
  letGo(method: string, parameters: object, isWanted: () => boolean): Promise<void> {
    const isStep = method.startsWith('Debugger.step')
    const goOn = () =>
      new Promise<void>((resolve, reject) => {
        const runs = () => resolve()
        this.session.once('Debugger.resumed', runs)
        this.send(method, parameters).catch((error: unknown) => {
          this.session.off('Debugger.resumed', runs)
          reject(error)
        })
      })
    return this.#turns.take(async () => {
      if (isWanted()) await (isStep ? this.#stopping(goOn) : goOn())
    })
  }

  /** Has V8 stop the thread in the code that it runs next. @throws Error if the debugger is switched off */
  pause(): Promise<void> {
    return this.#turns.take(() => this.#stopping(() => this.send('Debugger.pause')))
  }

  /**
   * Does what has V8 stop the thread. Nothing is asked of that in the meantime: V8 would stop in what is asked, and tell
   * the scopes of the code which that has interrupted; if that is at the beginning of a function, V8 ends the process.
   */
  async #stopping(work: () => Promise<unknown>): Promise<void> {
    const waiting = new AbortController()
    const stopped = once(this.session, 'Debugger.paused', { signal: waiting.signal })
    const done = work()
    const stop = Promise.race([stopped, done.then(() => sleep(longestStop))])
      // Who asked hears of a failure below.
      .catch(() => undefined)
      .finally(() => {
        waiting.abort()
        if (this.#stop === stop) this.#stop = undefined
      })
    this.#stop = stop
    await done
  }

  /** Sends a message, whatever is on its way: lets the thread go that is stopped in code of a call. */
  send<Answer>(method: string, parameters: object = {}): Promise<Answer> {
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
    const boxed = `this.${name}(...args)${isAsync ? '.then((value) => ({ value }))' : ''}`
    const work = isAsync ? boxed : `{ value: ${boxed} }`
    const given = {
      objectId: this.#program,
      functionDeclaration: `function (...args) { return this.isCompiling ? '${busy}' : ${work} }${ownCode}`,
      arguments: args.map(argumentOf),
      returnByValue: !isAsync,
      silent: true
    }
    for (;;) {
      const { objectId, value } = await this.run('Runtime.callFunctionOn', given)
      if (value === busy) continue
      const box = objectId === undefined ? value : await this.#settled(objectId)
      return (box as { readonly value: Result<Name> }).value
    }
  }

  /** What a promise of the main thread gives, which is let go. */
  #settled(promiseObjectId: string): Promise<unknown> {
    return this.using({ objectId: promiseObjectId }, async () => {
      const given = { promiseObjectId, returnByValue: true }
      return (await this.#valueOf(await this.#later('Runtime.awaitPromise', given))).value
    })
  }

  /** Does work with a value that V8 has handed out, and has V8 let it go: as long as it has a name there, it is kept. */
  async using<Result>(value: RemoteValue, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } finally {
      await this.#letGoOf(value)
    }
  }

  async #letGoOf(...values: readonly (RemoteValue | undefined)[]): Promise<void> {
    for (const objectId of new Set(values.map((value) => value?.objectId))) {
      if (objectId !== undefined) await this.post('Runtime.releaseObject', { objectId })
    }
  }

  /** Has V8 forget what the program has logged: it keeps the values of a thousand messages for a console that nobody opens. */
  async forgetLogged(): Promise<void> {
    if (this.#session) await this.post('Runtime.discardConsoleEntries')
  }

  /**
   * The value of an expression outside of every cell, for `using`; one that awaits is waited for.
   * @throws Error if it throws, or is interrupted while it is waited for
   */
  async evaluate(text: string): Promise<RemoteValue> {
    // V8 answers a REPL's expression by a promise, which a busy thread does not settle: where neither an await
    // nor a declaration can be in it, the value comes at once.
    const replMode = /\b(?:await|let|const|class|using)\b/.test(text)
    const given = { expression: `${text}${ownCode}`, silent: true, replMode }
    if (!replMode) return this.run('Runtime.evaluate', given)
    // It is not known when the code is done that must not be stopped in: nothing stops in it at all.
    return this.#valueOf(await this.#later('Runtime.evaluate', { ...given, disableBreaks: true }))
  }

  /**
   * The value that a message gives which runs code of the main thread. It is sent when that disturbs neither the
   * compiler nor an interrupt. While it is on its way nothing else is sent, and nothing terminated.
   * @throws Error with what the code throws
   */
  async run(method: string, given: object): Promise<RemoteValue> {
    return this.#valueOf(
      await this.#whenFree(async () => {
        this.#isCalling = true
        this.#calls++
        try {
          return await this.send<Evaluated>(method, given)
        } finally {
          this.#isCalling = false
        }
      })
    )
  }

  /** What a message gives that is answered by a promise of the main thread, and nothing can stop in: others follow it. */
  async #later(method: string, given: object): Promise<Evaluated> {
    const { answer } = await this.#whenFree(() => {
      return Promise.resolve({ answer: this.#awaited(this.send<Evaluated>(method, given)) })
    })
    return answer
  }

  /** Sends what makes the main thread run something, as soon as it can be asked for that. */
  async #whenFree<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      await this.#stop
      await this.released()
      const sent = await this.#turns.take(async () => {
        return this.#state.isReleased && !this.#stop ? { answer: await send() } : undefined
      })
      if (sent) return sent.answer
    }
  }

  /** What an inspector's message gives that waits for a promise of the main thread. */
  #awaited(answer: Promise<Evaluated>): Promise<Evaluated> {
    return new Promise((resolve, reject) => {
      this.#waits.add(reject)
      answer
        .then(async (given) => {
          if (this.#waits.delete(reject)) resolve(given)
          // Nobody waits any more for what comes after an interrupt.
          else await this.#letGoOf(...valuesIn(given))
        })
        .catch((error: unknown) => {
          this.#waits.delete(reject)
          reject(error)
        })
    })
  }

  /** @throws Error with what the code threw, which is let go */
  async #valueOf(given: Evaluated): Promise<RemoteValue> {
    const { result, exceptionDetails } = given
    if (!exceptionDetails) return result
    await this.#letGoOf(...valuesIn(given))
    const { exception, text } = exceptionDetails
    const description = exception?.description ?? (exception && String(exception.value))
    throw new Error((description ?? text).split('\n')[0])
  }

  async #find(): Promise<string> {
    const { objectId } = await this.run('Runtime.evaluate', { expression: program })
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

/** V8 hands an exception out twice. */
const valuesIn = ({ result, exceptionDetails }: Evaluated) => [result, exceptionDetails?.exception]
