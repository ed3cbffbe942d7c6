import { signalKey } from '../language/cellInterrupt.js'
import type { EngineEvent } from '../language/engineMessages.js'
import { valueText } from '../language/valueText.js'
import type { Comms } from '../protocol/comms.js'
import { displayHelpers, type Display } from '../protocol/display/displayHelpers.js'

/** Something that a cell can do in Node only. */
class NodeOnlyError extends Error {
  override readonly name = 'NodeOnlyError'

  constructor(what: string) {
    super(
      `${what} does not work in the browser; this cell runs in JupyterLab on a machine of your own (npm run lab)`
    )
  }
}

/** Puts `display` and `Jupyter` where cells find them, and has what they print published. */
export function defineGlobals(
  publish: (event: EngineEvent) => void,
  display: Display['display'],
  comms: Comms
): void {
  const refuse = (what: string) => () => {
    throw new NodeOnlyError(what)
  }
  const jupyter = {
    display,
    ...displayHelpers,
    clearOutput: (wait = false) =>
      publish({ type: 'publish', messageType: 'clear_output', content: { wait } }),
    input: refuse('Jupyter.input'),
    password: refuse('Jupyter.password'),
    get signal() {
      return (globalThis as Record<symbol, unknown>)[signalKey]
    },
    get widgets() {
      return refuse('Jupyter.widgets')()
    },
    comms: { register: comms.register.bind(comms), open: comms.open.bind(comms) }
  }
  const dialogs = {
    prompt: refuse('prompt'),
    confirm: refuse('confirm'),
    alert: refuse('alert')
  }
  Object.assign(globalThis, { display, Jupyter: jupyter, ...dialogs })
  const print = (name: 'stdout' | 'stderr') => {
    return (...values: readonly unknown[]) => {
      const text = values.map((value) => (typeof value === 'string' ? value : valueText(value)))
      publish({ type: 'stream', name, text: `${text.join(' ')}\n` })
    }
  }
  const [out, err] = [print('stdout'), print('stderr')]
  Object.assign(console, { log: out, info: out, debug: out, warn: err, error: err })
}
