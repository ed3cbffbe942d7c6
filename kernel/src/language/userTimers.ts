import { currentContext, leaveTerminated, runIn } from './cellContext.js'
import timers from 'node:timers'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'
import { MessageChannel } from 'node:worker_threads'

type Callback = (...args: unknown[]) => void
type Timer = (callback: Callback, ...rest: unknown[]) => unknown

/** A timer that has come, and whose callback has its turn. */
interface Due {
  readonly timer: unknown
  readonly run: () => void
}

/** The timer whose callback is on the stack: still set afterwards if the callback was terminated. */
let running: unknown

/** Those that have come and wait for their turn, the oldest first. */
let due: Due[] = []

/**
 * Makes the callbacks of user timers run in turns of their own, as microtasks. An interrupt that terminates a callback
 * inside Node's own loop over timers or immediates takes the process down (seen with Node 20), and where several are due
 * together Node runs the microtasks of one before the next, inside that loop. Called once, before any user code.
 */
export function guardTimers(): void {
  const { port1: turns, port2: nextTurn } = new MessageChannel()
  turns.on('message', () => queueMicrotask(takeTurn))
  turns.unref()
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = timers[name] as unknown as Timer
    const guarded: Timer = (callback, ...rest) => {
      if (typeof callback !== 'function') return original(callback, ...rest)
      const context = currentContext()
      const timer = original(
        (...args: unknown[]) => {
          const run = () => {
            running = timer
            try {
              runIn(context, () => callback(...args))
            } finally {
              // Not reached when the callback is terminated.
              running = undefined
            }
          }
          due.push({ timer, run })
          nextTurn.postMessage(undefined)
        },
        ...rest
      )
      return timer
    }
    const promised = (original as unknown as Record<symbol, unknown>)[promisify.custom]
    if (promised !== undefined)
      Object.defineProperty(guarded, promisify.custom, { value: promised })
    replace(name, guarded)
  }
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'] as const) {
    const original = timers[name] as (timer: unknown) => void
    const guarded = (timer: unknown) => {
      forget(timer)
      original(timer)
    }
    replace(name, guarded)
  }
  syncBuiltinESMExports()
}

function takeTurn(): void {
  // Nothing is on the stack here: what says that something is has been terminated.
  leaveTerminated()
  stopTerminatedTimer()
  due.shift()?.run()
}

function replace(name: keyof typeof timers, guarded: unknown): void {
  Object.defineProperty(guarded, 'name', { value: name })
  Object.assign(timers, { [name]: guarded })
  Object.assign(globalThis, { [name]: guarded })
}

/** A timer that is cleared does not have its turn any more. Node takes its number for it, too. */
function forget(cleared: unknown): void {
  const isNumber = typeof cleared === 'number' || typeof cleared === 'string'
  due = due.filter(({ timer }) =>
    isNumber ? Number(timer) !== Number(cleared) : timer !== cleared
  )
}

/** Stops the interval whose callback had to be terminated: it would come again. */
export function stopTerminatedTimer(): void {
  if (running !== undefined) clearInterval(running as NodeJS.Timeout)
  running = undefined
}
