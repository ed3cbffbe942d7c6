import { withOrigin } from '../provenance/origin.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { ParameterError, requireFiniteList } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { orderMoments } from '../statistics/bags.js'
import { connectedCumulant } from '../correlators/exactGreenFunction.js'
import { requirePoints, type NetworkParameters, type Point } from '../networks/networkParameters.js'
import { fitPowerLaw, type PowerLawFit } from '../numerics/leastSquares.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { jackknifeError, leaveOneOutMeans, meanOf } from '../statistics/jackknife.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { withRounding } from '../statistics/rounding.js'
import { measuredConnected } from './measuredConnected.js'

/** Connected function against width; the theory's power of N is 1 - n/2, exactly. */
export interface ConnectedScaling {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Widths N, as given. */
  readonly widths: readonly number[]
  /** Connected function per width (measured: mean over the combinations). */
  readonly values: Float64Array
  /** Bounds (exact) or standard errors (measured). */
  readonly errors: Float64Array
  /** The fitted power of N; undefined where measured values change sign and have no logarithm. */
  readonly fit?: PowerLawFit
  /** Measured only: how far to trust the value at each width, as `convergenceSummary`. */
  readonly diagnoses?: readonly TailDiagnosis[]
  /** 1 - n/2. */
  readonly expectedExponent: number
}

/** The same where the values are known to be of one sign. */
export interface WidthScaling extends ConnectedScaling {
  readonly fit: PowerLawFit
}

/**
 * Exact connected function of n = points.length <= 10 points at several widths, and its power of N:
 * Gc(2n) = O(1/N^(n-1)) (arXiv:2008.08601, 2108.01403) holds exactly with one hidden layer. Of deeper networks the leading order in
 * 1/N is fitted, except where connected functions are exact at every width (see `exactGreenFunction`).
 *
 * @example exactWidthScaling({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]], [10, 100]).fit.exponent // -1
 * @throws ParameterError as `connectedCumulant`, for fewer than two different widths, and for points whose connected
 *   function vanishes
 */
export function exactWidthScaling(
  parameters: NetworkParameters,
  points: readonly Point[],
  widths: readonly number[]
): WidthScaling {
  requireFiniteList('exactWidthScaling', 'widths', widths, 'a list of at least two', { least: 2 })
  requirePoints('exactWidthScaling', points)
  if (new Set(widths).size < 2) {
    throw new ParameterError('exactWidthScaling', 'widths', 'a list of two different ones', widths)
  }
  const estimates = refusedUnder('exactWidthScaling', () =>
    widths.map((width) => connectedCumulant(parameters, points, width))
  )
  const values = estimates.map(({ value }) => value)
  if (!values.every((value) => value * Math.sign(values[0]) > 0)) {
    const rule = 'such that their connected function vanishes at no width and keeps its sign'
    throw new ParameterError('exactWidthScaling', 'points', rule, points)
  }
  const scaling = {
    order: points.length,
    widths,
    values: Float64Array.from(values),
    errors: Float64Array.from(estimates, ({ error }) => error),
    fit: fitPowerLaw(widths, values),
    expectedExponent: 1 - points.length / 2
  }
  return withOrigin(scaling, 'exactWidthScaling', parameters, points, widths)
}

/**
 * Measured connected function of order n = 2, 4, … 10, averaged over the combinations, at all widths of the
 * sample, and its power of N weighted by the standard errors.
 * For n = 2 it is the measured two-point function, whose exact power is 0.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [2, 5] }))
 * measuredWidthScaling(moments, 4)
 * @throws ParameterError as `measuredConnected`, or for fewer than two widths
 */
export function measuredWidthScaling(moments: EnsembleMoments, order: number): ConnectedScaling {
  return refusedUnder('measuredWidthScaling', () => {
    requireMoments('measuredWidthScaling', moments)
    const { widths } = moments.ensemble
    const rows = widths.map((width) =>
      order === 2 ? twoPointMean(moments, width) : connectedMean(moments, order, width)
    )
    const values = rows.map(({ value }) => value)
    const errors = rows.map(({ error }) => error)
    const sign = Math.sign(values[0])
    const scaling = {
      order,
      widths,
      values: Float64Array.from(values),
      errors: Float64Array.from(errors),
      ...(values.every((value) => value * sign > 0) && {
        fit: fitPowerLaw(widths, values, errors)
      }),
      diagnoses: widths.map((width) => tailDiagnosis(moments, ordersUpTo(order), width)),
      expectedExponent: 1 - order / 2
    }
    return withOrigin(scaling, 'measuredWidthScaling', momentsOrigin(moments), order)
  })
}

/** The orders of the moments that a connected function is made of; the two-point one is exact in the others. */
function ordersUpTo(order: number): number[] {
  return order === 2 ? [2] : Array.from({ length: order / 2 - 1 }, (_, i) => 2 * i + 4)
}

function connectedMean(moments: EnsembleMoments, order: number, width: number) {
  const { values, replicates, roundings } = measuredConnected(moments, order, width)
  // Combinations are strongly correlated: the error of their mean comes from the replicates.
  const scatter = jackknifeError(replicates.map(meanOf))
  return { value: meanOf(values), error: withRounding(scatter, meanOf(roundings)) }
}

function twoPointMean(moments: EnsembleMoments, width: number) {
  const { bagMeans } = orderMoments('measuredWidthScaling', moments, 2, width)
  const { bags } = moments.ensemble
  const perBag = Array.from({ length: bags }, (_, bag) => {
    const count = bagMeans.length / bags
    return meanOf(bagMeans.subarray(bag * count, (bag + 1) * count))
  })
  const scatter = jackknifeError(leaveOneOutMeans(perBag))
  const rounding = meanOf(momentRounding(moments, 2, width))
  return { value: meanOf(perBag), error: withRounding(scatter, rounding) }
}
