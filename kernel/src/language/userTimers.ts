import { currentContext, runIn } from './cellContext.js'
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
const due: Due[] = []

/**
 * Makes the callbacks of user timers run in turns of their own, as microtasks. An interrupt that terminates a callback
 * inside Node's own loop over timers or immediates takes the process down (seen with Node 20), and where several are due
 * together Node runs the microtasks of one before the next, inside that loop. Called once, before any user code.
 */
export function guardTimers(): void {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', () => queueMicrotask(() => due.shift()?.run()))
  port1.unref()
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
          port2.postMessage(undefined)
        },
        ...rest
      )
      return timer
    }
    const promised = (original as unknown as Record<symbol, unknown>)[promisify.custom]
    Object.defineProperty(guarded, 'name', { value: name })
    if (promised !== undefined)
      Object.defineProperty(guarded, promisify.custom, { value: promised })
    Object.assign(timers, { [name]: guarded })
    Object.assign(globalThis, { [name]: guarded })
  }
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'] as const) {
    const original = timers[name] as (timer: unknown) => void
    const guarded = (timer: unknown) => {
      forget(timer)
      original(timer)
    }
    Object.defineProperty(guarded, 'name', { value: name })
    Object.assign(timers, { [name]: guarded })
    Object.assign(globalThis, { [name]: guarded })
  }
  syncBuiltinESMExports()
}

/** A timer that is cleared does not have its turn any more. Node takes its number for it, too. */
function forget(cleared: unknown): void {
  for (const [i, { timer }] of due.entries()) {
    const isSame =
      typeof cleared === 'object' ? timer === cleared : String(Number(timer)) === String(cleared)
    // Its turn stays, in which nothing is done.
    if (isSame) due[i] = { timer, run: nothing }
  }
}

const nothing = () => undefined

/** After an interrupt: stops the interval whose callback had to be terminated; it would come again. */
export function stopTerminatedTimer(): void {
  if (running !== undefined) clearInterval(running as NodeJS.Timeout)
  running = undefined
}
