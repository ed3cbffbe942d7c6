import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import type { Estimate } from '../numerics/estimate.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import { polynomialPotential } from './potentialSeries.js'

/** An action of one variable, and the scale at which its effective action is wanted. */
export interface ZeroDimensionalTheory {
  /** (u_2, u_4, …, u_2n) of S = sum_j u_2j x^(2j)/(2j)!, the last one positive. */
  readonly couplings: readonly number[]
  /** k >= 0: the mode has the additional mass k^2. Default 0. */
  readonly scale?: number
  /** m^2 > 0 of the Gaussian to which the integral is relative; default u_2. */
  readonly referenceMass?: number
}

/**
 * The effective potential of field theory in zero dimensions, from the ordinary integral:
 * U_k(Phi) = j Phi - k^2 Phi^2/2 - ln[int dx exp(-S(x) - k^2 x^2/2 + j x) / sqrt(2 pi/(m^2 + k^2))] with j such that
 * the mean of x is Phi. What all flows have to reproduce in d = 0, where no scheme approximates.
 *
 * @returns the value with a bound on its error, about 1e-12
 * @throws ParameterError naming the parameter
 */
export function zeroDimensionalPotential(theory: ZeroDimensionalTheory, phi: number): Estimate {
  requireKeys('zeroDimensionalPotential', 'theory', theory, ['couplings', 'scale', 'referenceMass'])
  requireFiniteList(
    'zeroDimensionalPotential',
    'couplings',
    theory.couplings,
    'a list (u2, u4, …) of at least one'
  )
  const { couplings, scale = 0, referenceMass = couplings[0] } = theory
  check(couplings, scale, referenceMass)
  requireFinite('zeroDimensionalPotential', 'phi', phi)
  const action = polynomialPotential(couplings, -scale * scale)
  const tilted = (source: number) => tiltedIntegral(action, source)
  let bound = 1
  while (tilted(bound).mean < Math.abs(phi)) bound *= 2
  const source =
    phi === 0 ? 0 : bracketedRoot((j) => tilted(j).mean - Math.abs(phi), 0, bound, 1e-14)
  const { logarithm, error } = tilted(source)
  const gaussian = Math.log((2 * Math.PI) / (referenceMass + scale * scale)) / 2
  // The Legendre transform is stationary in j: its rounding does not matter to first order.
  const value = source * Math.abs(phi) - (scale * phi) ** 2 / 2 - logarithm + gaussian
  return { value, error: error + 1e-15 * (1 + Math.abs(logarithm) + source * Math.abs(phi)) }
}

/** Logarithm of int dx exp(-S + j x), with a bound on its error, and the mean of x. */
function tiltedIntegral(action: (x: number) => number, source: number) {
  const exponent = (x: number) => source * x - action(x)
  let reach = 1
  while (exponent(reach) > -800 || exponent(-reach) > -800) reach *= 1.5
  const breaks = Array.from({ length: 65 }, (_, j) => reach * (j / 32 - 1))
  const top = breaks.reduce((most, x) => Math.max(most, exponent(x)), -Infinity)
  const options = { relativeTolerance: 1e-13 }
  const weight = (x: number) => Math.exp(exponent(x) - top)
  const total = adaptiveQuadrature(weight, breaks, options)
  const first = adaptiveQuadrature((x) => x * weight(x), breaks, {
    ...options,
    absoluteTolerance: 1e-14 * total.value
  })
  return {
    logarithm: top + Math.log(total.value),
    error: total.error / total.value,
    mean: first.value / total.value
  }
}

function check(couplings: readonly number[], scale: number, referenceMass: number): void {
  const source = 'zeroDimensionalPotential'
  if (!(couplings[couplings.length - 1] > 0)) {
    const rule = '> 0 at the highest order, or the integral diverges'
    throw new ParameterError(source, 'couplings', rule, couplings)
  }
  requireFinite(source, 'scale', scale, 0)
  requirePositive(source, 'referenceMass', referenceMass)
}
