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
