import { ParameterError } from '../numerics/parameterError.js'
import { regulators } from './regulator.js'

/** A loop integral as sum_q (weights_q - eta etaWeights_q) / (poles_q + w). */
export interface ThresholdPoles {
  readonly poles: Float64Array
  readonly weights: Float64Array
  readonly etaWeights: Float64Array
  /**
   * At each pole the factors of G^4 and of -G^5 in the p^2 part of the two-point loop, see `WavefunctionLoop`; 0 where
   * a single pole stands for all momenta.
   */
  readonly quartic: Float64Array
  readonly quintic: Float64Array
}

/**
 * Discretised loop integral of a smooth regulator: (d/4) y^(d/2-1) dy [2 r - 2 y r' - eta r] at
 * the pole P = y + r. Litim's P is constant below the cutoff, so one pole is exact. For d = 0 only
 * y = 0 contributes: (d/4) y^(d/2-1) dy tends to half a delta function there. The exponential
 * regulator is summed by the trapezoidal rule in y = exp(x - exp(-x)), doubly exponential at
 * both ends, so it converges geometrically.
 *
 * @throws ParameterError if the sum overflows (`'exponential'` beyond d = 300)
 */
export function thresholdPoles(
  regulator: 'litim' | 'exponential',
  dimension: number
): ThresholdPoles {
  if (regulator === 'litim') return single(1 / (dimension + 2))
  if (dimension === 0) return single(1 / 2)
  if (dimension > 300) {
    throw new ParameterError(
      'thresholdPoles',
      'dimension',
      "at most 300 for the regulator 'exponential'",
      dimension
    )
  }
  let coarse = loopSum(dimension, 1 / 4)
  for (let step = 1 / 8; step > 1e-3; step /= 2) {
    const fine = loopSum(dimension, step)
    const change = Math.abs(integral(fine) / integral(coarse) - 1)
    if (change < 1e-14) return fine
    coarse = fine
  }
  return coarse
}

function single(etaWeight: number): ThresholdPoles {
  return {
    poles: Float64Array.of(1),
    weights: Float64Array.of(1),
    etaWeights: Float64Array.of(etaWeight),
    quartic: Float64Array.of(0),
    quintic: Float64Array.of(0)
  }
}

/** The integral at w = 0, as the test of convergence: poles lie between 1 and infinity, so w = 0 is as sharp as any. */
function integral({ poles, weights }: ThresholdPoles): number {
  return poles.reduce((sum, pole, q) => sum + weights[q] / pole, 0)
}

/** Points y of the trapezoidal rule in x, y = exp(x - exp(-x)), and y^(d/2 - 1) dy there. */
export function loopMomenta(
  dimension: number,
  step: number
): { readonly y: number; readonly measure: number }[] {
  // y spans exp(-1/step-independent): from below 1e-300 to 1000, where exp(-y) has underflowed.
  const first = Math.ceil(-9 / step)
  return Array.from({ length: Math.floor(7 / step) - first + 1 }, (_, j) => {
    const x = (first + j) * step
    const logarithm = x - Math.exp(-x)
    return {
      y: Math.exp(logarithm),
      measure: Math.exp((dimension / 2) * logarithm) * (1 + Math.exp(-x)) * step
    }
  })
}

function loopSum(dimension: number, step: number): ThresholdPoles {
  const { shape, slope, curvature } = regulators.exponential
  const poles: number[] = []
  const weights: number[] = []
  const etaWeights: number[] = []
  const quartic: number[] = []
  const quintic: number[] = []
  for (const { y, measure } of loopMomenta(dimension, step)) {
    const weight = (dimension / 4) * measure
    if (weight * (shape(y) + y) < 1e-300) continue
    poles.push(y + shape(y))
    weights.push(weight * 2 * (shape(y) - y * slope(y)))
    etaWeights.push(weight * shape(y))
    const rise = 1 + slope(y)
    quartic.push(2 * rise + (4 * y * curvature(y)) / dimension)
    quintic.push((8 * y * rise ** 2) / dimension)
  }
  return {
    poles: Float64Array.from(poles),
    weights: Float64Array.from(weights),
    etaWeights: Float64Array.from(etaWeights),
    quartic: Float64Array.from(quartic),
    quintic: Float64Array.from(quintic)
  }
}
