import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import { scatterResolution } from '../correlators/exactStandardError.js'
import { FiniteWidthTheory } from '../correlators/finiteWidthTheory.js'
import { outputMoment } from '../correlators/outputMoment.js'
import {
  infiniteWidthCovariance,
  weightCovariance
} from '../covariances/infiniteWidthCovariance.js'
import { measuredConnected } from '../couplings/measuredConnected.js'
import type { Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { standardCumulant } from '../networks/weights/distributionMoments.js'
import { unitRoundoff, type Estimate } from '../numerics/estimate.js'
import {
  ParameterError,
  requireInteger,
  requireObjects,
  requireText
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'
import { subscript } from './orderSubscript.js'

/** A standardised cumulant of one neuron, from networks of many, and exact. */
export interface NeuronCumulant {
  /** Order of the cumulant. */
  readonly order: number
  /** Measured value. */
  readonly measured: number
  /** Of `measured`, as the bags show it. */
  readonly standardError: number
  /** True standard error, from exact moments of twice the order; the apparent one where they are not known. */
  readonly trueError: number
  /** Exact value. */
  readonly exact: number
}

/**
 * The standardised cumulant of one neuron's contribution w g(z) to the output at one input,
 *   lambda_n = kappa_n(w g(z(x)))/kappa_2(w g(z(x)))^(n/2),
 * a pure number that holds for all widths: Gc^(n)(x, …, x) = N^(1 - n/2) lambda_n K_W^(n/2), if b1 is normal. At a single point the effective
 * action is an ordinary function, with vertices -lambda_4/N and (10 lambda_4^2 - lambda_6)/N^2 in units of K_W. Derived
 * in docs/theory.md, "Exact Green functions at finite width".
 *
 * @param order 4 to 10; odd ones vanish
 * @example neuronCumulant({ network: 'relu', sigmaW: 1, sigmaB: 0 }, [1], 4).value // 15
 * @throws ParameterError for several hidden layers, an input at which all networks are b1, and as `exactGreenFunction`;
 *   and if it is not within the range of doubles
 */
export function neuronCumulant(
  parameters: NetworkParameters,
  point: Point,
  order: number
): Estimate {
  requireInteger('neuronCumulant', 'order', order, 4, 10)
  requireSingleLayer('neuronCumulant', parameters)
  requirePoints('neuronCumulant', [point])
  const sizes = () => networkSizes(parameters, { point })
  const theory = new FiniteWidthTheory(parameters, [point])
  const cumulant = (n: number) =>
    refusedUnder('neuronCumulant', () => theory.neuronCumulant(new Array<number>(n).fill(0)), sizes)
  const second = cumulant(2)
  if (!(second.value > second.error)) {
    if (second.error === 0) throw vanishing('neuronCumulant', point)
    throw reachError(
      'neuronCumulant',
      'the variance vanishes within its rounding',
      sizes(),
      'farthest'
    )
  }
  if (order % 2 === 1) return { value: 0, error: 0 }
  const { value, error } = cumulant(order)
  // Divided in turn: the power of a small or large variance alone may leave the range of doubles.
  const inUnits = (amount: number) => {
    let result = amount
    for (let i = 0; i < order; i += 2) result /= second.value
    return result
  }
  const half = order / 2
  const relative = second.error / second.value
  const standardised = inUnits(value)
  const spread = Math.expm1(-half * Math.log1p(-relative)) + 2 * order * unitRoundoff
  const doubt = inUnits(error) * (1 + spread) + Math.abs(standardised) * spread
  if (Number.isFinite(standardised) && Number.isFinite(doubt)) {
    return { value: standardised, error: doubt }
  }
  const reason = `the cumulant of order ${order} leaves the range of doubles`
  throw reachError('neuronCumulant', reason, sizes(), 'farthest')
}

/** What b1 adds to the connected functions; nothing if it is normal. */
function biasCumulant(parameters: NetworkParameters, order: number): number {
  const { sigmaB, biases } = requireSingleLayer('neuronCumulants', parameters).readout
  if (sigmaB === 0) return 0
  return sigmaB ** order * standardCumulant('neuronCumulants', biases, order)
}

/** K_W(x, x), in whose units cumulants are. */
function requireVariance(source: string, parameters: NetworkParameters, point: Point): number {
  requireSingleLayer(source, parameters)
  const K = weightCovariance(parameters, point, point)
  if (K > 0) return K
  throw vanishing(source, point)
}

function vanishing(source: string, point: Point): ParameterError {
  const rule = 'an input at which the hidden layer does not vanish'
  return new ParameterError(source, 'point', rule, point)
}

/**
 * The standardised cumulants lambda_4 and, where the sample has order 6, lambda_6 of one neuron at one input, from networks of some
 * width: a row for each order. See `neuronCumulant`.
 *
 * @param input index of the input
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * neuronCumulants(moments, 10)
 * @throws ParameterError as `measuredConnected` and `neuronCumulant`
 */
export function neuronCumulants(
  moments: EnsembleMoments,
  width: number,
  input = 0
): readonly NeuronCumulant[] {
  return refusedUnder('neuronCumulants', () => {
    requireMoments('neuronCumulants', moments)
    const { ensemble } = moments
    requireInteger('neuronCumulants', 'input', input, 0, ensemble.inputs.length - 1)
    const point = ensemble.inputs[input]
    const K = requireVariance('neuronCumulants', ensemble, point)
    const orders = ensemble.orders.includes(6) ? [4, 6] : [4]
    const rows = orders.map((order) => {
      const { combinations, values, standardErrors } = measuredConnected(moments, order, width)
      const own = combinations.findIndex((fields) => fields.every((field) => field === input))
      const unit = K ** (order / 2) / width ** (order / 2 - 1)
      const standardError = standardErrors[own] / unit
      return {
        order,
        measured: (values[own] - biasCumulant(ensemble, order)) / unit,
        standardError,
        trueError: (trueErrorOf(ensemble, order, width, point) ?? standardErrors[own]) / unit,
        exact: neuronCumulant(ensemble, point, order).value
      }
    })
    return withOrigin(rows, 'neuronCumulants', momentsOrigin(moments), width, input)
  })
}

/** What the measured cumulant is made of, by order: its coefficients of G4 and G6 at (x, …, x), K being exact. */
const parts: Readonly<Record<number, (K: number) => readonly (readonly [number, number])[]>> = {
  4: () => [[4, 1]],
  6: (K) => [
    [4, -15 * K],
    [6, 1]
  ]
}

/** Exact standard error of the measured connected function at (x, …, x); undefined where it is not known. */
function trueErrorOf(
  ensemble: Ensemble,
  order: number,
  width: number,
  point: Point
): number | undefined {
  const { productRatio } = estimatorOf(ensemble)
  if (!productRatio) return undefined
  const moment = (n: number) => outputMoment(ensemble, point, n, width)
  const terms = parts[order](infiniteWidthCovariance(ensemble, point, point))
  const mean = terms.reduce((sum, [n, factor]) => sum + factor * moment(n), 0)
  const square = terms.reduce(
    (sum, [m, a]) =>
      terms.reduce((total, [n, b]) => total + a * b * productRatio(m, n) * moment(m + n), sum),
    0
  )
  // Features of constant modulus do not scatter: what is left of the variance there is rounding.
  const variance = square - mean ** 2
  const noise =
    scatterResolution * terms.reduce((sum, [n, factor]) => sum + factor ** 2 * moment(2 * n), 0)
  if (variance <= noise) return 0
  return Math.sqrt(variance / (ensemble.bags * ensemble.networksPerBag))
}

/** Where nothing scatters (features of constant modulus) what is left of the difference G4 - 3 K^2 is rounding. */
const rounding = (exact: number) => 1e-10 * (1 + Math.abs(exact))

/**
 * Rows of the table of agreement, one for each cumulant.
 *
 * @param network what the network is called
 * @param claim what is expected of them
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * cumulantAgreement(neuronCumulants(moments, 10), 'GaussNet', 'Gc4 N is a cumulant of one neuron')
 * @throws ParameterError without rows, or for a network or claim that is no text
 */
export function cumulantAgreement(
  rows: readonly NeuronCumulant[],
  network: string,
  claim: string
): readonly Agreement[] {
  return refusedUnder('cumulantAgreement', () => {
    requireObjects('cumulantAgreement', 'rows', rows)
    requireText('cumulantAgreement', 'network', network)
    return rows.map(({ order, measured, standardError, trueError, exact }) =>
      compareWithExact({
        quantity: `λ${subscript(order)}, ${network}`,
        claim,
        measured,
        apparentError: Math.hypot(standardError, rounding(exact)),
        standardError: Math.hypot(trueError, rounding(exact)),
        exact,
        kind: kindOfDraws(standardError, rounding(exact))
      })
    )
  })
}
