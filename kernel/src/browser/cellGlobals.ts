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
