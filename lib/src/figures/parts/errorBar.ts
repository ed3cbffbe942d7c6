/** Ends of a bar of one standard error around a value. */
export interface ErrorBar {
  readonly low: number
  readonly high: number
}

/** The bar of a value > 0 on a logarithmic axis: its lower end stays within a decade of the value. */
export function logarithmicErrorBar(value: number, error: number): ErrorBar {
  return { low: Math.max(value - error, value / 10), high: value + error }
}

/** The bar of a value on a linear axis. */
export function linearErrorBar(value: number, error: number): ErrorBar {
  return { low: value - error, high: value + error }
}
