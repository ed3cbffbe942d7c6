import { ParameterError, requireObject, requireOneOf } from './parameterError.js'
import { unitRoundoff, withUnderflow, type Estimate } from './estimate.js'

/**
 * A number as sign times exp(log), with its error as exp(logError): what over- or underflows in high
 * dimension as a double does not here. Zero has sign 0 and log -Infinity, and keeps its error.
 */
export interface SignedLogarithm {
  /** Sign of the number. */
  readonly sign: -1 | 0 | 1
  /** ln of its absolute value; -Infinity for zero. */
  readonly log: number
  /** ln of a bound on the absolute error; -Infinity for an exact number. */
  readonly logError: number
}

/** From a value with an absolute error. */
export function toSignedLogarithm({ value, error }: Estimate): SignedLogarithm {
  return {
    sign: Math.sign(value) as -1 | 0 | 1,
    log: Math.log(Math.abs(value)),
    logError: Math.log(error)
  }
}

/** The positive number exp(log), known to a relative error. */
export function positiveFromLogarithm(log: number, relativeError: number): SignedLogarithm {
  return { sign: 1, log, logError: log + Math.log(relativeError) }
}

/**
 * As a double: 0 or an infinity where it does not fit, with an error that says so. The error includes what the rounding of
 * the logarithm makes of the number, many units in the last place where it is far from 1.
 *
 * @example fromSignedLogarithm({ sign: -1, log: 0, logError: 0 }).value // -1
 * @throws ParameterError for anything but a number of this form
 */
export function fromSignedLogarithm(number: SignedLogarithm): Estimate {
  const source = 'fromSignedLogarithm'
  requireObject(source, 'number', number)
  const { sign, log, logError } = number
  requireOneOf(source, 'number.sign', sign, [-1, 0, 1])
  for (const [name, value] of Object.entries({ log, logError })) {
    if (typeof value === 'number' && !Number.isNaN(value)) continue
    throw new ParameterError(source, `number.${name}`, 'a number, or an infinity', value)
  }
  if (sign === 0 && logError === -Infinity) return { value: 0, error: 0 }
  const value = sign === 0 ? 0 : sign * Math.exp(log)
  const rounding = sign === 0 || log === 0 ? 0 : unitRoundoff * (1 + Math.abs(log))
  return withUnderflow({
    value,
    error: Math.abs(value) < Infinity ? Math.exp(logError) + rounding * Math.abs(value) : Infinity
  })
}

/** The number times exp(logFactor). */
export function rescaled(number: SignedLogarithm, logFactor: number): SignedLogarithm {
  return { ...number, log: number.log + logFactor, logError: number.logError + logFactor }
}

/** The number with the other sign. */
export function negated(number: SignedLogarithm): SignedLogarithm {
  return { ...number, sign: (0 - number.sign) as -1 | 0 | 1 }
}

/**
 * Product of powers: prod_i factors[i]^exponents[i] (all exponents 1 if not given). The error is of first
 * order in those of the factors; of factors that are zero their error takes their place.
 */
export function signedProduct(
  factors: readonly SignedLogarithm[],
  exponents: readonly number[] = factors.map(() => 1)
): SignedLogarithm {
  let sign = 1
  let log = 0
  /** ln of the product with the errors of zeros in their place. */
  let logSize = 0
  let relativeError = 0
  factors.forEach((factor, i) => {
    const power = exponents[i]
    if (power === 0) return
    log += power * factor.log
    if (factor.sign === 0 && power > 0) {
      sign = 0
      logSize += power * factor.logError
      return
    }
    if (factor.sign < 0 && Math.abs(power) % 2 === 1) sign = -sign
    logSize += power * factor.log
    // The rounding of a logarithm of size |log| is a relative error of its exponential.
    relativeError +=
      Math.abs(power) * Math.exp(factor.logError - factor.log) +
      2 * unitRoundoff * Math.abs(power * factor.log)
  })
  if (sign !== 0) {
    return { sign: sign > 0 ? 1 : -1, log, logError: logSize + Math.log(relativeError) }
  }
  // An exact zero makes the product exact, whatever the other factors are.
  const logError = logSize === -Infinity ? -Infinity : logSize + Math.log1p(relativeError)
  return { sign: 0, log: -Infinity, logError }
}

/** Sum, relative to its largest term or error. */
export function signedSum(terms: readonly SignedLogarithm[]): SignedLogarithm {
  const largest = terms.reduce(
    (most, { log, logError }) => Math.max(most, log, logError),
    -Infinity
  )
  if (largest === -Infinity) return { sign: 0, log: -Infinity, logError: -Infinity }
  let value = 0
  let error = 0
  for (const { sign, log, logError } of terms) {
    const size = sign === 0 ? 0 : Math.exp(log - largest)
    value += sign * size
    // The logarithms of the term and of the sum are rounded too.
    const rounding = size === 0 ? 0 : 2 * unitRoundoff * size * (1 + Math.abs(log))
    error += Math.exp(logError - largest) + rounding
  }
  return rescaled(toSignedLogarithm({ value, error }), largest)
}
