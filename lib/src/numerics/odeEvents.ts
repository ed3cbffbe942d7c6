import { bracketedRoot } from './bracketedRoot.js'
import type { OdeStep } from './odeStepper.js'

/** A function of the solution whose sign change is located: where a flow crosses, turns or ends. */
export interface OdeEvent {
  /** Name by which the solution tells of it. */
  readonly name: string
  /** What changes its sign at the event. */
  readonly value: (t: number, y: Float64Array) => number
  /** Stop there; default true. */
  readonly terminal?: boolean
}

/** An event that happened. */
export interface LocatedEvent {
  readonly name: string
  readonly t: number
  readonly y: Float64Array
}

/** Records the events of a step, in order of time, up to and including the first terminal one, which is returned. */
export function locateEvents(
  events: readonly OdeEvent[],
  from: number,
  to: number,
  y: Float64Array,
  step: OdeStep,
  found: LocatedEvent[]
): { name: string; t: number } | undefined {
  const crossings = events.flatMap((event) => {
    const before = event.value(from, y)
    const after = event.value(to, step.y)
    if (before === 0 || !(before * after <= 0)) return []
    const value = (theta: number) =>
      event.value(from + theta * (to - from), step.interpolate(theta))
    const theta = after === 0 ? 1 : bracketedRoot(value, 0, 1)
    return [{ event, theta }]
  })
  crossings.sort((a, b) => a.theta - b.theta)
  for (const { event, theta } of crossings) {
    const t = from + theta * (to - from)
    found.push({ name: event.name, t, y: step.interpolate(theta) })
    if (event.terminal ?? true) return { name: event.name, t }
  }
  return undefined
}
