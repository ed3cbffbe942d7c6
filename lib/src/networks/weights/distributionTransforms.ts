import { ParameterError } from '../../numerics/parameterError.js'
import { distributionText, type WeightDistribution } from './weightDistribution.js'

/** E[cos(t w)] of a weight of unit variance: its characteristic function, real since w and -w are alike. */
export function characteristicFunction(distribution: WeightDistribution, t: number): number {
  if (typeof distribution === 'object') return studentCharacteristic(distribution.student, t)
  switch (distribution) {
    case 'normal':
      return Math.exp((-t * t) / 2)
    case 'uniform': {
      const s = Math.sqrt(3) * t
      return s === 0 ? 1 : Math.sin(s) / s
    }
    case 'laplace':
      return 1 / (1 + (t * t) / 2)
    case 'sign':
      return Math.cos(t)
  }
}

/** From here on E[exp(t w)] is its larger half to all digits; powers of e do not overflow before. */
const oneSided = 20

/**
 * ln E[exp(t w)] of a weight of unit variance, its cumulant generating function: even, convex, 0 at 0, and below 0 nowhere. Its own
 * rounding, at a t that is exact, is four units and two of its size.
 *
 * @param parameter which weights, for the error
 * @throws ParameterError where it does not exist: |t| >= sqrt(2) for Laplace's distribution, t != 0 for Student's t
 */
export function cumulantGeneratingFunction(
  source: string,
  parameter: string,
  distribution: WeightDistribution,
  t: number
): number {
  if (t === 0) return 0
  if (typeof distribution === 'object') {
    const rule = "a distribution with exponential moments, which Student's t has not"
    throw new ParameterError(source, parameter, rule, distributionText(distribution))
  }
  switch (distribution) {
    case 'normal':
      return (t * t) / 2
    case 'uniform': {
      const s = Math.sqrt(3) * Math.abs(t)
      return s < oneSided ? Math.log(Math.sinh(s) / s) : s - Math.log(2 * s)
    }
    case 'laplace': {
      const rest = 1 - (t * t) / 2
      if (rest > 0) return -Math.log1p((-t * t) / 2)
      const rule =
        `a distribution with the moment E[exp(${Number(Math.abs(t).toPrecision(6))} w)], w of variance 1, which ` +
        "Laplace's has for factors below sqrt(2) alone: smaller sigmas, inputs or orders help"
      throw new ParameterError(source, parameter, rule, distribution)
    }
    case 'sign':
      return Math.abs(t) < oneSided ? Math.log(Math.cosh(t)) : Math.abs(t) - Math.LN2
  }
}

/**
 * Student's t is a normal variable over sqrt(chi^2/student): the mean of exp(-t^2 (student - 2)/(2 chi^2)) over chi^2, by the
 * trapezoidal rule in y = ln(chi^2/student), whose error falls off exponentially with the steps in the width of y, about
 * sqrt(2/student).
 */
function studentCharacteristic(student: number, t: number): number {
  if (t === 0) return 1
  const width = 1 / Math.sqrt(student)
  const step = Math.min(1 / 16, width / 2)
  const from = -80 / student - Math.min(8, 20 * width)
  const to = Math.log1p(100 / student) + Math.min(2, 20 * width)
  const square = (t * t * (1 - 2 / student)) / 2
  let [sum, norm] = [0, 0]
  for (let y = from; y <= to; y += step) {
    const weight = Math.exp((student / 2) * belowTangent(y))
    norm += weight
    sum += weight * Math.exp(-square * Math.exp(-y))
  }
  return sum / norm
}

/** y + 1 - exp(y), whose terms cancel near 0. */
function belowTangent(y: number): number {
  if (Math.abs(y) > 1 / 8) return y - Math.expm1(y)
  let series = 0
  for (let k = 12; k > 2; k--) series = (y / k) * (1 + series)
  return -((y * y) / 2) * (1 + series)
}
