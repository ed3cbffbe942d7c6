import type { FlowClock } from '../flow/flowClock.js'
import { integrateOde, type OdeOptions } from '../numerics/integrateOde.js'
import { flowEnding, type FlowEnding } from '../flow/flowEnding.js'

/** A flow of some numbers with the scale k. */
interface ScaleFlow {
  /** Scales wanted, ordered away from `start`. */
  readonly scales: readonly number[]
  readonly start: number
  /** At `start`. */
  readonly state: ArrayLike<number>
  readonly derivative: (k: number, y: Float64Array) => Float64Array
  readonly clock: FlowClock
  /** Scales at which the derivative has a kink or jumps: steps end there. */
  readonly kinks: readonly number[]
}

/** The states at the wanted scales that were reached, and where the flow ended. */
export function flowAlongScales(
  { scales, start, state, derivative, clock, kinks }: ScaleFlow,
  options: Omit<OdeOptions, 'outputs'>
): { scales: Float64Array; states: Float64Array[]; ending: FlowEnding } {
  const end = scales[scales.length - 1]
  const [first, last] = [clock.time(start), clock.time(end)]
  const direction = end < start ? -1 : 1
  const stops = [...scales, ...kinks]
    .map(clock.time)
    .filter((t) => (t - first) * direction >= 0 && (last - t) * direction >= 0)
    .sort((a, b) => direction * (a - b))
  const { outputs, ending } = integrateOde(
    (t, y) => clock.rescale(t, derivative(clock.scale(t), y)),
    first,
    state,
    last,
    { ...options, outputs: stops }
  )
  const states = scales.flatMap((k) => {
    const place = outputs.t.indexOf(clock.time(k))
    return place < 0 ? [] : [outputs.y[place]]
  })
  return {
    scales: Float64Array.from(scales.slice(0, states.length)),
    states,
    ending: flowEnding(ending, clock.scale, end)
  }
}
