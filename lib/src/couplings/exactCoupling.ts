import { connectedCumulant } from '../correlators/exactGreenFunction.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { multisets } from '../numerics/multisets.js'
import {
  fromSignedLogarithm,
  rescaled,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { couplingEquation, solveCoupling } from './couplingFromConnected.js'
import { logNormalisation, type Normalisation } from './normalisation.js'
import { treeIntegrals, type TreeIntegrals } from './treeIntegral.js'

/** A coupling with a bound on its error; `value` is 0 or infinite where it does not fit a double. */
export interface Coupling {
  readonly value: number
  /** Bound on the absolute error. */
  readonly error: number
  /** ln |value|, also where the value itself over- or underflows (high dimension). */
  readonly logMagnitude: number
  readonly sign: -1 | 0 | 1
}

/** Which coupling is meant. */
export interface CouplingOptions {
  /** Infrared cutoff |x| < L of the vertex integrals; needed for ReLU-net and Erf-net alone. */
  readonly cutoff?: number
  /** Default `'raw'`: the network's own output as field. `'canonical'`: kinetic term p^2 (GaussNet only). */
  readonly normalisation?: Normalisation
}

/**
 * Exact coupling u_n(x_1, …, x_n) at width N, n = 4, 6 (and 8 for GaussNet): from the exact connected
 * function and the tree diagrams with lower couplings. Those are taken local: u4 in u6 is the mean over
 * the multisets of four of the points' distinct values (GaussNet: flat where |x| << 1/sigmaW).
 *
 * GaussNet at sigmaW = sigmaB = 1, dIn = 1, x = 0: u4 = -128.296/N, u6 = -2.1e6/N^2 to leading order;
 * both negative. Derived in docs/theory.md.
 *
 * @throws ParameterError for parameters, width, points, cutoff or normalisation outside their domain
 */
export function exactCoupling(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  options: CouplingOptions = {}
): Coupling {
  const normalisation = options.normalisation ?? 'raw'
  const log = logNormalisation(parameters, points, normalisation)
  const integrals = treeIntegrals(parameters, points)(options.cutoff)
  const raw = rawCoupling(parameters, width, points, integrals)
  return toCoupling(rescaled(raw, -(points.length / 2) * log))
}

/** Exact coupling of the network's own output as field, from given integrals. @throws as `exactCoupling` */
export function rawCoupling(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  integrals: TreeIntegrals
): SignedLogarithm {
  if (points.length < 4 || points.length > 8 || points.length % 2) {
    throw new ParameterError('exactCoupling', 'points', 'a list of 4, 6 or 8 points', points.length)
  }
  const connected = toSignedLogarithm(connectedCumulant(parameters, width, points))
  const lower: Record<number, SignedLogarithm> = {}
  for (let order = 4; order < points.length; order += 2) {
    lower[order] = meanCoupling(parameters, width, points, order, integrals)
  }
  return solveCoupling(couplingEquation(integrals, points), connected, lower)
}

function meanCoupling(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  order: number,
  integrals: TreeIntegrals
): SignedLogarithm {
  const distinct = [...new Map(points.map((x) => [x.join(), x])).values()]
  const combinations = multisets(distinct.length, order)
  const values = combinations.map((combination) =>
    rawCoupling(
      parameters,
      width,
      combination.map((i) => distinct[i]),
      integrals
    )
  )
  const count = toSignedLogarithm({ value: combinations.length, error: 0 })
  return signedProduct([signedSum(values), count], [1, -1])
}

/** As a coupling. */
export function toCoupling(number: SignedLogarithm): Coupling {
  return { ...fromSignedLogarithm(number), logMagnitude: number.log, sign: number.sign }
}
