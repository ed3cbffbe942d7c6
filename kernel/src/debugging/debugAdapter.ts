import { Script } from 'node:vm'
import type { MimeBundle } from '../language/engineMessages.js'
import { cellPath, cellPathRule } from './cellPaths.js'
import { countIn, dapPage, dapRequest, type DapRequest, type DapVariable } from './dapMessages.js'
import type { MainThread } from './mainThread.js'
import { GoneOnError } from './programKey.js'
import {
  ProgramThread,
  threadId,
  type ExceptionFilter,
  type Frame,
  type FrameExpression
} from './programThread.js'

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
  /** Whether what an evaluation outside of a stop has shown may still be kept. */
  #hasEvaluated = false
  /** How the client that came last is told of variables. */
  #shown = (variable: DapVariable): DapVariable => variable

  /** @param publish sends an event of the protocol */
  constructor(main: MainThread, publish: (event: Body) => void) {
    this.#main = main
    this.#publish = publish
    this.#thread = new ProgramThread(main, (event, body) => this.#emit(event, body))
    this.#thread.breakpoints.changed = (path, one) =>
      this.#emit('breakpoint', { reason: 'changed', breakpoint: { ...one, source: { path } } })
  }

  /** Whether the main thread has been asked for something that a termination would hit in place of a cell. */
  get isCalling(): boolean {
    return this.#main.isCalling
  }

  /** An interrupt has come: nobody waits any more for promises of the main thread. */
  interrupted(): void {
    this.#main.interrupted()
    this.#thread.interrupted()
  }

  /**
   * The main thread has answered a request: lets go what that has logged, and what an evaluation before it has shown.
   * @param isLast whether it was a cell, and no other one runs
   */
  async answered(isLast: boolean): Promise<void> {
    this.#thread.answered(isLast)
    const hasEvaluated = this.#hasEvaluated
    this.#hasEvaluated = false
    await this.#main.forgetLogged()
    if (hasEvaluated) await this.#main.call('forgetEvaluated')
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
    scopes: async ({ frameId }) => ({ scopes: await this.#thread.scopesOf(frameId) }),
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

  async #evaluate({ expression, frameId, context = 'repl' }: Content): Promise<Body> {
    if (typeof expression !== 'string') throw new TypeError('expression must be a string')
    // What is only looked at, a watched expression say, declares nothing for others.
    const given = { text: expression, keeps: context === 'repl' }
    const { value: result, ...described } = await this.#resultOf(given, frameId)
    return { result, ...described }
  }

  #resultOf(given: FrameExpression, frameId: unknown): Promise<DapVariable> {
    return this.#where(
      frameId,
      (frame) => this.#thread.showIn(frame, given, 'result', this.#thread.view),
      async () => {
        this.#hasEvaluated = true
        const { text, keeps } = given
        const now = await this.#main.call('evaluate', text, keeps)
        return now ?? this.#main.callLater<DapVariable>('evaluateLater', text, keeps)
      }
    )
  }

  async #bundle({ variableName, frameId }: Content): Promise<Body> {
    const name = identifierIn('variableName', variableName)
    const bundle = await this.#where<MimeBundle>(
      frameId,
      // What shows itself by a promise cannot do so while the thread is stopped.
      (frame) => this.#thread.showIn(frame, { text: name, keeps: false }, 'bundleNow'),
      async () =>
        (await this.#main.call('bundle', name)) ?? this.#main.callLater('bundleLater', name)
    )
    return { ...bundle }
  }

  async #copyToCells({ srcVariableName, dstVariableName, srcFrameId }: Content): Promise<Body> {
    const copy = newNameIn('dstVariableName', dstVariableName)
    const name = identifierIn('srcVariableName', srcVariableName)
    await this.#where(
      srcFrameId,
      (frame) => this.#thread.showIn(frame, { text: name, keeps: false }, 'copyToCells', copy),
      () => this.#main.call('copy', copy, name)
    )
    return {}
  }

  /**
   * Does work in the call that is meant, the innermost where none is named; beside the cells while the thread runs, also if it has
   * just gone on.
   * @throws GoneOnError if a call is named that is over
   */
  async #where<Result>(
    frameId: unknown,
    inCall: (frame: Frame) => Promise<Result>,
    beside: () => Promise<Result>
  ): Promise<Result> {
    const isNamed = frameId !== undefined && frameId !== null
    const frame = isNamed ? this.#thread.frame(frameId) : this.#thread.frames[0]
    if (!frame) return beside()
    try {
      return await inCall(frame)
    } catch (error) {
      if (isNamed || !(error instanceof GoneOnError)) throw error
      return beside()
    }
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

/** @throws TypeError if a cell could not declare a variable of this name */
function newNameIn(field: string, given: unknown): string {
  const name = identifierIn(field, given)
  try {
    new Script(`'use strict'; async () => { let ${name} }`)
  } catch (cause) {
    throw new TypeError(`${field} must be a name that a cell can declare, got ${name}`, { cause })
  }
  return name
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
