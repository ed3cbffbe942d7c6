import { cellPathRule } from './cellPaths.js'
import { dapRequest, type DapPage, type DapRequest } from './dapMessages.js'
import { MainThread, remote } from './mainThread.js'

type Content = Readonly<Record<string, unknown>>
type Body = Record<string, unknown>

/** What is answered whether or not the debugger has been started. */
const alwaysAnswered = new Set([
  'debugInfo',
  'inspectVariables',
  'richInspectVariables',
  'variables',
  'copyToGlobals'
])

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** Answers the Debug Adapter Protocol, with what Jupyter adds to it, from the channel thread. */
export class DebugAdapter {
  readonly #main: MainThread
  #sent = 0

  constructor(main: MainThread) {
    this.#main = main
  }

  /** The response to the request in the content of a `debug_request`. Never rejects. */
  async answer(content: Content): Promise<Body> {
    const response = (success: boolean, more: Body): Body => ({
      seq: ++this.#sent,
      type: 'response',
      request_seq: content.seq,
      command: content.command,
      success,
      ...more
    })
    try {
      return response(true, { body: await this.#bodyOf(dapRequest(content)) })
    } catch (error) {
      return response(false, { message: error instanceof Error ? error.message : String(error) })
    }
  }

  #bodyOf(request: DapRequest): Promise<Body> | Body {
    const { command, arguments: given } = request
    if (!alwaysAnswered.has(command)) throw new Error(`${command}: the debugger is not started`)
    switch (command) {
      case 'debugInfo':
        return this.#info()
      case 'inspectVariables':
        return this.#cellVariables()
      case 'variables':
        return this.#children(given)
      case 'richInspectVariables':
        return this.#bundle(given)
      case 'copyToGlobals':
        return this.#copyToCells(given)
      default:
        throw new Error(`${command} is not supported`)
    }
  }

  #info(): Body {
    return {
      isStarted: false,
      ...cellPathRule,
      breakpoints: [],
      stoppedThreads: [],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true
    }
  }

  async #cellVariables(): Promise<Body> {
    await this.#main.call('forgetValues')
    return { variables: await this.#main.call('cellVariables') }
  }

  async #children(given: Content): Promise<Body> {
    const { variablesReference, ...page } = given
    const variables = await this.#main.call('children', variablesReference, page as DapPage)
    return { variables }
  }

  async #bundle({ variableName }: Content): Promise<Body> {
    const name = identifierIn('variableName', variableName)
    const value = await this.#valueOf(name)
    const now = await this.#main.call('bundleOf', remote(value))
    return { ...(now ?? (await this.#main.call('bundleLater', remote(value)))) }
  }

  async #copyToCells({ srcVariableName, dstVariableName }: Content): Promise<Body> {
    const value = await this.#valueOf(identifierIn('srcVariableName', srcVariableName))
    await this.#main.call(
      'copyToCells',
      identifierIn('dstVariableName', dstVariableName),
      remote(value)
    )
    return {}
  }

  #valueOf(name: string) {
    return this.#main.valueOfName(name)
  }
}

/** @throws TypeError if it is no name of a variable */
function identifierIn(field: string, given: unknown): string {
  if (typeof given === 'string' && identifier.test(given)) return given
  throw new TypeError(`${field} must be the name of a variable, got ${JSON.stringify(given)}`)
}
