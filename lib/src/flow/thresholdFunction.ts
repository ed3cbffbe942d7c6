import gammaln from '@stdlib/math-base-special-gammaln'
import gamma from '@stdlib/math-base-special-gamma'
import {
  ParameterError,
  requireFinite,
  requireFunction,
  requireObject
} from '../numerics/parameterError.js'
import { seriesLogarithm, seriesPower } from '../numerics/powerSeries.js'
import { regulatorNamed, type RegulatorName } from './regulator.js'
import { thresholdPoles, type ThresholdPoles } from './thresholdPoles.js'

/**
 * The loop integral of the Wetterich equation in the local potential approximation, with the
 * regulator and the dimension built in:
 *
 *   k dU_k/dk = V_d k^d l(U_k''/k^2),
 *   l(w) = (d/4) int_0^inf dy y^(d/2-1) [2 r - 2 y r' - eta r] / (y + r + w),
 *
 * V_d = 1/(2^d pi^(d/2) Gamma(d/2 + 1)), normalised so that Litim's regulator has
 * l(w) = (1 - eta/(d+2)) / (1 + w). (Derived in docs/theory.md, "Passive renormalization group"; definition as in cond-mat/0702365.)
 * Parts of l that do not depend on w only shift the vacuum energy and are dropped where they diverge.
 */
export interface ThresholdFunction {
  /** Shape of the regulator. */
  readonly regulator: RegulatorName
  /** d >= 0, any real number. */
  readonly dimension: number
  /** Largest -U''/k^2 at which the loop is still finite: the flow needs U'' > -pole k^2. */
  readonly pole: number
  /** l(w) at anomalous dimension `eta` (default 0), w > -pole. */
  readonly value: (w: number, eta?: number) => number
  /**
   * Derivative of order 0 or 1 of dU_k/dk with respect to U'', as a series: given the Taylor
   * coefficients of U'' in any variable, those of V_d k^(d-1) l(U''/k^2) (order 0) or of
   * V_d k^(d-3) l'(U''/k^2) (order 1). Finite at k = 0 if U'' > 0 there. At k = 1 divided by V_d
   * these are the dimensionless l and l'. NaN past the pole.
   */
  readonly rate: (curvature: Float64Array, k: number, order?: 0 | 1, eta?: number) => Float64Array
  /** Undefined for `'sharp'` and `'mass'`, whose momentum dependence is too singular. */
  readonly wavefunction?: (w: number, transverse?: number) => WavefunctionLoop
}

/**
 * The p^2 part of the two-point loop, which drives the field normalisation of the LPA': with T = (d^3U/dphi^3)^2 in
 * units of k and V_d, eta = T (value - eta etaValue). With G = 1/(P + w), P = y + r,
 * value = (d/2) int dy y^(d/2-1) [2r - 2yr'] G^2 [(P' + 2yP''/d) G^2 - (4y/d) P'^2 G^3], etaValue the same with
 * r for 2r - 2yr'. Litim: value = 1/(1 + w)^4, etaValue = 0, half of the kink at y = 1 counted. With a second argument one of
 * the two propagators is H = 1/(P + transverse), as in the loop of a radial and a transverse field: G^4 becomes G^2 H^2 and
 * 2 G^5 becomes G^3 H^2 + G^2 H^3.
 */
export interface WavefunctionLoop {
  readonly value: number
  readonly etaValue: number
  /** Derivatives with respect to w, at fixed `transverse` if that is given. */
  readonly slope: number
  readonly etaSlope: number
}

/** ln V_d, V_d = 1/(2^d pi^(d/2) Gamma(d/2 + 1)): -Infinity is never reached for d <= 1e300. */
export function logLoopVolume(dimension: number): number {
  return -dimension * Math.LN2 - (dimension / 2) * Math.log(Math.PI) - gammaln(dimension / 2 + 1)
}

/** k^exponent exp(logFactor), for k >= 0, without intermediate overflow. */
function scaledPower(k: number, exponent: number, logFactor: number): number {
  return exponent === 0 ? Math.exp(logFactor) : Math.exp(logFactor + exponent * Math.log(k))
}

/**
 * The threshold function of a regulator in d dimensions. `'litim'` is exact; `'exponential'` is a
 * trapezoidal sum over the loop momentum, doubled until it is converged to 1e-14; `'sharp'`
 * is -(d/2) ln(1 + w); `'mass'` is Gamma(1 + d/2) Gamma(1 - d/2) (1 + w)^(d/2 - 1), -ln(1 + w) in d = 2.
 *
 * @example thresholdFunction('litim', 3).value(1) // 0.5
 * @throws ParameterError if `dimension` is not in the regulator's domain: d >= 0, `'sharp'` d > 0,
 *   `'mass'` d < 4, `'exponential'` d <= 300 (its loop volume overflows beyond)
 */
export function thresholdFunction(regulator: RegulatorName, dimension: number): ThresholdFunction {
  const name = regulatorNamed('thresholdFunction', regulator).name
  requireFinite('thresholdFunction', 'dimension', dimension, 0)
  if (name === 'sharp') return sharpThreshold(dimension)
  if (name === 'mass') return massThreshold(dimension)
  return polesThreshold(name, dimension)
}

/** l as a sum of simple poles weight / (pole + w). */
function polesThreshold(regulator: 'litim' | 'exponential', dimension: number): ThresholdFunction {
  const discretised = thresholdPoles(regulator, dimension)
  const { poles, weights, etaWeights } = discretised
  const logVolume = logLoopVolume(dimension)
  const weight = (q: number, eta: number) => weights[q] - eta * etaWeights[q]
  return {
    regulator,
    dimension,
    pole: poles.reduce((least, pole) => Math.min(least, pole), Infinity),
    wavefunction:
      regulator === 'litim'
        ? litimWavefunction
        : (w, transverse) => wavefunctionLoop(discretised, w, transverse),
    value: (w, eta = 0) => poles.reduce((sum, pole, q) => sum + weight(q, eta) / (pole + w), 0),
    rate: (curvature, k, order = 0, eta = 0) => {
      // In units of k where k is large, so that k^(d+1) and k^2 do not overflow; in absolute ones down to k = 0.
      const inUnits = k > 1 && k * k > Math.abs(curvature[0])
      const gap = inUnits ? 1 : k * k
      const scale = scaledPower(k, dimension + 1 - (inUnits ? 2 * (order + 1) : 0), logVolume)
      const result = new Float64Array(curvature.length)
      const shifted = inUnits ? curvature.map((value) => value / k / k) : curvature.slice()
      const centre = shifted[0]
      for (const [q, pole] of poles.entries()) {
        shifted[0] = centre + pole * gap
        if (!(shifted[0] > 0)) return result.fill(NaN)
        const term = seriesPower(shifted, -1 - order)
        const factor = scale * weight(q, eta) * (order === 0 ? 1 : -1)
        for (let j = 0; j < result.length; j++) result[j] += factor * term[j]
      }
      return result
    }
  }
}

/** All of it comes from the kink of P at y = 1, where r = 0: so none with the anomalous part of the rate. */
function litimWavefunction(w: number, transverse?: number): WavefunctionLoop {
  const value = (1 + w) ** -2 * (1 + (transverse ?? w)) ** -2
  const slope = ((transverse === undefined ? -4 : -2) * value) / (1 + w)
  return { value, etaValue: 0, slope, etaSlope: 0 }
}

function wavefunctionLoop(
  { poles, weights, etaWeights, quartic, quintic }: ThresholdPoles,
  w: number,
  transverse?: number
): WavefunctionLoop {
  const moving = transverse === undefined ? 2 : 1
  let [value, etaValue, slope, etaSlope] = [0, 0, 0, 0]
  poles.forEach((pole, q) => {
    const g = 1 / (pole + w)
    const h = 1 / (pole + (transverse ?? w))
    const term = (quartic[q] - (quintic[q] * (g + h)) / 2) * (g * h) ** 2
    const change = moving * (-2 * quartic[q] + quintic[q] * (1.5 * g + h)) * g ** 3 * h ** 2
    value += weights[q] * term
    etaValue += etaWeights[q] * term
    slope += weights[q] * change
    etaSlope += etaWeights[q] * change
  })
  return { value, etaValue, slope, etaSlope }
}

/** The momentum shell: l = -(d/2) ln(1 + w), the limit of an infinitely strong regulator below k. */
function sharpThreshold(dimension: number): ThresholdFunction {
  if (dimension === 0) {
    throw new ParameterError('thresholdFunction', 'dimension', "> 0 for the regulator 'sharp'", 0)
  }
  const logVolume = logLoopVolume(dimension)
  return {
    regulator: 'sharp',
    dimension,
    pole: 1,
    value: (w, eta = 0) => {
      refuseEta('sharp', eta)
      return (-dimension / 2) * Math.log1p(w)
    },
    rate: (curvature, k, order = 0, eta = 0) => {
      refuseEta('sharp', eta)
      const shifted = Float64Array.from(curvature)
      shifted[0] += k * k
      if (!(shifted[0] > 0)) return shifted.fill(NaN)
      const series = order === 0 ? seriesLogarithm(shifted) : seriesPower(shifted, -1)
      const factor = (-dimension / 2) * scaledPower(k, dimension - 1, logVolume)
      return series.map((value) => factor * value)
    }
  }
}

/** The Callan-Symanzik loop: a power of the full mass, its divergent vacuum part dropped. */
function massThreshold(dimension: number): ThresholdFunction {
  if (!(dimension < 4)) {
    throw new ParameterError(
      'thresholdFunction',
      'dimension',
      "< 4 for the regulator 'mass', whose loop diverges there",
      dimension
    )
  }
  const power = dimension / 2 - 1
  // The constant of l' = power * constant * (1+w)^(power-1), regular also in d = 2.
  const slope = -gamma(1 + dimension / 2) * gamma(2 - dimension / 2)
  const logVolume = logLoopVolume(dimension)
  return {
    regulator: 'mass',
    dimension,
    pole: 1,
    value: (w, eta = 0) => {
      refuseEta('mass', eta)
      return power === 0 ? slope * Math.log1p(w) : (slope / power) * (1 + w) ** power
    },
    rate: (curvature, k, order = 0, eta = 0) => {
      refuseEta('mass', eta)
      const shifted = Float64Array.from(curvature)
      shifted[0] += k * k
      if (!(shifted[0] > 0)) return shifted.fill(NaN)
      const series =
        order === 1
          ? seriesPower(shifted, power - 1)
          : power === 0
            ? seriesLogarithm(shifted)
            : seriesPower(shifted, power)
      const factor = order === 0 && power !== 0 ? slope / power : slope
      return series.map((value) => Math.exp(logVolume) * k * factor * value)
    }
  }
}

function refuseEta(regulator: RegulatorName, eta: number): void {
  if (eta !== 0) {
    throw new ParameterError(
      'thresholdFunction',
      'eta',
      `0 for the regulator '${regulator}', whose momentum dependence is too singular`,
      eta
    )
  }
}

/** Refuses anything but what `thresholdFunction` returns. */
export function requireThreshold(source: string, threshold: Pick<ThresholdFunction, 'rate'>): void {
  requireObject(source, 'threshold', threshold)
  requireFunction(source, 'threshold.rate', threshold.rate)
}
