import { ParameterError } from '../numerics/parameterError.js'

/** The scales of a flow on another clock. */
export interface FlowClock {
  readonly time: (k: number) => number
  readonly scale: (t: number) => number
  /** The rate in t of what has that rate in k. */
  readonly rescale: (t: number, rate: Float64Array) => Float64Array
}

/**
 * t = m/(m + k) in [0, 1] of a scale k in [0, Infinity], in which a flow is regular at both ends; the middle is at
 * k = sqrt(referenceMass), without a mass at the start.
 */
export function compactClock(start: number, referenceMass: number, dimension: number): FlowClock {
  const unit = Math.sqrt(Math.abs(referenceMass)) || (Number.isFinite(start) ? start : 1)
  // At k = infinity only the limit of the rate is defined; this close it is reached to rounding.
  const scale = (t: number) =>
    (unit * (1 - t)) / Math.max(t, dimension <= 1 ? 1e-7 : Number.MIN_VALUE)
  return {
    time: (k) => (k === Infinity ? 0 : unit / (unit + k)),
    scale,
    rescale: (t, rate) => {
      const k = scale(t)
      const factor = -((unit + k) ** 2) / unit
      return rate.map((value) => factor * value)
    }
  }
}

/**
 * t = ln(1 + k/unit): a power of k spends the same time on each decade above the unit, so a step cannot jump over a flow
 * however far the last scale is; below the unit the clock is k itself, down to 0.
 */
export function logarithmicClock(unit: number): FlowClock {
  const logUnit = Math.log(unit)
  // Beyond 1e16 the 1 is lost, and k/unit may overflow.
  const far = 16 * Math.LN10
  const scale = (t: number) => (t > far ? Math.exp(t + logUnit) : unit * Math.expm1(t))
  return {
    time: (k) => {
      const logRatio = Math.log(k) - logUnit
      return logRatio > far ? logRatio : Math.log1p(k / unit)
    },
    scale,
    rescale: (t, rate) => {
      const factor = unit + scale(t)
      return rate.map((value) => factor * value)
    }
  }
}

/** Refuses scales, or other steps of a flow, that do not lead away from where it starts. */
export function requireOrderedFrom(
  source: string,
  parameter: string,
  values: readonly number[],
  start: number
): void {
  const up = values[values.length - 1] >= start
  values.forEach((value, i) => {
    const before = i === 0 ? start : values[i - 1]
    if (up ? value >= before : value <= before) return
    const rule = `ordered away from start = ${start}`
    throw new ParameterError(source, `${parameter}[${i}]`, rule, value)
  })
}
