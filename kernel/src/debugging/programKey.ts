const name = 'nnqft-kernel.program'

/** Key under which the channel thread finds the program on the main thread's `globalThis`. */
export const programKey = Symbol.for(name)

/** The program, in code that runs in the main thread. */
export const program = `globalThis[Symbol.for('${name}')]`

/** What the code that the channel thread runs in the main thread is called there. */
export const ownUrl = 'nnqft-kernel:debugger'

/** Ends code that the debugger runs, and names it. */
export const ownCode = `\n//# sourceURL=${ownUrl}\n`

/** What an evaluation fails with that an interrupt has ended. */
export const interruptedText = 'the evaluation was interrupted'

/** A request is about a stop which has ended. */
export class GoneOnError extends Error {
  override readonly name = 'GoneOnError'

  /** @param what is asked for that was there in the stop */
  constructor(what?: string) {
    const text = 'the thread has gone on'
    super(what === undefined ? text : `${what}: ${text}`)
  }
}

/**
 * What code of the debugger that runs in the main thread gives, as JSON: a value, what it threw, or that it would have
 * been in the midst of the compiler's work, which must not be entered a second time.
 */
export type Answer<Value = unknown> =
  { readonly value?: Value } | { readonly error: string } | 'busy'
