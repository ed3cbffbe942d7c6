import type { CellInterrupt } from './cellInterrupt.js'

/** The request on whose behalf code runs. Cells of different subshells run interleaved. */
export interface CellContext {
  /** Id of the request. */
  readonly id: string
  /** Whether its frontend can be asked for input. */
  readonly allowsInput: boolean
  /** The way out of its cell, while that runs. */
  interrupt: CellInterrupt | undefined
}

/** Requests that are being answered. */
const open = new Set<CellContext>()
let entered: CellContext | undefined

/**
 * The context of the code that runs. Node's AsyncLocalStorage would know it for library code too, but
 * with its hooks set, terminating a busy loop takes the process down (Node 20). So it is followed
 * from one place to the next: the start of a request, timers, and every `await` in a cell. Where that
 * fails and only one request is open, it is that one's.
 */
export function currentContext(): CellContext | undefined {
  if (entered && open.has(entered)) return entered
  if (open.size === 0) return entered
  const [first] = open
  return open.size === 1 ? first : undefined
}

/** From here on code runs on behalf of `context`. */
export function enter(context: CellContext | undefined): void {
  entered = context
}

/** A request begins to be answered. */
export function openContext(context: CellContext): void {
  open.add(context)
  enter(context)
}

/** A request has its reply. Late output still goes to it while nothing else runs. */
export function closeContext(context: CellContext): void {
  open.delete(context)
}

/** Name under which compiled cells find `turn`. */
export const turnName = '__turn'

/** What `await value` in a cell is compiled to: `turn.resume(turn.take(), await value)`. */
export const turn = {
  take: currentContext,
  resume: <Value>(context: CellContext | undefined, value: Value): Value => {
    enter(context)
    return value
  }
}
