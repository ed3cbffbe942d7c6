import { valueName } from '../language/cellScope.js'
import { Breakpoints, type Location } from './breakpoints.js'
import type { DebuggedProgram } from './debuggedProgram.js'
import type { MainThread, RemoteValue } from './mainThread.js'
import { GoneOnError, ownUrl } from './programKey.js'
import { Scripts } from './scripts.js'
import { Turns } from './turns.js'

/** The only thread that is debugged. */
export const threadId = 1

/** A call on the stack of V8. */
interface CallFrame {
  readonly callFrameId: string
  readonly functionName: string
  readonly functionLocation?: Location
  readonly location: Location
  readonly scopeChain: readonly { readonly type: string; readonly object: RemoteValue }[]
  readonly this: RemoteValue
}

interface Paused {
  readonly reason: string
  readonly callFrames: readonly CallFrame[]
  readonly hitBreakpoints?: readonly string[]
  readonly data?: {
    readonly scriptId?: string
    readonly uncaught?: boolean
    readonly description?: string
    readonly reasons?: readonly {
      readonly reason: string
      readonly auxData?: { scriptId?: string }
    }[]
  }
}

/** A call as the client sees it; line and column count from zero. */
export interface Frame {
  readonly id: number
  readonly name: string
  readonly path: string
  readonly url: string
  readonly line: number
  readonly column: number
  readonly call: CallFrame
}

/** TypeScript to be evaluated where a call is. */
export interface FrameExpression {
  readonly text: string
  /** Whether names that it declares are for later cells and expressions. */
  readonly keeps: boolean
}

/** Commands that let the thread go on to a place near by. */
export type Step = 'stepOver' | 'stepInto' | 'stepOut'

interface Stepping {
  readonly step: Step
  /** Where it began: a step leads to another line or another function. */
  readonly from: string
  /** How many calls were on the stack there. */
  readonly depth: number
}

/** Which exceptions stop the thread. */
export type ExceptionFilter = 'raised' | 'uncaught'

type Emit = (event: string, body: Record<string, unknown>) => void

/** Frames of one stop have ids of their own. */
const idsOfStop = 10_000

/** The main thread as it is stopped, stepped through and let go. */
export class ProgramThread {
  readonly #main: MainThread
  readonly #emit: Emit
  readonly scripts: Scripts
  readonly breakpoints: Breakpoints
  exceptionFilters: readonly ExceptionFilter[] = []
  /** Calls of the user, the innermost first; empty while the thread runs. */
  #frames: readonly Frame[] = []
  #stops = 0
  /** Counts when V8 holds the thread and lets it go: what was found out in another moment counts no more. */
  #moment = 0
  #stepping: Stepping | undefined
  #pausing = false
  /** Let go by a step that looks for code of the user. */
  #isStepped = false
  /** How many calls are on the stack of the thread that V8 holds. */
  #depth = 0
  /** Whether V8 has been asked for a stop again that was taken back: where it comes a step may not be at its end yet. */
  #isSoughtAgain = false
  /** Held by V8, whether or not the client has been told. */
  #isHeld = false
  /** Held in code that a termination may end: Node's own does not survive one. */
  #isEndable = false
  /** Requests that need the debugger, or switch it on or off: one after the other. */
  readonly #turns = new Turns()
  #isEnabled = false
  /**
   * Counts the listings of variables and the stops: what is shown can be opened, and is kept, until the next listing, or
   * as long as the thread is stopped.
   */
  #view = 0
  /** The last one that the program has been told of. */
  #entered = 0
  #listens = false

  constructor(main: MainThread, emit: Emit) {
    this.#main = main
    this.#emit = emit
    this.scripts = new Scripts(main)
    main.isSought = () => {
      this.#isSoughtAgain ||= this.#isSought
      return this.#isSought
    }
    this.breakpoints = new Breakpoints(main, this.scripts)
  }

  get isEnabled(): boolean {
    return this.#isEnabled
  }

  /** What is shown now belongs to it. */
  get view(): number {
    return this.#view
  }

  /** What was shown before can be opened no more. */
  nextView(): number {
    return ++this.#view
  }

  /** Whether the client has been told of a stop. */
  get isStopped(): boolean {
    return this.#frames.length > 0
  }

  enable(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#isEnabled) return
      if (!this.#listens) this.#listen()
      await this.#main.post('Debugger.enable')
      this.#isEnabled = true
      try {
        await this.#prepare()
      } catch (error) {
        await this.#switchOff()
        throw error
      }
    })
  }

  async #prepare(): Promise<void> {
    const patterns = await this.#main.call('hiddenPatterns')
    await this.#main.post('Debugger.setBlackboxPatterns', { patterns })
    await this.breakpoints.stopBeforeScripts()
  }

  /** Lets the thread go, and forgets all breakpoints. */
  disable(): Promise<void> {
    return this.#turns.take(() => this.#switchOff())
  }

  /** Resolves when what the client has asked for is done, in the order of asking. */
  settled(): Promise<void> {
    return this.#turns.take(() => Promise.resolve())
  }

  /**
   * Does work when the debugger is switched on, as the client has last asked for.
   * @throws Error if it is not
   */
  whileEnabled<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(() => {
      if (!this.#isEnabled) throw new Error('the debugger is not started')
      return work()
    })
  }

  async #switchOff(): Promise<void> {
    if (!this.#isEnabled) return
    this.#isEnabled = false
    this.#stepping = undefined
    this.#pausing = false
    this.breakpoints.clear()
    this.exceptionFilters = []
    await this.#main.post('Debugger.disable')
    this.nextView()
    this.#released()
    this.scripts.clear()
  }

  #listen(): void {
    this.#listens = true
    const { session } = this.#main
    session.on('Debugger.scriptParsed', ({ params }) => {
      // Code of the debugger itself is shown to nobody.
      if (params.url !== '' && params.url !== ownUrl) this.scripts.add(params)
    })
    session.on('Debugger.resumed', () => this.#released())
    session.on('Debugger.paused', ({ params }) => {
      const paused = params as Paused
      this.#isHeld = true
      this.#isEndable = this.#isInCode(paused)
      this.#depth = paused.callFrames.length
      const moment = ++this.#moment
      this.#paused(paused, moment).catch((error: unknown) => {
        if (moment !== this.#moment) return
        // Better a stop that is missed than a thread that nobody can let go.
        this.#emit('output', { category: 'stderr', output: `${String(error)}\n` })
        void this.#letGo(moment, 'resume').catch(() => undefined)
      })
    })
  }

  /** Whether V8 stops in the midst of a script, and not in Node's own or before one that is about to run. */
  #isInCode({ reason, callFrames: [top], data }: Paused): boolean {
    const isBefore = [reason, ...(data?.reasons ?? []).map((one) => one.reason)].includes(
      'instrumentation'
    )
    const script = top && this.scripts.get(top.location.scriptId)
    return !isBefore && script !== undefined && !script.url.startsWith('node:')
  }

  #released(): void {
    this.#isHeld = false
    this.#isEndable = false
    this.#moment++
    // What it was let go from may have used up a pause that is still to come.
    if (this.#pausing && !this.#isStepped) void this.#armPause()
    this.#isStepped = false
    if (this.isStopped) {
      this.#frames = []
      this.nextView()
      this.#emit('continued', { threadId, allThreadsContinued: true })
    }
    // What is called while a step is on its way may be what that leads to: it is done at the next stop.
    if (!this.#stepping) void this.#enterView()
  }

  /** Has the program let go what was shown before. */
  async #enterView(): Promise<void> {
    if (this.#entered === this.#view) return
    this.#entered = this.#view
    // What is interrupted here is done by the call that shows something next.
    await this.#main.call('enterView', this.#view).catch(() => undefined)
  }

  /** Lets the thread go on, unless an interrupt or the end of the debugger has done so since. */
  async #letGo(moment: number, how: 'resume' | Step): Promise<void> {
    await this.#main.letGo(`Debugger.${how}`, {}, () => {
      if (moment !== this.#moment) return false
      this.#isStepped = how !== 'resume'
      return true
    })
  }

  async #paused(paused: Paused, moment: number): Promise<void> {
    // Not in the kernel's own work, which is not to be entered a second time to look into it.
    if (this.#main.isCompiling) return this.#letGo(moment, 'resume')
    const { reason, callFrames, data = {}, hitBreakpoints = [] } = paused
    const reasons = data.reasons ?? [{ reason, auxData: data }]
    const entered = reasons.find((one) => one.reason === 'instrumentation')
    if (entered) {
      const script = this.scripts.get(entered.auxData?.scriptId ?? '')
      if (script) await this.#turns.take(() => this.breakpoints.enter(script))
      if (hitBreakpoints.length === 0) {
        // V8 takes no steps from here: one that has led here ends where the script begins.
        if (reasons.length > 1 && this.#stepping) this.#pausing = true
        return this.#letGo(moment, 'resume')
      }
    }
    const frames = await this.#framesOf(callFrames)
    const isError = reasons.some((one) => /exception|promiseRejection/i.test(one.reason))
    if (isError && !(await this.#isWanted(frames))) return this.#goOn(moment)
    const isHit = hitBreakpoints.length > 0 || isError
    const isSoughtAgain = this.#isSoughtAgain
    this.#isSoughtAgain = false
    const top = frames[0]?.call === callFrames[0] ? frames[0] : undefined
    if (!isHit && isSoughtAgain && this.#isBelow()) return this.#letGo(moment, 'stepOut')
    const on = isHit ? undefined : await this.#passes(top, frames, callFrames[0])
    if (on) return this.#letGo(moment, on)
    if (!frames[0]) return this.#goOn(moment)
    await this.#enterView()
    if (moment !== this.#moment) return
    const cause = isError ? 'exception' : isHit ? 'breakpoint' : this.#cause()
    const text =
      isError && data.description !== undefined ? data.description.split('\n')[0] : undefined
    this.#stop(frames, { reason: cause, ...(text !== undefined && { text }) })
  }

  /** Tells the client that the thread is stopped. */
  #stop(frames: readonly Frame[], why: { reason: string; text?: string }): void {
    this.#stepping = undefined
    this.#pausing = false
    this.#frames = frames
    this.#emit('stopped', { threadId, allThreadsStopped: true, ...why })
  }

  #cause(): string {
    if (this.#stepping) return 'step'
    return this.#pausing ? 'pause' : 'breakpoint'
  }

  /** Whether the thread is held in what is called on the way of a step. */
  #isBelow(): boolean {
    const { step, depth } = this.#stepping ?? {}
    if (this.#pausing || step === undefined || depth === undefined) return false
    return step === 'stepOver' ? this.#depth > depth : step === 'stepOut' && this.#depth >= depth
  }

  /** How the thread goes on, if this is not where a step or a pause leads to. */
  async #passes(
    top: Frame | undefined,
    frames: readonly Frame[],
    call: CallFrame | undefined
  ): Promise<'resume' | Step | undefined> {
    const { step, from } = this.#stepping ?? {}
    if (top) {
      const isElsewhere = step === undefined || step === 'stepOut' || placeKey(top) !== from
      return isElsewhere ? undefined : step
    }
    const isOwn =
      call !== undefined && (await this.scripts.pathOf(call.location.scriptId)) !== undefined
    // Code that the translation has added.
    if (isOwn) return 'stepOver'
    if (this.#pausing) return 'stepInto'
    if (step !== undefined && frames.length > 0) return 'stepOut'
    // The cell has ended.
    this.#stepping = undefined
    return 'resume'
  }

  #goOn(moment: number): Promise<void> {
    return this.#letGo(moment, this.#stepping?.step ?? 'resume')
  }

  /** Whether one of the filters asks for an exception thrown here. */
  async #isWanted(frames: readonly Frame[]): Promise<boolean> {
    if (frames.length === 0) return false
    if (this.exceptionFilters.includes('raised')) return true
    for (const { url, line, column } of frames) {
      if (await this.#main.call('isCaughtAt', url, { line, column })) return false
    }
    return this.exceptionFilters.includes('uncaught')
  }

  async #framesOf(calls: readonly CallFrame[]): Promise<Frame[]> {
    const first = ++this.#stops * idsOfStop
    const frames: Frame[] = []
    for (const [i, call] of calls.entries()) {
      const { scriptId, lineNumber: line, columnNumber: column } = call.location
      const path = await this.scripts.pathOf(scriptId)
      const url = this.scripts.get(scriptId)?.url
      if (path === undefined || url === undefined) continue
      const [original] = await this.#main.call('originals', url, [{ line, column }])
      if (original) frames.push({ id: first + i, name: nameOf(call), path, url, ...original, call })
    }
    return frames
  }

  get frames(): readonly Frame[] {
    return this.#frames
  }

  /** @throws GoneOnError if there is no such call, or the thread runs */
  frame(id: unknown): Frame {
    const frame = this.#frames.find((one) => one.id === id)
    if (!frame) throw new GoneOnError(`there is no frame ${JSON.stringify(id)}`)
    return frame
  }

  /** The scopes of a call; none of one that is over. @throws Error if there was no such call */
  async scopesOf(id: unknown) {
    // JupyterLab may ask about a stop that has just ended, and breaks off where it is refused.
    if (this.#wasFrame(id)) return []
    const frame = this.frame(id)
    const { call, url } = frame
    const chain = call.scopeChain.filter(({ type }) => type !== 'global' && type !== 'script')
    const types = chain.map(({ type }) => type)
    const objects = chain.map(({ object }) => object)
    const isHeld = () => this.#frames.includes(frame)
    try {
      const given = [this.#view, url, types, isTop(call)] as const
      return await this.#main.callWith(objects, isHeld, 'frameScopes', ...given)
    } catch (error) {
      if (isHeld()) throw error
      return []
    }
  }

  /** Whether this was the id of a call in a stop that is over. */
  #wasFrame(id: unknown): boolean {
    const isOfStop = Number.isInteger(id) && Number(id) >= idsOfStop
    const isOver = isOfStop && Number(id) < (this.#stops + 1) * idsOfStop
    return isOver && !this.#frames.some((one) => one.id === id)
  }

  /**
   * What a method of the program makes of the value of an expression where a call is.
   * @throws Error with what the expression throws, GoneOnError if the thread runs again
   */
  async showIn<Name extends 'result' | 'bundleNow' | 'copyToCells'>(
    frame: Frame,
    { text, keeps }: FrameExpression,
    name: Name,
    ...args: readonly unknown[]
  ): Promise<ReturnType<DebuggedProgram[Name]>> {
    const { call, url, line, column } = frame
    const expression = await this.#main.call('expression', text, keeps, url, { line, column })
    const isHeld = () => this.#frames.includes(frame)
    return this.#main.callIn(call.callFrameId, isHeld, expression, name, ...args)
  }

  async setExceptionFilters(filters: readonly ExceptionFilter[]): Promise<void> {
    this.exceptionFilters = filters
    const state = filters.length > 0 ? 'all' : 'none'
    await this.#main.post('Debugger.setPauseOnExceptions', { state })
  }

  async step(step: Step): Promise<void> {
    const [top] = this.#frames
    if (!top) throw new Error('the thread is not stopped')
    await this.#main.letGo(`Debugger.${step}`, {}, () => {
      if (this.#frames[0] !== top) return false
      this.#stepping = { step, from: placeKey(top), depth: this.#depth }
      return true
    })
  }

  async resume(): Promise<void> {
    this.#stepping = undefined
    await this.#main.letGo('Debugger.resume', {}, () => this.isStopped)
  }

  pause(): void {
    if (this.isStopped) return
    this.#pausing = true
    void this.#armPause()
  }

  /** Whether a stop is still to come that the client has asked for. */
  get #isSought(): boolean {
    return !this.#isHeld && (this.#pausing || this.#stepping !== undefined)
  }

  /** A request has been answered. @param isLast whether it was a cell, and no other one runs */
  answered(isLast: boolean): void {
    if (!isLast || this.#isHeld) return
    // A step that has led nowhere ends with its cell.
    this.#stepping = undefined
    this.#takeBack()
  }

  /** An interrupt has come: it takes the place of a stop that is still to come. */
  interrupted(): void {
    if (this.#isHeld) return
    this.#stepping = undefined
    this.#pausing = false
    this.#takeBack()
  }

  #takeBack(): void {
    void this.#main.disarm(() => !this.#isHeld && (!this.#isSought || !this.#main.runsCell()))
  }

  /** Stops the thread as soon as it runs code that is not the kernel's. */
  async #armPause(): Promise<void> {
    await this.#main.released()
    // The next cell is stopped when it begins.
    if (!this.#isSought || !this.#main.runsCell()) return
    this.#isSoughtAgain = this.#stepping !== undefined
    // Refused where the debugger is switched off in this moment.
    await this.#main.pause().catch(() => undefined)
  }

  /**
   * Ends what the thread is running, also where it is held. Resolves when that has had its effect; what was let go
   * in this moment goes on.
   */
  async terminate(): Promise<void> {
    this.#stepping = undefined
    const terminateOnResume = this.isStopped || this.#isEndable
    const ended = this.#isHeld
      ? this.#main.letGo('Debugger.resume', { terminateOnResume }, () => this.#isHeld)
      : this.#main.postAhead('Runtime.terminateExecution')
    await ended.catch(() => undefined)
  }
}

/** The code of a cell or a file itself, which the kernel runs as the body of a function. */
function isTop({ functionLocation: at }: CallFrame): boolean {
  return at?.lineNumber === 0 && at.columnNumber < 0
}

function nameOf(call: CallFrame): string {
  if (isTop(call)) return '<top>'
  // V8 makes a name of what the cell's value is put into.
  if (call.functionName.includes(valueName)) return '<anonymous>'
  return call.functionName.replace(/^(?:exports|Proxy)\./, '') || '<anonymous>'
}

/** A line of a function. */
function placeKey({ line, call: { functionLocation: at } }: Frame): string {
  return [line, at?.scriptId, at?.lineNumber, at?.columnNumber].join(' ')
}
