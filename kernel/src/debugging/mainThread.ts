import { Session } from 'node:inspector'
import type { RunState } from '../language/runState.js'
import type { DebuggedProgram } from './debuggedProgram.js'
import { GoneOnError, interruptedText, ownCode, program, type Answer } from './programKey.js'
import { Turns } from './turns.js'

/** A value of the main thread, as V8's inspector hands it out. */
export interface RemoteValue {
  readonly objectId?: string
}

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string }
  }
}

type Method = {
  [Name in keyof DebuggedProgram]: DebuggedProgram[Name] extends (...args: never[]) => unknown
    ? Name
    : never
}[keyof DebuggedProgram]

type Result<Name extends Method> = Awaited<ReturnType<DebuggedProgram[Name]>>

/** Methods whose answer comes by a promise, which they leave under a number. */
type Later = 'evaluateLater' | 'bundleLater'

/**
 * The main thread as the channel thread reaches it, by V8's inspector: also while a cell blocks it or is
 * paused. Connected when it is needed first; what is not enabled costs the program nothing.
 */
export class MainThread {
  readonly #state: Pick<RunState, 'isCompiling' | 'isReleased' | 'released' | 'holding' | 'isArmed'>
  #session: Session | undefined
  /** Whether a cell has not been answered. */
  runsCell: () => boolean = () => false
  /** Whether the client still waits for a stop that V8 is to make: asked where one has been taken back, to have it again. */
  isSought: () => boolean = () => false
  /**
   * Messages, one after the other: where V8 stops in code that one of them runs, and another has come in the
   * meantime, Node reads no further one, and nobody can let the thread go.
   */
  readonly #turns = new Turns()
  #isCalling = false
  /** Ends the waits for promises of the main thread. */
  readonly #waits = new Set<(reason: Error) => void>()

  constructor(
    state: Pick<RunState, 'isCompiling' | 'isReleased' | 'released' | 'holding' | 'isArmed'>
  ) {
    this.#state = state
  }

  /** Whether it does the kernel's own work, and not for the debugger: compiles, completes. */
  get isCompiling(): boolean {
    return this.#state.isCompiling
  }

  get session(): Session {
    if (!this.#session) {
      this.#session = new Session()
      this.#session.connectToMainThread()
      this.#session.on('Debugger.paused', () => (this.#state.isArmed = false))
    }
    return this.#session
  }

  /** Whether a call is on its way. */
  get isCalling(): boolean {
    return this.#isCalling
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
  post<Reply = unknown>(method: string, parameters: object = {}): Promise<Reply> {
    return this.#turns.take(() => this.#send<Reply>(method, parameters))
  }

  /**
   * The same for a message that is answered by what the thread does later, and that V8 does not stop in: others follow
   * it at once.
   */
  async postAhead(method: string): Promise<void> {
    const sent = await this.#turns.take(() => Promise.resolve({ answer: this.#send(method) }))
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
        this.#send(method, parameters).catch((error: unknown) => {
          this.session.off('Debugger.resumed', runs)
          reject(error)
        })
      })
    return this.#turns.take(async () => {
      if (!isWanted()) return
      // From the end of a function V8 looks for code to stop in, whichever step it is.
      if (isStep) this.#state.isArmed = true
      await goOn()
    })
  }

  #send<Reply>(method: string, parameters: object = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.session.post(method, parameters, (error: Error | null, answer?: object) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(answer as Reply)
      })
    })
  }

  /**
   * Calls a method of the program, as soon as that compiles nothing.
   * @throws Error with what it throws
   */
  call<Name extends Method>(name: Name, ...args: readonly unknown[]): Promise<Result<Name>> {
    const expression = answering(called(name, args))
    return this.#ask<Result<Name>>('Runtime.evaluate', { ...unstopped, expression })
  }

  /**
   * The same of one that leaves a promise, which is waited for; others are called meanwhile.
   * @throws Error with what it throws, or if an interrupt comes first
   */
  async callLater<Value>(name: Later, ...args: readonly unknown[]): Promise<Value> {
    const expression = `${called('later', [await this.call(name, ...args)])}${ownCode}`
    const given = { ...unstopped, expression, awaitPromise: true }
    const { answer } = await this.#whenFree(() => {
      const sent = this.#send<Evaluated>('Runtime.evaluate', given)
      return Promise.resolve({ answer: this.#awaited(sent) })
    })
    return valueIn(answerIn<Value>(await answer))
  }

  /**
   * Calls a method of the program in a call of the thread that V8 holds.
   * @param expression is read there; the method gets a function for that as its last argument
   * @throws Error with what it throws, GoneOnError if the thread runs again
   */
  callIn<Name extends Method>(
    callFrameId: string,
    isHeld: () => boolean,
    expression: string,
    name: Name,
    ...args: readonly unknown[]
  ): Promise<Result<Name>> {
    const code = answering(called(name, args, `() => ${expression}`))
    const given = { callFrameId, expression: code, silent: true, returnByValue: true }
    return this.#ask<Result<Name>>('Debugger.evaluateOnCallFrame', given, isHeld)
  }

  /**
   * Calls a method of the program with further arguments, objects of the thread that V8 holds.
   * @throws Error with what it throws, GoneOnError if the thread runs again
   */
  callWith<Name extends Method>(
    objects: readonly RemoteValue[],
    isHeld: () => boolean,
    name: Name,
    ...args: readonly unknown[]
  ): Promise<Result<Name>> {
    const [first] = objects
    if (!first) return this.call(name, ...args)
    const { objectId } = first
    const given = {
      objectId,
      functionDeclaration: `function (...objects) { return ${answering(called(name, args, '...objects'))}}`,
      arguments: objects.map((object) => ({ objectId: object.objectId })),
      silent: true,
      returnByValue: true
    }
    return this.#ask<Result<Name>>('Runtime.callFunctionOn', given, isHeld)
  }

  /** Has V8 forget what the program has logged: it keeps the values of a thousand messages for a console that nobody opens. */
  async forgetLogged(): Promise<void> {
    if (this.#session) await this.post('Runtime.discardConsoleEntries')
  }

  /**
   * What code of the debugger gives in the main thread. It is sent when that disturbs neither the compiler nor an interrupt.
   * While it is on its way nothing else is sent, and nothing terminated.
   * @param isWanted whether the thread is still where the code means it to be
   */
  async #ask<Value>(method: string, given: object, isWanted = () => true): Promise<Value> {
    for (;;) {
      const evaluated = await this.#whenFree(async () => {
        if (!isWanted()) throw new GoneOnError()
        this.#isCalling = true
        try {
          const send = () => this.#send<Evaluated>(method, given)
          return await (this.#state.isArmed ? this.#unarmed(send, this.isSought) : send())
        } finally {
          this.#isCalling = false
        }
      })
      const answer = answerIn<Value>(evaluated)
      if (answer !== 'busy') return valueIn(answer)
    }
  }

  /** Has V8 stop the thread in the code of the user that runs next. @throws Error if the debugger is switched off */
  pause(): Promise<void> {
    return this.#turns.take(() => this.#pause())
  }

  #pause(): Promise<void> {
    this.#state.isArmed = true
    return this.#send('Debugger.pause')
  }

  /** Has V8 stop the thread nowhere. @param isWanted tells whether to, when all messages have been answered */
  async disarm(isWanted: () => boolean): Promise<void> {
    await this.#turns.take(async () => {
      if (this.#state.isArmed && isWanted()) await this.#unarmed(() => Promise.resolve())
    })
  }

  /**
   * Sends something for which V8 is not to look for code to stop in. The thread runs nothing else from the moment in which
   * a stop is taken back to that in which it is asked for again.
   */
  async #unarmed<Reply>(send: () => Promise<Reply>, again = () => false): Promise<Reply> {
    const { reply, others } = this.#state.holding(() => {
      const hold = this.#send('Runtime.evaluate', { ...unstopped, expression: called('hold', []) })
      // A stop takes back all that is to lead to one, also a stop that nobody is told of.
      const skip = this.#send('Debugger.setSkipAllPauses', { skip: true })
      const stop = this.#send('Runtime.evaluate', { expression: 'debugger', silent: true })
      const skipNoMore = this.#send('Debugger.setSkipAllPauses', { skip: false })
      const reply = send()
      this.#state.isArmed = false
      const pause = again() ? this.#pause() : undefined
      return { reply, others: [hold, skip, stop, skipNoMore, pause] }
    })
    // Refused where the debugger is switched off in this moment: nothing is to stop then.
    await Promise.allSettled(others)
    return reply
  }

  /** Sends what makes the main thread run something, as soon as it can be asked for that. */
  async #whenFree<Reply>(send: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      await this.released()
      const sent = await this.#turns.take(async () => {
        return this.#state.isReleased ? { reply: await send() } : undefined
      })
      if (sent) return sent.reply
    }
  }

  /** What an inspector's message gives that waits for a promise of the main thread. */
  #awaited(answer: Promise<Evaluated>): Promise<Evaluated> {
    return new Promise((resolve, reject) => {
      this.#waits.add(reject)
      answer.then(resolve, reject).finally(() => this.#waits.delete(reject))
    })
  }
}

/**
 * V8 stops nowhere in what it evaluates so, and a stop that is still to come is not used up by it. Did V8 stop there, it
 * would tell the scopes of the code that the call has interrupted: where that is at the beginning of a function, a check of
 * V8's own ends the process.
 */
const unstopped = { disableBreaks: true, silent: true, returnByValue: true }

/** Code that calls a method of the program. */
function called(name: Method, args: readonly unknown[], ...more: readonly string[]): string {
  const given = args.map((argument) =>
    argument === undefined ? 'undefined' : JSON.stringify(argument)
  )
  return `${program}.${name}(${[...given, ...more].join(', ')})`
}

/** Code that gives as an `Answer` what other code gives. */
const answering = (code: string) => `${program}.answer(() => ${code})${ownCode}`

/** @throws Error if the code failed outside of what gives an answer */
function answerIn<Value>({ result, exceptionDetails }: Evaluated): Answer<Value> {
  if (!exceptionDetails) return JSON.parse(String(result.value)) as Answer<Value>
  const { exception, text } = exceptionDetails
  throw new Error((exception?.description ?? text).split('\n')[0])
}

/** @throws Error with what the code threw */
function valueIn<Value>(answer: Answer<Value>): Value {
  if (answer === 'busy') throw new Error('the compiler is at work')
  if ('error' in answer) throw new Error(answer.error)
  return answer.value as Value
}
