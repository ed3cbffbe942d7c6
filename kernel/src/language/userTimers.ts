import { currentContext, runIn } from './cellContext.js'
import timers from 'node:timers'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'

type Callback = (...args: unknown[]) => void
type Timer = (callback: Callback, ...rest: unknown[]) => unknown

/** The timer whose callback is on the stack: still set afterwards if the callback was terminated. */
let running: unknown

/**
 * Makes the callbacks of user timers run in microtasks. An interrupt that terminates a callback
 * inside Node's own timer loop takes the process down (seen with Node 20); in a microtask it ends
 * just the callback. Called once, before any user code.
 */
export function guardTimers(): void {
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = timers[name] as unknown as Timer
    const guarded: Timer = (callback, ...rest) => {
      if (typeof callback !== 'function') return original(callback, ...rest)
      const context = currentContext()
      const timer = original(
        (...args: unknown[]) => {
          queueMicrotask(() => {
            running = timer
            try {
              runIn(context, () => callback(...args))
            } finally {
              // Not reached when the callback is terminated.
              running = undefined
            }
          })
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
  syncBuiltinESMExports()
}

/** After an interrupt: stops the interval whose callback had to be terminated; it would come again. */
export function stopTerminatedTimer(): void {
  if (running !== undefined) clearInterval(running as NodeJS.Timeout)
  running = undefined
}
