import { OutOfReach } from '../numerics/outOfReach.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { logIntegratedCovariance, type PropagatorParameters } from '../covariances/momentumSpace.js'
import { factorial } from '../numerics/doubleFactorial.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireObject
} from '../numerics/parameterError.js'

/** Couplings u_n by their order n, even; the effective potential is sum u_n phi^n / n!. */
export type PotentialCouplings = Readonly<Record<number, number>>

/**
 * GaussNet's quadratic coupling in the raw normalisation, the inverse of the propagator at zero momentum:
 * u2 = 1 / int d^d x K_W(x) = 1 / ((2 pi)^d K_W(p = 0)), d = dIn. It does not depend on N. The canonical one is
 * u2/Z = m0^2, `massSquared`.
 *
 * @example quadraticCoupling({ sigmaW: 1, dIn: 1 })
 * @throws ParameterError as `logMomentumCovariance`, and if the value over- or underflows (large dIn)
 */
export function quadraticCoupling(parameters: PropagatorParameters): number {
  return refusedUnder(
    'quadraticCoupling',
    () => {
      const logarithm = -logIntegratedCovariance(parameters)
      const value = Math.exp(logarithm)
      if (value > 0 && value < Infinity) return value
      const flows = value === 0 ? 'underflows' : 'overflows'
      const reason = `exp(${logarithm}) ${flows}; use logMomentumCovariance`
      throw new OutOfReach('quadraticCoupling', reason, 'farthest')
    },
    () => ({ ...parameters })
  )
}

/**
 * The effective action of a constant field per volume, U(phi) = sum over n of u_n phi^n / n!: what the
 * truncation of arXiv:2108.01403 says of stability.
 *
 * @returns U at every value of `fields`
 * @example effectivePotential({ 2: 1, 4: -1 }, [0, 1]) // 0, 1/2 - 1/24
 * @throws ParameterError for an order that is not even and >= 2, or numbers that are not finite
 */
export function effectivePotential(
  couplings: PotentialCouplings,
  fields: readonly number[]
): Float64Array {
  requireObject('effectivePotential', 'couplings', couplings)
  requireFiniteList('effectivePotential', 'fields', fields, 'a list of fields', { least: 0 })
  const terms = Object.entries(couplings).map(([key, coupling]) => {
    const order = Number(key)
    if (!Number.isInteger(order / 2) || order < 2) {
      throw new ParameterError('effectivePotential', 'couplings', 'of even orders >= 2', key)
    }
    requireFinite('effectivePotential', `couplings[${key}]`, coupling)
    return { order, factor: coupling / factorial(order) }
  })
  return Float64Array.from(fields, (phi) =>
    terms.reduce((sum, { order, factor }) => sum + factor * phi ** order, 0)
  )
}
