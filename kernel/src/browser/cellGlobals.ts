import type { EngineEvent } from '../language/engineMessages.js'
import type { InputChannel } from '../protocol/input/cellInput.js'
import { NodeConsole } from './node/console.js'

/** Something that a cell can do in Node only. */
class NodeOnlyError extends Error {
  override readonly name = 'NodeOnlyError'
}

/** Asks the page; nothing here can keep a worker waiting for an answer. */
export function inputChannel(send: InputChannel['send']): InputChannel {
  const refuse = () => {
    throw new NodeOnlyError(
      'prompt, confirm and alert do not work in the browser: await Jupyter.input(text) asks here too'
    )
  }
  return { send, throwIfInterrupted: refuse, waitForInput: refuse }
}

/** What a worker can do to itself and to its page, of which cells know nothing elsewhere. */
const workerGlobals = ['close', 'postMessage', 'importScripts']

/** Takes from cells what would end the kernel, with nobody told of it, or speak in its name. */
export function withholdWorkerGlobals(): void {
  for (const name of workerGlobals) {
    const value = () => {
      throw new TypeError(`${name} is the kernel's own here: a cell has no use of it`)
    }
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
}

/** What Node has and a browser does not, by the names that TypeScript knows. */
const nodeGlobals = ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate']

/** An error of a cell, which says why a name is not there that the types promise. */
export function explainedError(thrown: unknown): unknown {
  if (!(thrown instanceof ReferenceError)) return thrown
  const missing = nodeGlobals.find((name) => thrown.message === `${name} is not defined`)
  if (missing !== undefined) {
    thrown.message += `\n→ ${missing} is part of Node, which a browser does not have; this cell runs in JupyterLab on a machine of your own (npm run lab)`
  }
  return thrown
}

/** Publishes what cells print. */
export function captureConsole(publish: (event: EngineEvent) => void): void {
  Object.assign(console, new NodeConsole((name, text) => publish({ type: 'stream', name, text })))
}

/** A `fetch` that says which request has failed: of the reasons a browser tells none. */
export function explainedFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (...given) => {
    // What is no request at all is refused here.
    const request = new Request(...given)
    return fetch(request).catch((thrown: unknown) => {
      if (thrown instanceof TypeError) {
        thrown.message += `: ${request.url}\n→ a page reaches what is on its own site, and of others what their host lets pages read (CORS)`
      }
      throw thrown
    })
  }
}
