import type { Derivative } from '../numerics/odeStepper.js'
import { ParameterError } from '../numerics/parameterError.js'
import { effectiveCouplings } from './effectiveCouplings.js'
import type { FlowScheme } from './flowScheme.js'
import { polchinskiFactors, polchinskiFlow } from './polchinskiFlow.js'
import type { ThresholdFunction } from './thresholdFunction.js'
import { requireRegularStart, wetterichFlow } from './wetterichFlow.js'

/** A polynomial truncation of one of the exact equations. */
export interface SchemeEquation {
  readonly flow: Derivative
  /** Refuses couplings from which the flow cannot start. */
  readonly requireStart: (couplings: readonly number[], k: number) => void
  /** Couplings of the effective average action at the same scale. */
  readonly effective: (couplings: Float64Array, k: number) => Float64Array
}

/**
 * The equation of that name; `mass` is Polchinski's m^2.
 *
 * @throws ParameterError if there is none, or Polchinski's for more than one component
 */
export function schemeEquation(
  scheme: FlowScheme,
  threshold: ThresholdFunction,
  { mass, components }: { readonly mass: number; readonly components: number }
): SchemeEquation {
  if (scheme === 'wetterich') {
    return {
      flow: wetterichFlow(threshold, components),
      requireStart: (couplings, k) => requireRegularStart('passiveFlow', threshold, couplings, k),
      effective: (couplings) => couplings
    }
  }
  if (scheme !== 'polchinski') {
    throw new ParameterError('passiveFlow', 'scheme', "'wetterich' or 'polchinski'", scheme)
  }
  if (components !== 1) {
    throw new ParameterError('passiveFlow', 'components', "1 in scheme 'polchinski'", components)
  }
  const { propagator } = polchinskiFactors(threshold, mass)
  const effective = (couplings: ArrayLike<number>, k: number) =>
    effectiveCouplings(couplings, { mass, propagator: propagator(k) })
  return {
    flow: polchinskiFlow(threshold, mass),
    requireStart: (couplings, k) => void effective(couplings, k),
    effective
  }
}
