const name = 'nnqft-kernel.program'

/** Key under which the channel thread finds the program on the main thread's `globalThis`. */
export const programKey = Symbol.for(name)

/** The program, in code that runs in the main thread. */
export const program = `globalThis[Symbol.for('${name}')]`

/** What the code that the channel thread runs in the main thread is called there. */
export const ownUrl = 'nnqft-kernel:debugger'
