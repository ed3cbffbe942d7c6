import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import type { NetworkParameters } from '../networks/networkParameters.js'
import { doubleFactorial } from '../numerics/doubleFactorial.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import {
  negated,
  positiveFromLogarithm,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { requireCoarsening, requireGaussNet, type Coarsening } from './coarseningWindow.js'
import { toCoupling, type Coupling } from './exactCoupling.js'

/**
 * Coupling u_n, n = 4 or 6, that GaussNet of width N shows when its inputs are coarsened: the output is
 * averaged over a Gaussian window of width a around the origin, f_a = int rho_a f, and u_n is
 * taken from the connected functions of f_a as for sharp inputs, with the same window on the external
 * legs of the trees. At a = 0 this is `exactCoupling` at the origin. A local, translation-invariant theory would
 * give the same at all a: what varies is the non-locality of the network's action.
 *
 * Exact: with A = a^2 sigmaW^2/d the feature moments are
 * M_n = exp(n^2 sigmaB^2/2 - n sigmaB^2) [(1 + 2A)^-n (1 - n A/(1 + 2A))^-1]^(d/2), finite for
 * (n - 2) A < 1 only: coarser than a = sqrt(d/(n - 2))/sigmaW the n-point function does not exist. Derived in
 * docs/theory.md, "Coarsened inputs".
 *
 * @example coarsenedCoupling({ network: 'gauss', sigmaW: 1, sigmaB: 0 }, 10, 4, { dIn: 1, blur: 0.5 }).value // -0.0345006
 * @throws ParameterError for another net or order, a width, dIn or blur outside its domain, or a blur beyond
 *   that limit
 */
export function coarsenedCoupling(
  parameters: NetworkParameters,
  width: number,
  order: 4 | 6,
  coarsening: Coarsening
): Coupling {
  requireGaussNet('coarsenedCoupling', parameters, order)
  requireInteger('coarsenedCoupling', 'width', width, 1)
  requireCoarsening('coarsenedCoupling', coarsening)
  const { dIn, blur } = coarsening
  const { sigmaW } = parameters
  const broadening = (blur * sigmaW) ** 2 / dIn
  if (!((order - 2) * broadening < 1)) {
    const rule = `< sqrt(dIn/${order - 2})/sigmaW = ${Math.sqrt(dIn / (order - 2)) / sigmaW}, where the ${order}-point function diverges`
    throw new ParameterError('coarsenedCoupling', 'blur', rule, blur)
  }
  const moment = (n: number) => logMoment(parameters, n, dIn, broadening)
  const coupling = couplingInWindow(parameters, order, { dIn, blur }, (n) =>
    connected(parameters, width, n, moment)
  )
  if (Number.isNaN(coupling.log) || Number.isNaN(coupling.logError)) {
    const reason = 'the coupling is not a number: a square of a sigma over- or underflows'
    throw reachError('coarsenedCoupling', reason, networkSizes(parameters, { blur }), 'farthest')
  }
  return toCoupling(coupling)
}

/** u_n from the connected functions of the coarsened output, exact or measured. */
export function couplingInWindow(
  parameters: NetworkParameters,
  order: 4 | 6,
  { dIn, blur }: Coarsening,
  connectedFunction: (order: 4 | 6) => SignedLogarithm
): SignedLogarithm {
  const broadening = (blur * parameters.sigmaW) ** 2 / dIn
  const u4 = signedProduct([
    negated(connectedFunction(4)),
    logTree(parameters, dIn, broadening, [4], -1)
  ])
  if (order === 4) return u4
  const inverseContact = logTree(parameters, dIn, broadening, [6], -1)
  const exchange = logTree(parameters, dIn, broadening, [4, 4], 1)
  return signedSum([
    signedProduct([negated(connectedFunction(6)), inverseContact]),
    signedProduct([number(10), u4, u4, exchange, inverseContact])
  ])
}

function number(value: number): SignedLogarithm {
  return toSignedLogarithm({ value, error: unitRoundoff * Math.abs(value) })
}

/** ln M_n of the window's average of g. */
function logMoment(
  { sigmaB }: NetworkParameters,
  n: number,
  dIn: number,
  broadening: number
): SignedLogarithm {
  const bias = (n * n * sigmaB ** 2) / 2 - n * sigmaB ** 2
  const share = (n * broadening) / (1 + 2 * broadening)
  const [wide, rest] = [n * Math.log1p(2 * broadening), Math.log1p(-share)]
  const log = bias - (dIn / 2) * (wide + rest)
  // Where the moment is about to diverge, what rounding makes of the window counts manyfold.
  const sensitivity = wide - rest + share / (1 - share)
  const size = n * n * sigmaB ** 2 + dIn * sensitivity + 1
  return positiveFromLogarithm(log, 8 * unitRoundoff * size)
}

/** Gc(n) of n equal points: sigmaW^n kappa_n/N^(n/2 - 1), kappa_4 = 3 (M4 - M2^2), kappa_6 = 15 M6 - 45 M4 M2 + 30 M2^3. */
function connected(
  { sigmaW }: NetworkParameters,
  width: number,
  order: 4 | 6,
  moment: (n: number) => SignedLogarithm
): SignedLogarithm {
  const term = (weight: number, ...orders: number[]) =>
    signedProduct([number(weight), ...orders.map(moment)])
  const cumulant =
    order === 4
      ? signedSum([term(3, 4), term(-3, 2, 2)])
      : signedSum([term(doubleFactorial(5), 6), term(-45, 4, 2), term(30, 2, 2, 2)])
  return signedProduct([cumulant, number(sigmaW), number(width)], [1, order, 1 - order / 2])
}

/**
 * Tree of one or two vertices whose external legs end in the window at the origin, to the power +-1: a leg is
 * sigmaW^2 (1 + A)^(-d/2) exp(-q y^2/(2 (1 + A))), q = sigmaW^2/d, an internal line is K_W.
 */
function logTree(
  { sigmaW }: NetworkParameters,
  dIn: number,
  broadening: number,
  vertices: readonly [number] | readonly [number, number],
  power: 1 | -1
): SignedLogarithm {
  const internal = vertices.length - 1
  const legs = vertices.reduce((sum, order) => sum + order, 0) - 2 * internal
  const stiffness = vertices.map((order) => (order - internal) / (1 + broadening) + internal)
  const determinant = stiffness.reduce((product, s) => product * s, 1) - internal
  const terms = [
    2 * (legs + internal) * Math.log(sigmaW),
    (-dIn / 2) * legs * Math.log1p(broadening),
    ((dIn * vertices.length) / 2) * Math.log((2 * Math.PI * dIn) / sigmaW ** 2),
    (-dIn / 2) * Math.log(determinant)
  ]
  const log = terms.reduce((sum, term) => sum + term, 0)
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 10 * dIn + 10)
  return positiveFromLogarithm(power * log, 8 * unitRoundoff * size)
}
