import { reachError } from './outOfReach.js'
import { ParameterError, requireFiniteList, requirePositive } from './parameterError.js'
import { refusedUnder } from './refusedUnder.js'

/** Straight line y = intercept + slope x through data, with standard errors. */
export interface LineFit {
  /** Slope of the line. */
  readonly slope: number
  /** Standard error of `slope`. */
  readonly slopeError: number
  /** y at x = 0. */
  readonly intercept: number
  /** Standard error of `intercept`. */
  readonly interceptError: number
  /** Weighted sum of squared residuals; compare with degreesOfFreedom if the errors are known. */
  readonly chiSquared: number
  /** Number of points less two. */
  readonly degreesOfFreedom: number
}

/**
 * Weighted least-squares line. With known standard errors of the y the errors of slope and intercept follow
 * from them; without, all points weigh the same and the errors follow from the scatter of the residuals
 * (zero for points on a line, NaN-free: two points give zero).
 *
 * @example fitLine([0, 1, 2], [1, 3, 5]).slope // 2
 * @throws ParameterError for fewer than two points, lengths that differ, values that are not finite, errors <= 0
 *   or x that are all equal
 */
export function fitLine(
  x: readonly number[],
  y: readonly number[],
  standardErrors?: readonly number[]
): LineFit {
  check('fitLine', x, y, standardErrors)
  const weight = x.map((_, i) => (standardErrors ? standardErrors[i] ** -2 : 1))
  const total = weight.reduce((sum, w) => sum + w, 0)
  const mean = (values: readonly number[]) =>
    values.reduce((sum, v, i) => sum + weight[i] * v, 0) / total
  const [xMean, yMean] = [mean(x), mean(y)]
  // Sums about the mean: the textbook difference of squares cancels.
  const sxx = x.reduce((sum, value, i) => sum + weight[i] * (value - xMean) ** 2, 0)
  const sxy = x.reduce((sum, value, i) => sum + weight[i] * (value - xMean) * (y[i] - yMean), 0)
  if (!(sxx > 0)) throw new ParameterError('fitLine', 'x', 'a list with at least two values', x)
  const slope = sxy / sxx
  const intercept = yMean - slope * xMean
  if (![sxx, slope, intercept].every(Number.isFinite)) {
    throw reachError('fitLine', 'sums of squares overflow', { x, y, standardErrors }, 'farthest')
  }
  const chiSquared = x.reduce(
    (sum, value, i) => sum + weight[i] * (y[i] - yMean - slope * (value - xMean)) ** 2,
    0
  )
  const degreesOfFreedom = x.length - 2
  const variance = standardErrors ? 1 : degreesOfFreedom > 0 ? chiSquared / degreesOfFreedom : 0
  return {
    slope,
    slopeError: Math.sqrt(variance / sxx),
    intercept,
    interceptError: Math.sqrt(variance * (1 / total + xMean ** 2 / sxx)),
    chiSquared,
    degreesOfFreedom
  }
}

/** Power law y = amplitude x^exponent, with standard errors. */
export interface PowerLawFit {
  /** Power of x. */
  readonly exponent: number
  /** Standard error of `exponent`. */
  readonly exponentError: number
  /** y at x = 1. */
  readonly amplitude: number
  /** Standard error of `amplitude`. */
  readonly amplitudeError: number
  /** Weighted sum of squared residuals of ln y. */
  readonly chiSquared: number
  /** Number of points less two. */
  readonly degreesOfFreedom: number
}

/**
 * Power law through positive x and y of one sign, as a line in the logarithms; a standard error s of y is
 * s/|y| there. The amplitude takes the sign of y.
 *
 * @example fitPowerLaw([1, 2, 4], [3, 12, 48]).exponent // 2
 * @throws ParameterError for x <= 0, y of mixed sign or zero, and as `fitLine`
 */
export function fitPowerLaw(
  x: readonly number[],
  y: readonly number[],
  standardErrors?: readonly number[]
): PowerLawFit {
  check('fitPowerLaw', x, y, standardErrors)
  x.forEach((value, i) => requirePositive('fitPowerLaw', `x[${i}]`, value))
  const sign = Math.sign(y[0])
  y.forEach((value, i) => {
    if (!(value * sign > 0)) {
      throw new ParameterError('fitPowerLaw', `y[${i}]`, 'not zero and of the sign of y[0]', value)
    }
  })
  const fit = refusedUnder('fitPowerLaw', () =>
    fitLine(
      x.map(Math.log),
      y.map((value) => Math.log(Math.abs(value))),
      standardErrors?.map((error, i) => error / Math.abs(y[i]))
    )
  )
  const amplitude = Math.exp(fit.intercept)
  return {
    exponent: fit.slope,
    exponentError: fit.slopeError,
    amplitude: sign * amplitude,
    amplitudeError: amplitude * fit.interceptError,
    chiSquared: fit.chiSquared,
    degreesOfFreedom: fit.degreesOfFreedom
  }
}

function check(
  source: string,
  x: readonly number[],
  y: readonly number[],
  errors?: readonly number[]
): void {
  requireFiniteList(source, 'x', x, 'a list of at least two numbers', { least: 2 })
  for (const [name, values] of Object.entries({ y, standardErrors: errors })) {
    if (values === undefined && name !== 'y') continue
    const rule = `a list of ${x.length} numbers, as x is`
    requireFiniteList(source, name, values, rule)
    if (values.length !== x.length) throw new ParameterError(source, name, rule, values)
  }
  errors?.forEach((value, i) => requirePositive(source, `standardErrors[${i}]`, value))
}
