import type { EngineEvent } from '../language/engineMessages.js'
import { valueText } from '../language/valueText.js'
import type { InputChannel } from '../protocol/input/cellInput.js'

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
  const print = (name: 'stdout' | 'stderr') => {
    return (...values: readonly unknown[]) => {
      const text = values.map((value) => (typeof value === 'string' ? value : valueText(value)))
      publish({ type: 'stream', name, text: `${text.join(' ')}\n` })
    }
  }
  const [out, err] = [print('stdout'), print('stderr')]
  Object.assign(console, { log: out, info: out, debug: out, warn: err, error: err })
}
