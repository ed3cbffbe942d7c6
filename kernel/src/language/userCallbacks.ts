import crypto from 'node:crypto'
import dns from 'node:dns'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'
import { bound } from './cellContext.js'

type AnyFunction = (...args: unknown[]) => unknown

/** Functions of Node whose listener is handed over again to be removed, by emitters. */
const listening = new Set(['watchFile', 'unwatchFile'])

/**
 * Makes callbacks of ticks and microtasks, and those of Node's modules that are not called by way of an
 * emitter, run on behalf of the cell that asked for them. Called once, before any user code.
 */
export function followCallbacks(): void {
  bindCallbacksOf(process, ['nextTick'])
  bindCallbacksOf(globalThis, ['queueMicrotask'])
  for (const module of [crypto, dns, fs, zlib]) bindCallbacksOf(module, callbackTakers(module))
  syncBuiltinESMExports()
}

/** Names of the functions that may take a callback: classes and blocking calls do not. */
function callbackTakers(module: object): string[] {
  return Object.keys(module).filter((name) => {
    const { value, writable } = Object.getOwnPropertyDescriptor(module, name) ?? {}
    if (typeof value !== 'function' || !writable || listening.has(name)) return false
    return !/^[A-Z_]|Sync$/.test(name)
  })
}

function bindCallbacksOf(owner: object, names: readonly string[]): void {
  const functions = owner as Record<string, AnyFunction>
  for (const name of names) {
    const original = functions[name] as AnyFunction
    const following = function (this: unknown, ...args: unknown[]) {
      return original.apply(
        this,
        args.map((arg) => (typeof arg === 'function' ? bound(arg as AnyFunction) : arg))
      )
    }
    // Name, length, and the form that util.promisify takes.
    Object.defineProperties(following, Object.getOwnPropertyDescriptors(original))
    functions[name] = following
  }
}
