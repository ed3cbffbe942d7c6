import { Session } from 'node:inspector'
import type { DebuggedProgram } from './debuggedProgram.js'
import { program } from './programKey.js'

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

/** The group of the objects that belong to a listing or to a stop: they are let go together. */
export const listed = 'nnqft-kernel'

/**
 * The main thread as the channel thread reaches it, by V8's inspector: also while a cell blocks it or is
 * paused. Connected when it is needed first; what is not enabled costs the program nothing.
 */
export class MainThread {
  #session: Session | undefined
  #program: string | undefined

  get session(): Session {
    if (!this.#session) {
      this.#session = new Session()
      this.#session.connectToMainThread()
    }
    return this.#session
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

  /** Calls a method of the program; `remote` marks values of the main thread among the arguments. */
  async call<Name extends Method>(name: Name, ...args: readonly unknown[]): Promise<Result<Name>> {
    this.#program ??= await this.#find()
    const answer = await this.post<Evaluated>('Runtime.callFunctionOn', {
      objectId: this.#program,
      functionDeclaration: `function (...args) { return this.${name}(...args) }`,
      arguments: args.map(argumentOf),
      returnByValue: true,
      awaitPromise: name === 'bundleLater',
      silent: true
    })
    return valueOf(answer).value as Result<Name>
  }

  /**
   * The value of an expression outside of every cell; one that awaits is waited for.
   * @throws Error if it throws
   */
  async evaluate(expression: string, awaits = false): Promise<RemoteValue> {
    const given = { expression, objectGroup: listed, silent: true, replMode: awaits }
    return valueOf(await this.post<Evaluated>('Runtime.evaluate', given))
  }

  async #find(): Promise<string> {
    const { result } = await this.post<Evaluated>('Runtime.evaluate', { expression: program })
    if (result.objectId === undefined) throw new Error('the main thread has no program yet')
    return result.objectId
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
export function valueOf({ result, exceptionDetails }: Evaluated): RemoteValue {
  if (!exceptionDetails) return result
  const { exception, text } = exceptionDetails
  const description = exception?.description ?? (exception && String(exception.value))
  throw new Error((description ?? text).split('\n')[0])
}
