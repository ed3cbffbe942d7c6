import type { FlowScheme } from './flowScheme.js'
import type { RegulatorName } from './regulator.js'
import type { LocalPotential } from './scalingPotential.js'

/** The Wilson-Fisher fixed point and its critical exponents, with estimated absolute errors. */
export interface FixedPoint {
  /** Dimension d of space. */
  readonly dimension: number
  /** Number M of fields of the O(M) model. */
  readonly components: number
  /** Whose flow equation. */
  readonly scheme: FlowScheme
  /** Shape of the regulator. */
  readonly regulator: RegulatorName
  /** Correlation length: 1/nu is the positive eigenvalue of the linearised flow. */
  readonly nu: number
  /** Estimated absolute error of `nu`. */
  readonly nuError: number
  /** Leading correction to scaling. */
  readonly omega: number
  /** Estimated absolute error of `omega`. */
  readonly omegaError: number
  /** Anomalous dimension, 0 in the LPA; in the LPA' that of the one field, or of the transverse ones. */
  readonly eta: number
  /** Estimated absolute error of `eta`. */
  readonly etaError: number
  /** Position of the minimum, rho = phi^2/2 in units of k^(d-2), for M = Infinity of M k^(d-2). */
  readonly kappa: number
  /** Eigenvalues of d(beta)/d(u), t = ln k, increasing: -1/nu, omega, …, as far as another order or grid confirms them to a per cent; all are real. */
  readonly eigenvalues: readonly number[]
  /** The effective potential, in units of V_d (M = Infinity: of M V_d), as a series around its minimum; where polynomial truncations were used. */
  readonly potential?: LocalPotential
  /** The Wilsonian interaction V(phi), in units of V_d, on fields that decrease to 0; where Polchinski's equation was used. */
  readonly interaction?: { readonly fields: Float64Array; readonly values: Float64Array }
  /** What the values are from: the highest power of rho of a truncation, or the points of a grid. */
  readonly order: number
  /** How the exponents converge with that order. */
  readonly convergence: readonly {
    /** Highest power of rho, or points of the grid. */
    readonly order: number
    /** `nu` from it. */
    readonly nu: number
    /** `omega` from it. */
    readonly omega: number
  }[]
}
