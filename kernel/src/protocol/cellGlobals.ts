import { signalKey } from '../language/cellInterrupt.js'
import type { EngineChannel } from '../language/engineChannel.js'
import type { Comms } from './comms.js'
import { displayHelpers, type Display } from './display/displayHelpers.js'

/** Puts `display` and `Jupyter` where cells find them. Their types are in types/globals.d.ts. */
export function defineCellGlobals(
  channel: EngineChannel,
  display: Display['display'],
  comms: Comms,
  input: (prompt: string, password: boolean) => Promise<string>
): void {
  const jupyter = {
    display,
    ...displayHelpers,
    clearOutput: (wait = false) =>
      channel.send({ type: 'publish', messageType: 'clear_output', content: { wait } }),
    input: (prompt = '') => input(prompt, false),
    password: (prompt = '') => input(prompt, true),
    get signal() {
      return (globalThis as Record<symbol, unknown>)[signalKey]
    },
    comms: {
      register: comms.register.bind(comms),
      open: comms.open.bind(comms)
    }
  }
  Object.assign(globalThis, { display, Jupyter: jupyter })
}
