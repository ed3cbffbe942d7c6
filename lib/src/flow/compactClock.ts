/** The scales of a flow on a finite clock, in which it is regular at both ends. */
export interface CompactClock {
  /** t = m/(m + k) in [0, 1] of a scale k in [0, Infinity]. */
  readonly time: (k: number) => number
  readonly scale: (t: number) => number
  /** The rate in t of what has that rate in k. */
  readonly rescale: (t: number, rate: Float64Array) => Float64Array
}

/** The clock whose middle is at k = sqrt(referenceMass); without a mass, at the start. */
export function compactClock(
  start: number,
  referenceMass: number,
  dimension: number
): CompactClock {
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
