import { cellPath, cellPathRule } from './cellPaths.js'
import { countIn, dapPage, dapRequest, type DapRequest, type DapVariable } from './dapMessages.js'
import { remote, type MainThread, type RemoteValue } from './mainThread.js'
import { ProgramThread, threadId, type ExceptionFilter } from './programThread.js'

type Content = Readonly<Record<string, unknown>>
type Body = Record<string, unknown>
type Answer = (given: Content) => Promise<Body> | Body

/** What the kernel can, in the words of the protocol. */
const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsExceptionOptions: false,
  exceptionBreakpointFilters: [
    { filter: 'raised', label: 'Raised Exceptions', default: false },
    { filter: 'uncaught', label: 'Uncaught Exceptions', default: false }
  ]
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/**
 * Answers the Debug Adapter Protocol, with what Jupyter adds to it, from the channel thread: whatever the
 * main thread is doing.
 */
export class DebugAdapter {
  readonly #main: MainThread
  readonly #publish: (event: Body) => void
  readonly #thread: ProgramThread
  /** Texts of cells that clients have told of, by path. */
  readonly #dumped = new Map<string, string>()
  #sent = 0
  /** How the client that came last is told of variables. */
  #shown = (variable: DapVariable): DapVariable => variable

  /** @param publish sends an event of the protocol */
  constructor(main: MainThread, publish: (event: Body) => void) {
    this.#main = main
    this.#publish = publish
    this.#thread = new ProgramThread(main, (event, body) => this.#emit(event, body))
  }

  /** Whether the main thread has been asked for something that a termination would hit in place of a cell. */
  get isCalling(): boolean {
    return this.#main.isCalling
  }

  /** An interrupt has come: nobody waits any more for promises of the main thread. */
  interrupted(): void {
    this.#main.interrupted()
  }

  /** Lets go what the program has logged. */
  forgetLogged(): Promise<void> {
    return this.#main.forgetLogged()
  }

  /** Ends what the main thread is running, also where the debugger holds it; resolves when it has done so. */
  terminate(): Promise<void> {
    return this.#thread.terminate()
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

  #emit(event: string, body: Body): void {
    this.#publish({ seq: ++this.#sent, type: 'event', event, body })
  }

  async #bodyOf({ command, arguments: given }: DapRequest): Promise<Body> {
    const always = own(this.#always, command)
    if (always) return always(given)
    const started = own(this.#started, command)
    if (!started) throw new Error(`${command} is not supported`)
    return this.#thread.whileEnabled(async () => started(given))
  }

  /** What is answered whether or not the debugger has been started. */
  readonly #always: Readonly<Record<string, Answer>> = {
    debugInfo: () => this.#thread.settled().then(() => this.#info()),
    inspectVariables: () => this.#cellVariables(),
    variables: ({ variablesReference, ...page }) => this.#children(variablesReference, page),
    richInspectVariables: (given) => this.#bundle(given),
    copyToGlobals: (given) => this.#copyToCells(given),
    modules: () => this.#modules(),
    source: ({ source }) => this.#source(source),
    evaluate: (given) => this.#evaluate(given),
    initialize: (given) => this.#initialize(given),
    disconnect: () => this.#disconnect()
  }

  readonly #started: Readonly<Record<string, Answer>> = {
    attach: () => this.#attach(),
    configurationDone: () => ({}),
    threads: () => ({ threads: [{ id: threadId, name: 'main' }] }),
    dumpCell: ({ code }) => this.#dump(code),
    setBreakpoints: (given) => this.#setBreakpoints(given),
    setExceptionBreakpoints: ({ filters }) => this.#setExceptions(filters),
    stackTrace: (given) => this.#stackTrace(given),
    scopes: async ({ frameId }) => {
      return { scopes: await this.#thread.scopesOf(this.#thread.frame(frameId)) }
    },
    next: () => this.#done(this.#thread.step('stepOver')),
    stepIn: () => this.#done(this.#thread.step('stepInto')),
    stepOut: () => this.#done(this.#thread.step('stepOut')),
    pause: () => {
      this.#thread.pause()
      return {}
    },
    continue: async () => {
      await this.#thread.resume()
      return { allThreadsContinued: true }
    }
  }

  async #done(work: Promise<void>): Promise<Body> {
    await work
    return {}
  }

  #info(): Body {
    return {
      isStarted: this.#thread.isEnabled,
      ...cellPathRule,
      breakpoints: this.#thread.breakpoints.list(),
      stoppedThreads: this.#thread.isStopped ? [threadId] : [],
      richRendering: true,
      exceptionPaths: ['TypeScript Exceptions'],
      copyToGlobals: true
    }
  }

  async #initialize({ clientID }: Content): Promise<Body> {
    await this.#thread.enable()
    this.#shown = clientID === 'jupyterlab' ? asDeclared : (variable) => variable
    return capabilities
  }

  /** The event comes after the capabilities have reached the client: JupyterLab shows filters that it knows by then. */
  #attach(): Body {
    this.#emit('initialized', {})
    return {}
  }

  async #disconnect(): Promise<Body> {
    await this.#thread.disable()
    return {}
  }

  #dump(code: unknown): Body {
    if (typeof code !== 'string') throw new TypeError('code of dumpCell must be a string')
    const sourcePath = cellPath(code)
    this.#dumped.set(sourcePath, code)
    return { sourcePath }
  }

  async #textOf(path: string): Promise<string | undefined> {
    return this.#dumped.get(path) ?? (await this.#main.call('textOf', path)) ?? undefined
  }

  async #setBreakpoints({ source, breakpoints = [] }: Content): Promise<Body> {
    const path = pathIn(source)
    if (!Array.isArray(breakpoints)) throw new TypeError('breakpoints must be an array')
    const wanted = breakpoints.map((one: Content | null) => ({
      line: lineIn(one?.line),
      ...conditionIn(one?.condition)
    }))
    const made = await this.#thread.breakpoints.replace(path, await this.#textOf(path), wanted)
    return { breakpoints: made.map((one) => ({ ...one, source: { path } })) }
  }

  async #setExceptions(filters: unknown): Promise<Body> {
    const known = capabilities.exceptionBreakpointFilters.map(({ filter }) => filter)
    const unknown = Array.isArray(filters)
      ? filters.find((one) => !known.includes(one as string))
      : null
    if (!Array.isArray(filters) || unknown !== undefined) {
      throw new TypeError(
        `filters must be a list of ${known.join(', ')}, got ${JSON.stringify(filters)}`
      )
    }
    await this.#thread.setExceptionFilters(filters as ExceptionFilter[])
    return {}
  }

  #stackTrace({ startFrame, levels }: Content): Body {
    const { frames } = this.#thread
    const start = countIn('startFrame', startFrame) ?? 0
    const length = countIn('levels', levels) ?? 0
    const end = length > 0 ? start + length : frames.length
    const stackFrames = frames.slice(start, end).map(({ id, name, path, url, line, column }) => ({
      id,
      name,
      source: { path, name: url },
      line: line + 1,
      column: column + 1
    }))
    return { stackFrames, totalFrames: frames.length }
  }

  async #source(source: unknown): Promise<Body> {
    const path = pathIn(source)
    const content = await this.#textOf(path)
    if (content === undefined) throw new Error(`there is no source at ${path}`)
    return { content, mimeType: 'text/typescript' }
  }

  async #modules(): Promise<Body> {
    const { tmpFilePrefix } = cellPathRule
    const paths = (await this.#thread.scripts.shownPaths()).filter(
      (path) => !path.startsWith(tmpFilePrefix)
    )
    const modules = paths.map((path, id) => ({ id, name: path.split(/[\\/]/).at(-1), path }))
    return { modules, totalModules: modules.length }
  }

  /** Names and values of the cells. What was listed before can be opened no more. */
  async #cellVariables(): Promise<Body> {
    const view = this.#thread.isStopped ? this.#thread.view : this.#thread.nextView()
    return { variables: (await this.#main.call('cellVariables', view)).map(this.#shown) }
  }

  async #children(variablesReference: unknown, given: Content): Promise<Body> {
    const page = dapPage(given)
    const variables = await this.#main.call('children', this.#thread.view, variablesReference, page)
    return { variables: variables.map(this.#shown) }
  }

  async #evaluate({ expression, frameId }: Content): Promise<Body> {
    if (typeof expression !== 'string') throw new TypeError('expression must be a string')
    const value = this.#thread.isStopped
      ? await this.#thread.evaluateIn(this.#frameOf(frameId), expression)
      : await this.#main.evaluate(await this.#main.call('expression', expression))
    const { value: result, ...described } = await this.#main.using(value, () =>
      this.#main.call('result', this.#thread.view, remote(value))
    )
    return { result, ...described }
  }

  async #bundle({ variableName, frameId }: Content): Promise<Body> {
    const found = await this.#valueOf(identifierIn('variableName', variableName), frameId)
    const value = remote(found)
    return this.#main.using(found, async () => {
      const now = await this.#main.call('bundleOf', value)
      if (now) return { ...now }
      // What shows itself by a promise cannot do so while the thread is stopped.
      const method = this.#thread.isStopped ? 'textBundle' : 'bundleLater'
      return { ...(await this.#main.call(method, value)) }
    })
  }

  async #copyToCells({ srcVariableName, dstVariableName, srcFrameId }: Content): Promise<Body> {
    const name = identifierIn('dstVariableName', dstVariableName)
    const value = await this.#valueOf(identifierIn('srcVariableName', srcVariableName), srcFrameId)
    await this.#main.using(value, () => this.#main.call('copyToCells', name, remote(value)))
    return {}
  }

  async #valueOf(name: string, frameId: unknown): Promise<RemoteValue> {
    if (this.#thread.isStopped) return this.#thread.evaluateIn(this.#frameOf(frameId), name)
    return this.#main.evaluate(await this.#main.call('expression', name))
  }

  /** The call that is meant; the innermost where none is named. */
  #frameOf(frameId: unknown) {
    return this.#thread.frame(frameId ?? this.#thread.frames[0]?.id)
  }
}

/**
 * What cannot be opened with its value behind the type, as in a declaration: the tree of JupyterLab shows values for the types of
 * Python alone.
 */
function asDeclared(variable: DapVariable): DapVariable {
  const { type, value, variablesReference } = variable
  const isCode = /^(?:ƒ|class )/.test(value)
  if (variablesReference > 0 || isCode) return variable
  return { ...variable, type: type === value ? type : `${type} = ${value}` }
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** @throws TypeError if it is no name of a variable */
function identifierIn(field: string, given: unknown): string {
  if (typeof given === 'string' && identifier.test(given)) return given
  throw new TypeError(`${field} must be the name of a variable, got ${JSON.stringify(given)}`)
}

/** @throws TypeError if a source names no path */
function pathIn(source: unknown): string {
  const path = (source as Content | undefined)?.path
  if (typeof path === 'string') return path
  throw new TypeError(`source must have a path, got ${JSON.stringify(source)}`)
}

/** @throws TypeError if it is no text */
function conditionIn(condition: unknown): { readonly condition?: string } {
  if (condition === undefined || condition === null) return {}
  if (typeof condition === 'string') return { condition }
  throw new TypeError(
    `condition of a breakpoint must be a string, got ${JSON.stringify(condition)}`
  )
}

/** @throws TypeError if it is no line, which count from one */
function lineIn(line: unknown): number {
  if (Number.isInteger(line) && Number(line) >= 1) return Number(line)
  throw new TypeError(
    `line of a breakpoint must be a positive integer, got ${JSON.stringify(line)}`
  )
}
