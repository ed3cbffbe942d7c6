import { refusedUnder } from '../numerics/refusedUnder.js'
import type { Derivative } from '../numerics/odeStepper.js'
import { ParameterError, requirePositive } from '../numerics/parameterError.js'
import { seriesProduct } from '../numerics/powerSeries.js'
import { potentialCurvature } from './potentialSeries.js'
import { regulators } from './regulator.js'
import { requireThreshold, type ThresholdFunction } from './thresholdFunction.js'

/**
 * The two factors of Polchinski's equation in the local approximation, dV/dk = loop V'' + tree V'^2, and
 * the propagator of the modes already integrated at zero momentum, P_k = 1/(R_k(0) + m^2):
 * loop = (1/2) dP_k/dk(x = 0) = V_d k^(d-3) l'(m^2/k^2), tree = -(1/2) dP_k/dk(p = 0).
 */
export interface PolchinskiFactors {
  readonly loop: (k: number) => number
  readonly tree: (k: number) => number
  readonly propagator: (k: number) => number
}

/**
 * The factors of a regulator; `mass` is the mass squared m^2 > 0 of the Gaussian.
 *
 * @throws ParameterError for the regulator `'sharp'`: with the zero mode frozen, the local approximation would lose all
 *   trees; the hard cutoff's equation is the Wetterich flow with that regulator
 */
export function polchinskiFactors(threshold: ThresholdFunction, mass: number): PolchinskiFactors {
  requirePositive('polchinskiFactors', 'mass', mass)
  const shape = regulators[threshold.regulator].shape(0)
  if (!Number.isFinite(shape)) {
    const rule = "one that leaves the zero mode a propagator: not 'sharp', see scheme 'wetterich'"
    throw new ParameterError('polchinskiFactors', 'regulator', rule, threshold.regulator)
  }
  return {
    loop: (k) => threshold.rate(Float64Array.of(mass), k, 1)[0],
    tree: (k) => (k * shape) / (k * k * shape + mass) ** 2,
    propagator: (k) => 1 / (k * k * shape + mass)
  }
}

/**
 * Polchinski flow of the couplings of the Wilsonian action S = sum_j u_2j phi^(2j)/(2j)! = m^2 phi^2/2 + V,
 * j = 1 … n, truncated at any even order: du_2j/dk = loop u_(2j+2) + tree (2j)! [phi^(2j)] V'^2. The
 * coupling above the truncation is set to zero, as in `wetterichFlow`. Derived in docs/theory.md, "Passive renormalization group".
 *
 * @example
 * const flow = polchinskiFlow(thresholdFunction('litim', 1), 1)
 * flow(1, Float64Array.of(1, 0.1)) // [-0.0079577, 0]
 */
export function polchinskiFlow(threshold: ThresholdFunction, mass: number): Derivative {
  return refusedUnder('polchinskiFlow', () => {
    requireThreshold('polchinskiFlow', threshold)
    const factors = polchinskiFactors(threshold, mass)
    return (k, couplings) => {
      const [loop, tree] = [factors.loop(k), factors.tree(k)]
      const slope = interactionSlope(couplings, mass)
      // Where 1 = P V'' the effective mass is infinite: the flow ends there.
      if (!(1 - factors.propagator(k) * slope[0] > 0)) return couplings.map(() => NaN)
      const square = seriesProduct(slope, slope)
      let factorial = 1
      return couplings.map((_, j) => {
        factorial *= (2 * j + 2) * (2 * j + 1)
        return loop * (couplings[j + 1] ?? 0) + tree * factorial * square[j]
      })
    }
  })
}

/** Taylor coefficients in s = phi^2 of V'(phi)/phi, V = sum_j u_2j phi^(2j)/(2j)! - mass phi^2/2. */
export function interactionSlope(couplings: ArrayLike<number>, mass: number): Float64Array {
  const slope = potentialCurvature(couplings).map((value, j) => value / (2 * j + 1))
  slope[0] -= mass
  return slope
}
