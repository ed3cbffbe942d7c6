import type { JsonObject } from '../wire/message.js'

/** Requests after which a newer one of the same kind, or of the same place, counts alone. */
const kept = new Set(['initialize', 'dumpCell', 'setBreakpoints', 'setExceptionBreakpoints'])

/** What clients have asked of the debugger, so that it outlives the engine in which it runs. */
export class DebuggerMemory {
  readonly #requests = new Map<string, JsonObject>()

  /** Takes note of a request that has succeeded. */
  note(request: JsonObject): void {
    const { command } = request
    if (command === 'disconnect') this.#requests.clear()
    if (!kept.has(String(command))) return
    const { code, source } = (request.arguments ?? {}) as JsonObject
    const { path } = (source ?? {}) as JsonObject
    this.#requests.set(JSON.stringify([command, code, path]), request)
  }

  /** What brings a new engine's debugger to where the last one's was; empty if that was off. */
  get requests(): readonly JsonObject[] {
    const all = [...this.#requests.values()]
    const started = all.filter(({ command }) => command === 'initialize')
    return started.length > 0 ? [...started, ...all.filter((one) => !started.includes(one))] : []
  }
}

/** Tells clients that nothing is stopped any more. */
export const continuedEvent = {
  seq: 0,
  type: 'event',
  event: 'continued',
  body: { threadId: 1, allThreadsContinued: true }
} as const
