import type { OdeEnding } from '../numerics/odeSolution.js'

/**
 * Why a flow ended, and at which scale k: at the last one that was asked for, at an event such as another phase, at a blow-up, or
 * where it took too many steps, which is close to a blow-up.
 */
export type FlowEnding =
  | {
      /** Why the flow ended. */
      readonly kind: 'end' | 'blow-up' | 'too many steps'
      /** The last scale that was reached. */
      readonly k: number
    }
  | {
      /** Why the flow ended. */
      readonly kind: 'event'
      /** The scale of the event. */
      readonly k: number
      /** Which event, such as another phase. */
      readonly name: string
    }

/** The ending of a flow that was integrated on another clock; `last` is the last scale, to every digit. */
export function flowEnding(
  ending: OdeEnding,
  scale: (t: number) => number,
  last: number
): FlowEnding {
  const k = ending.kind === 'end' ? last : scale(ending.t)
  return ending.kind === 'event'
    ? { kind: ending.kind, name: ending.name, k }
    : { kind: ending.kind, k }
}
