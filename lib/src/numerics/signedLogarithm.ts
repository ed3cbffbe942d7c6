import { type Estimate, unitRoundoff } from './estimate.js'

/**
 * A number as sign times exp(log), with a relative error: what over- or underflows in high dimension as a
 * double does not here. Zero has sign 0 and log -Infinity.
 */
export interface SignedLogarithm {
  readonly sign: -1 | 0 | 1
  readonly log: number
  /** Bound on |error / value|. */
  readonly relativeError: number
}

/** From a value with an absolute error. An error of a zero is lost: its relative error is infinite. */
export function toSignedLogarithm({ value, error }: Estimate): SignedLogarithm {
  if (value === 0) return { sign: 0, log: -Infinity, relativeError: error === 0 ? 0 : Infinity }
  return {
    sign: value > 0 ? 1 : -1,
    log: Math.log(Math.abs(value)),
    relativeError: error / Math.abs(value)
  }
}

/** As a double: 0 or an infinity where it does not fit. */
export function fromSignedLogarithm({ sign, log, relativeError }: SignedLogarithm): Estimate {
  const size = sign === 0 ? 0 : Math.exp(log)
  return { value: sign * size, error: size === 0 ? 0 : size * relativeError }
}

/** Product of powers: prod_i factors[i]^exponents[i] (all exponents 1 if not given). */
export function signedProduct(
  factors: readonly SignedLogarithm[],
  exponents: readonly number[] = factors.map(() => 1)
): SignedLogarithm {
  let sign = 1
  let log = 0
  let relativeError = 0
  factors.forEach((factor, i) => {
    const power = exponents[i]
    if (factor.sign === 0 && power > 0) sign = 0
    if (factor.sign < 0 && Math.abs(power) % 2 === 1) sign = -sign
    log += power * factor.log
    // The rounding of a logarithm of size |log| is a relative error of its exponential.
    relativeError +=
      Math.abs(power) * factor.relativeError + 2 * unitRoundoff * Math.abs(power * factor.log || 0)
  })
  if (sign === 0) return { sign: 0, log: -Infinity, relativeError: 0 }
  return { sign: sign > 0 ? 1 : -1, log, relativeError }
}

/** Sum, relative to its largest term. */
export function signedSum(terms: readonly SignedLogarithm[]): SignedLogarithm {
  const largest = terms.reduce((most, term) => Math.max(most, term.log), -Infinity)
  if (largest === -Infinity) return { sign: 0, log: -Infinity, relativeError: 0 }
  let value = 0
  let error = 0
  for (const { sign, log, relativeError } of terms) {
    if (sign === 0) continue
    const size = Math.exp(log - largest)
    value += sign * size
    error += size * (relativeError + 2 * unitRoundoff)
  }
  const scaled = toSignedLogarithm({ value, error })
  return { ...scaled, log: scaled.log + largest }
}
