import { EventEmitter } from 'node:events'
import { bound, currentContext, mark, runAsMaker, type CellContext } from './cellContext.js'

/**
 * Makes listeners run on behalf of a cell when it is native code that an event comes from: a child
 * process, a socket or a stream speaks in the name of the cell that made it, an event target and `process`
 * in that of the cell that listens. Called once, before any user code.
 */
export function followEvents(): void {
  followEmitters()
  followProcess()
  followEventTargets()
}

/** Node's constructor of emitters calls `init`, which is public for such use (`node:domain` does the same). */
function followEmitters(): void {
  const emitters = EventEmitter as unknown as { init: (this: object, options?: object) => void }
  const { init } = emitters
  emitters.init = function (options) {
    mark(this)
    init.call(this, options)
  }
  const { emit } = EventEmitter.prototype
  EventEmitter.prototype.emit = function (...args) {
    return runAsMaker(this, () => emit.apply(this, args))
  }
}

type Listener = ((...args: unknown[]) => unknown) & { listener?: Listener }
type Adding = (this: NodeJS.Process, type: string, listener: Listener) => NodeJS.Process

/** What Node calls a listener's `listener` is what it is removed by. */
function followProcess(): void {
  const emitter = process as unknown as Record<string, Adding>
  const add = (name: string, onceName: string) => {
    const original = emitter[name] as Adding
    emitter[name] = function (type, listener) {
      // What is no function is refused there.
      if (typeof listener !== 'function') return original.call(this, type, listener)
      return original.call(this, type, named(bound(listener), listener))
    }
    emitter[onceName] = function (type, listener) {
      if (typeof listener !== 'function') return original.call(this, type, listener)
      const call = bound((...args: unknown[]) => {
        process.removeListener(type, call)
        return Reflect.apply(listener, this, args)
      })
      return original.call(this, type, named(call, listener))
    }
  }
  add('on', 'once')
  add('prependListener', 'prependOnceListener')
  emitter.addListener = emitter.on as Adding
}

const named = (call: Listener, listener: Listener) =>
  call === listener ? call : Object.assign(call, { listener })

type Registration = (this: EventTarget, type: string, listener: unknown, options?: object) => void

/** What was registered for a listener, by the cell that did so; what is removed must be the same. */
const registered = new WeakMap<Listener, Map<CellContext | undefined, Listener>>()

function followEventTargets(): void {
  const target = EventTarget.prototype as unknown as Record<string, Registration>
  const { addEventListener: add, removeEventListener: remove } = target as Record<
    'addEventListener' | 'removeEventListener',
    Registration
  >
  target.addEventListener = function (type, listener, options) {
    const isFunction = typeof listener === 'function'
    add.call(this, type, isFunction ? boundOnce(listener as Listener) : listener, options)
  }
  target.removeEventListener = function (type, listener, options) {
    const variants = registered.get(listener as Listener)?.values() ?? []
    for (const one of [listener, ...variants]) remove.call(this, type, one, options)
  }
}

function boundOnce(listener: Listener): Listener {
  const context = currentContext()
  const variants = registered.get(listener) ?? new Map<CellContext | undefined, Listener>()
  registered.set(listener, variants)
  const known = variants.get(context) ?? bound(listener)
  variants.set(context, known)
  return known
}
