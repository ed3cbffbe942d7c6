import { promiseHooks } from 'node:v8'
import type { CellInterrupt } from './cellInterrupt.js'
import type { EngineEvent } from './engineMessages.js'

/** The request on whose behalf code runs. Cells of different subshells run interleaved. */
export interface CellContext {
  /** Id of the request. */
  readonly id: string
  /** The cell, where the request runs one; the id is that in its notebook. */
  readonly cell?: { readonly id: string | undefined; readonly count: number }
  /** Whether its frontend can be asked for input. */
  readonly allowsInput: boolean
  /** The way out of its cell, while that runs. */
  interrupt: CellInterrupt | undefined
  /** Takes what its code prints and shows, which goes to the frontend where it is absent. */
  readonly output?: (event: EngineEvent) => void
}

/**
 * The context of the code on the stack. Node's AsyncLocalStorage would keep it too, but with the hooks
 * of `async_hooks` set, terminating a busy loop takes the process down (an assertion of Node 20). So
 * it is kept by V8's own hooks for promises and, for what does not run in promises, by binding
 * callbacks where they are handed over (`userTimers.ts`, `userCallbacks.ts`, `userEvents.ts`).
 */
let entered: CellContext | undefined

/** Cells that run, and the one that was started last. */
const running = new Set<CellContext>()
let latest: CellContext | undefined

/** What a function last threw out of `runIn`: the handler of uncaught errors asks whose it was. */
let escaped: { readonly thrown: unknown; readonly context: CellContext | undefined } | undefined

/**
 * The context of the code that runs. Where that is not known, as in callbacks of native code: the cell
 * that runs alone, else the cell that was started last.
 */
export function currentContext(): CellContext | undefined {
  if (entered) return entered
  const [first] = running
  return running.size === 1 ? first : latest
}

/** Runs `work` on behalf of `context`, with everything that it starts. */
export function runIn<Result>(context: CellContext | undefined, work: () => Result): Result {
  const before = entered
  entered = context
  try {
    return work()
  } catch (thrown) {
    if (!escaped || !Object.is(escaped.thrown, thrown)) escaped = { thrown, context }
    throw thrown
  } finally {
    entered = before
  }
}

/** `callback`, to be called by native code: it runs on behalf of the code that asks for it now. */
export function bound<Callback extends (...args: never[]) => unknown>(
  callback: Callback
): Callback {
  const context = entered
  if (!context) return callback
  const call = function (this: unknown, ...args: never[]) {
    return runIn(context, () => callback.apply(this, args))
  }
  return call as Callback
}

/** A cell starts; `endCell` when it has its reply. What it has started goes on in its name. */
export function startCell(context: CellContext): void {
  running.add(context)
  latest = context
}

export function endCell(context: CellContext): void {
  running.delete(context)
}

/** Whether the cell has no reply yet. */
export function isRunning(context: CellContext): boolean {
  return running.has(context)
}

/** Whose error this is that nobody caught: thrown by a callback, or the reason of a promise. */
export function contextOfError(
  thrown: unknown,
  promise?: Promise<unknown>
): CellContext | undefined {
  const maker = promise && Marked.contextOf(promise)
  const thrower = escaped && Object.is(escaped.thrown, thrown) ? escaped.context : undefined
  escaped = undefined
  return maker ?? thrower ?? currentContext()
}

/** Forgets the code on the stack: it was terminated. */
export function leaveTerminated(): void {
  entered = undefined
}

class Itself {
  constructor(object: object) {
    return object
  }
}

/** Marks objects that exist already: a private field is invisible to them and fast. */
class Marked extends Itself {
  readonly #context: CellContext

  constructor(object: object, context: CellContext) {
    super(object)
    this.#context = context
  }

  static contextOf(object: object): CellContext | undefined {
    return #context in object ? object.#context : undefined
  }
}

/** Marks an object that is being made as made by the code on the stack. */
export function mark(object: object): void {
  if (entered && !Marked.contextOf(object)) new Marked(object, entered)
}

/** Runs what native code called, on behalf of the code that made `object`; user code calls for itself. */
export function runAsMaker<Result>(object: object, work: () => Result): Result {
  const maker = entered ? undefined : Marked.contextOf(object)
  return maker ? runIn(maker, work) : work()
}

/** From here on every promise remembers in whose name it was made, and its reactions run in it. */
export function followPromises(): void {
  promiseHooks.createHook({
    init(promise) {
      if (entered) new Marked(promise, entered)
    },
    before(promise) {
      entered = Marked.contextOf(promise)
    },
    after() {
      entered = undefined
    }
  })
}
