import type { LocatedEvent } from './odeEvents.js'
import type { OdeStep } from './odeStepper.js'
import { ParameterError } from './parameterError.js'

/** Why an integration ended: at the end, at a terminal event, or where no step is small enough. */
export type OdeEnding =
  | {
      /** Why the integration ended. */
      readonly kind: 'end' | 'blow-up' | 'too many steps'
      /** The last time that was reached. */
      readonly t: number
    }
  | {
      /** Why the integration ended. */
      readonly kind: 'event'
      /** The time of the event. */
      readonly t: number
      /** Which of the given events. */
      readonly name: string
    }

/** Solution of an initial value problem, up to its ending. */
export interface OdeSolution {
  /** Why the integration ended, and when. */
  readonly ending: OdeEnding
  /** Accepted times, from the start to the ending. */
  readonly t: Float64Array
  /** Solution at the accepted times. */
  readonly y: readonly Float64Array[]
  /** The requested outputs that were reached, and the solution there. */
  readonly outputs: { readonly t: Float64Array; readonly y: readonly Float64Array[] }
  /** Every event that happened. */
  readonly events: readonly {
    readonly name: string
    readonly t: number
    readonly y: Float64Array
  }[]
  /** Dense solution at any time between start and ending. @throws ParameterError outside */
  at(t: number): Float64Array
}

/** What has been integrated so far, and the size of the next step. */
export interface OdePath {
  readonly t: number[]
  readonly y: Float64Array[]
  readonly steps: OdeStep[]
  readonly events: LocatedEvent[]
  tries: number
  h: number
}

/** The solution that a path makes, as far as it got. */
export function odeSolution(
  ending: OdeEnding,
  { t, y, steps, events }: OdePath,
  outputs: readonly number[],
  reached: ReadonlyMap<number, Float64Array>,
  direction: 1 | -1
): OdeSolution {
  const at = (time: number) => {
    if (!((time - t[0]) * direction >= 0 && (ending.t - time) * direction >= 0)) {
      throw new ParameterError('OdeSolution.at', 't', `between ${t[0]} and ${ending.t}`, time)
    }
    let [low, high] = [0, t.length - 1]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((time - t[middle]) * direction >= 0) low = middle
      else high = middle
    }
    if (steps.length === 0 || time === t[low]) return Float64Array.from(y[low])
    return steps[low].interpolate((time - t[low]) / (t[high] - t[low]))
  }
  // The accepted times end where the solution ends, also when an event cut the last step.
  const times = Float64Array.from(t)
  const values = y.slice()
  if (ending.kind === 'event') {
    values[values.length - 1] = at(ending.t)
    times[times.length - 1] = ending.t
  }
  const shown = outputs.filter((time) => (ending.t - time) * direction >= 0)
  return {
    ending,
    t: times,
    y: values,
    outputs: { t: Float64Array.from(shown), y: shown.map((time) => reached.get(time) ?? at(time)) },
    events,
    at
  }
}
