/** Right-hand side of y' = f(t, y); must return a new array of the length of `y`. */
export type Derivative = (t: number, y: Float64Array) => Float64Array

/** Jacobian of the right-hand side: rows df_i/dy_j. */
export type Jacobian = (t: number, y: Float64Array) => Float64Array[]

/** Error weights of one integration: component i is scaled by `absolute[i] + relative |y_i|`. */
export interface Tolerance {
  readonly relative: number
  readonly absolute: Float64Array
}

/** One accepted or rejected step of size h from t. */
export interface OdeStep {
  /** Solution at t + h. */
  readonly y: Float64Array
  /** Estimated local error in units of the tolerance (root mean square); the step passes if <= 1. */
  readonly error: number
  /** Solution at t + theta h, theta in [0, 1], of the order that the method states. */
  readonly interpolate: (theta: number) => Float64Array
}

/** A one-step method for y' = f(t, y). */
export interface OdeStepper {
  /** Order of the error estimate plus one: the step size scales as error^(-1/controlOrder). */
  readonly controlOrder: number
  /** True if a step of the same size as the last one is cheaper. */
  readonly keepsFactors?: boolean
  /** Tries a step; undefined if the stage equations of an implicit method did not converge. */
  step(t: number, y: Float64Array, h: number): OdeStep | undefined
}

/** Root mean square of `error` in units of the tolerance, at the larger of |y| and |next|. */
export function scaledNorm(
  error: Float64Array,
  y: Float64Array,
  next: Float64Array,
  tolerance: Tolerance
): number {
  let sum = 0
  for (let i = 0; i < error.length; i++) {
    const size = Math.max(Math.abs(y[i]), Math.abs(next[i]))
    sum += (error[i] / (tolerance.absolute[i] + tolerance.relative * size)) ** 2
  }
  return Math.sqrt(sum / error.length)
}
