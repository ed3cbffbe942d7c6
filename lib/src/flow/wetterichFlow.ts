import type { Derivative } from '../numerics/odeStepper.js'
import { ParameterError, requireFinite } from '../numerics/parameterError.js'
import { potentialCurvature, potentialSlope } from './potentialSeries.js'
import { requireThreshold, type ThresholdFunction } from './thresholdFunction.js'

/**
 * Flow of the couplings of U = sum_j u_2j phi^(2j)/(2j)!, j = 1 … n, truncated at any even order:
 * du_2j/dk = (2j)! [phi^(2j)] of the Wetterich rate dU_k/dk. At n = 3 and Litim's regulator these are,
 * with A = k^2 + u2 and c = V_d k^(d+1),
 *   u2' = -c u4/A^2, u4' = c (6 u4^2/A^3 - u6/A^2), u6' = c (30 u4 u6/A^3 - 90 u4^3/A^4)
 * (arXiv:2108.01403). The coupling above the truncation is set to zero, as there.
 *
 * With M components, those of a network with M outputs, phi is the length of the field: M - 1 loops more, of the
 * curvature U'/phi (docs/theory.md, "Fixed points" (O(M) models)). At n = 2: u2' = -c (M + 2)/3 u4/A^2, u4' = c (M + 8)/9 6 u4^2/A^3.
 *
 * @example
 * const flow = wetterichFlow(thresholdFunction('litim', 1))
 * flow(1, Float64Array.of(1, 2)) // [-0.1591549, 0.9549297]
 * @throws ParameterError for no threshold, or `components` < 0
 */
export function wetterichFlow(
  threshold: Pick<ThresholdFunction, 'rate'>,
  components = 1
): Derivative {
  requireThreshold('wetterichFlow', threshold)
  requireFinite('wetterichFlow', 'components', components, 0)
  return (k, couplings) => {
    const above = new Float64Array(couplings.length + 1)
    above.set(couplings)
    const rate = loopRate(threshold, above, k, components)
    const rates = new Float64Array(couplings.length)
    for (let j = 0, factorial = 1; j < rates.length; j++) {
      factorial *= (2 * j + 2) * (2 * j + 1)
      rates[j] = factorial * rate[j + 1]
    }
    return rates
  }
}

/** Taylor coefficients in s = phi^2 of dU_k/dk, as many as couplings: one radial loop and M - 1 transverse ones. */
export function loopRate(
  threshold: Pick<ThresholdFunction, 'rate'>,
  couplings: Float64Array,
  k: number,
  components: number
): Float64Array {
  const radial = threshold.rate(potentialCurvature(couplings), k)
  if (components === 1) return radial
  const transverse = threshold.rate(potentialSlope(couplings), k)
  return radial.map((value, j) => value + (components - 1) * transverse[j])
}

/** Refuses couplings for which the loop is singular at the starting scale. */
export function requireRegularStart(
  source: string,
  threshold: ThresholdFunction,
  couplings: readonly number[],
  k: number
): void {
  if (!(couplings[0] + threshold.pole * k * k > 0)) {
    throw new ParameterError(
      source,
      'couplings[0]',
      `a mass squared u2 > ${-threshold.pole * k * k} at k = ${k}`,
      couplings[0]
    )
  }
}
