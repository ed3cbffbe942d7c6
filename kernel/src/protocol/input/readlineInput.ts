import { syncBuiltinESMExports } from 'node:module'
import readline from 'node:readline'
import readlinePromises from 'node:readline/promises'
import type { CellInput } from './cellInput.js'
import { StandardInput } from './standardInput.js'

type Interface = readline.Interface | readlinePromises.Interface
type Callback = (answer: string) => void
type AnyFunction = (...args: unknown[]) => unknown

/**
 * Makes interfaces of `node:readline` on `process.stdin` ask the frontend: their questions and prompts are
 * those of input requests and not printed. Called once, before any user code.
 */
export function followReadline(input: CellInput): void {
  for (const module of [readline, readlinePromises]) {
    const functions = module as unknown as Record<'createInterface', AnyFunction>
    const { createInterface } = functions
    functions.createInterface = (...args) => {
      const made = createInterface(...withoutTerminal(args)) as Interface & { input?: unknown }
      if (made.input instanceof StandardInput) follow(made, made.input, input)
      return made
    }
  }
  syncBuiltinESMExports()
}

/** The frontend edits the line: keys do not arrive. */
function withoutTerminal([first, ...others]: unknown[]): unknown[] {
  const options = first as { input?: unknown } | undefined
  return options?.input instanceof StandardInput
    ? [{ ...options, terminal: false }, ...others]
    : [first, ...others]
}

function follow(made: Interface, stdin: StandardInput, input: CellInput): void {
  const closed = new AbortController()
  made.once('close', () => closed.abort())
  // Reads while somebody wants its lines.
  made.pause()
  made.on('newListener', (event) => {
    if (event !== 'line' || closed.signal.aborted) return
    made.resume()
    stdin.look()
  })
  made.on('removeListener', (event) => {
    if (event === 'line' && made.listenerCount('line') === 0) made.pause()
  })
  made.prompt = () => {
    made.resume()
    stdin.announce(made.getPrompt())
  }
  const ask: Ask = (prompt, options) => {
    const { signal: given } = (options ?? {}) as { signal?: AbortSignal }
    const signal = AbortSignal.any([closed.signal, ...(given ? [given] : [])])
    return stdin.standBack(() => input.ask({ asker: 'rl.question', prompt }, signal))
  }
  const own = made.question as AnyFunction
  const questions: Questions = made instanceof readlinePromises.Interface ? ask : called(ask)
  // Node's own tells what is wrong with the arguments, and that the interface is closed.
  const question = (query: unknown, ...rest: unknown[]) =>
    typeof query === 'string' && !closed.signal.aborted
      ? questions(query, ...rest)
      : own.call(made, query, ...rest)
  Object.defineProperties(question, Object.getOwnPropertyDescriptors(own))
  Object.assign(made, { question })
}

type Ask = (prompt: string, options: unknown) => Promise<string>
type Questions = (query: string, ...rest: unknown[]) => unknown

/** As Node does it: where there is no answer the callback is not called. */
function called(ask: Ask): Questions {
  return (query, ...rest) => {
    const callback = rest.find((given) => typeof given === 'function') as Callback | undefined
    if (!callback) return
    void ask(query, rest[0]).then(callback, (error: Error) => {
      if (error.name !== 'AbortError') throw error
    })
  }
}
