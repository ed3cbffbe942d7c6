import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireKeys
} from '../numerics/parameterError.js'
import { seriesPower, seriesProduct } from '../numerics/powerSeries.js'
import { interactionSlope } from './polchinskiFlow.js'
import { couplingsFromSlope } from './potentialSeries.js'

/** The Gaussian that separates the two descriptions of one theory at one scale. */
export interface GaussianPart {
  /** Mass squared m^2 that is split off: S = m^2 phi^2/2 + V. */
  readonly mass: number
  /** Propagator P_k = 1/(R_k(0) + m^2) >= 0 of the modes already integrated, at zero momentum. */
  readonly propagator: number
}

/**
 * Couplings of the effective average action from those of the Wilsonian action at the same scale. The two
 * are Legendre transforms of each other (T. R. Morris, hep-th/0503161):
 * Gamma_k(Phi) = m^2 Phi^2/2 + V_k(phi) - (phi - Phi)^2/(2 P), stationary in phi, so Phi = phi - P V'(phi). On the
 * couplings u4' = u4/(1 - P v2)^4 and so on: trees with the lines P taken away. Exact for constant fields, to
 * the order of the list.
 *
 * @example effectiveCouplings([1, 0.1, 0.2], { mass: 1, propagator: 1 }) // [1, 0.1, 0.3]
 * @throws ParameterError if the propagator is negative or 1 - P (u2 - m^2) is not positive
 */
export function effectiveCouplings(wilsonian: ArrayLike<number>, part: GaussianPart): Float64Array {
  check('effectiveCouplings', wilsonian, part)
  return transformed('effectiveCouplings', wilsonian, part.mass, part.propagator)
}

/**
 * Couplings of the Wilsonian action from those of the effective average action: the inverse of
 * `effectiveCouplings`, the same transform with the sign of P reversed. It attaches the trees: at P = 1/m^2 with
 * u2 = m^2, v6 = u6 - 10 u4^2/m^2.
 *
 * @example wilsonianCouplings([1, 0.1, 0.2], { mass: 1, propagator: 1 }) // [1, 0.1, 0.1]
 * @throws ParameterError if the propagator is negative or 1 + P (u2 - m^2) is not positive
 */
export function wilsonianCouplings(effective: ArrayLike<number>, part: GaussianPart): Float64Array {
  check('wilsonianCouplings', effective, part)
  return transformed('wilsonianCouplings', effective, part.mass, -part.propagator)
}

function check(source: string, couplings: ArrayLike<number>, part: GaussianPart): void {
  const rule = 'a list (u2, u4, …) of at least one'
  requireFiniteList(source, 'couplings', couplings, rule, { typed: true })
  requireKeys(source, 'part', part, ['mass', 'propagator'])
  requireFinite(source, 'mass', part.mass)
  requireFinite(source, 'propagator', part.propagator, 0)
}

/** phi = Phi g(Phi^2) solves g (1 - P S(Phi^2 g^2)) = 1, S = V'/phi; then U'/Phi = m^2 + g S. */
function transformed(
  source: string,
  couplings: ArrayLike<number>,
  mass: number,
  propagator: number
): Float64Array {
  const slope = interactionSlope(couplings, mass)
  const leading = 1 - propagator * slope[0]
  if (!(leading > 0)) {
    const rule = `such that 1 ${propagator < 0 ? '+' : '-'} P (u2 - m^2) > 0, P the propagator and m^2 the mass squared`
    throw new ParameterError(source, 'couplings[0]', rule, couplings[0])
  }
  let stretch: Float64Array = new Float64Array(slope.length)
  stretch[0] = 1 / leading
  let inner: Float64Array = slope.map((value, j) => (j === 0 ? value : 0))
  // Each pass fixes one more coefficient.
  for (let order = 1; order < slope.length; order++) {
    inner = composed(slope, seriesProduct(stretch, stretch))
    stretch = seriesPower(
      inner.map((value, j) => (j === 0 ? 1 : 0) - propagator * value),
      -1
    )
  }
  inner = composed(slope, seriesProduct(stretch, stretch))
  const result = seriesProduct(stretch, inner)
  result[0] += mass
  return couplingsFromSlope(result)
}

/** Coefficients in T of outer(T inner(T)). */
function composed(outer: Float64Array, inner: Float64Array): Float64Array {
  const argument = inner.map((_, j) => (j === 0 ? 0 : inner[j - 1]))
  return outer.reduceRight((sum: Float64Array, coefficient) => {
    const next = seriesProduct(sum, argument)
    next[0] += coefficient
    return next
  }, new Float64Array(outer.length))
}
