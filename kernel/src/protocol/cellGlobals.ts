import { currentContext } from '../language/cellContext.js'
import { signalKey } from '../language/cellInterrupt.js'
import type { EngineChannel } from '../language/engineChannel.js'
import type { Comms } from './comms.js'
import { displayHelpers, type Display } from './display/displayHelpers.js'
import type { CellInput } from './input/cellInput.js'
import { dialogs } from './input/dialogs.js'

/** Puts `display`, `Jupyter` and the dialogs where cells find them. Their types are in types/globals.d.ts. */
export function defineCellGlobals(
  channel: Pick<EngineChannel, 'send'>,
  display: Display['display'],
  comms: Comms,
  input: CellInput,
  widgets: JupyterWidgets
): void {
  const jupyter = {
    display,
    ...displayHelpers,
    clearOutput: (wait = false) =>
      channel.send({ type: 'publish', messageType: 'clear_output', content: { wait } }),
    input: (prompt: unknown = '') => input.ask({ asker: 'Jupyter.input', prompt: String(prompt) }),
    password: (prompt: unknown = '') =>
      input.ask({ asker: 'Jupyter.password', prompt: String(prompt), password: true }),
    get cell() {
      return currentContext()?.cell
    },
    get signal() {
      return (globalThis as Record<symbol, unknown>)[signalKey]
    },
    widgets,
    comms: {
      register: comms.register.bind(comms),
      open: comms.open.bind(comms)
    }
  }
  Object.assign(globalThis, { display, Jupyter: jupyter, ...dialogs(input) })
}
