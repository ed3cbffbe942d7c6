import { withOrigin } from '../provenance/origin.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { diagnoseEstimator } from '../statistics/estimatorDiagnostics.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { ParameterError, requireFiniteList } from '../numerics/parameterError.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { orderMoments } from '../statistics/bags.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { withRounding } from '../statistics/rounding.js'

/** A measured Green function as it settles, bag after bag; arrays have the shape [bag]. */
export interface RunningGreenFunction extends TailDiagnosis {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Indices of its fields, shape [order]. */
  readonly combination: readonly number[]
  /** Mean over the networks of each bag. */
  readonly bagMeans: Float64Array
  /** Mean over the bags up to and with this one. */
  readonly mean: Float64Array
  /** Standard error of `mean` as those bags show it (variance with ddof = 1), and rounding; Infinity for the first bag. */
  readonly standardError: Float64Array
}

/**
 * How the mean over bags of one measured Green function settles as bags are added. A heavy tail shows as
 * jumps: the mean stays low until a rare network lifts it, and the standard error with it.
 *
 * @param combination indices of the inputs, not decreasing; its length is the order
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * runningGreenFunction(moments, [0, 0, 1, 1], 10)
 * @throws ParameterError if the moments hold no such combination or width, or fewer than two bags
 */
export function runningGreenFunction(
  moments: EnsembleMoments,
  combination: readonly number[],
  width: number
): RunningGreenFunction {
  requireFiniteList('runningGreenFunction', 'combination', combination, 'a list of indices')
  const order = combination.length
  const part = orderMoments('runningGreenFunction', moments, order, width)
  const count = part.combinations.length
  const place = part.combinations.findIndex((indices) => indices.join() === combination.join())
  if (place === -1) {
    const rule = `indices of inputs below ${moments.ensemble.inputs.length}, not decreasing`
    throw new ParameterError('runningGreenFunction', 'combination', rule, combination)
  }
  const { bags } = moments.ensemble
  const bagMeans = Float64Array.from({ length: bags }, (_, b) => part.bagMeans[b * count + place])
  const mean = new Float64Array(bags)
  const standardError = new Float64Array(bags)
  const rounding = momentRounding(moments, order, width)[place]
  // Welford's recursion: the textbook difference of squares cancels for tilted draws, whose bags nearly agree.
  let squares = 0
  bagMeans.forEach((value, b) => {
    const before = b === 0 ? 0 : mean[b - 1]
    mean[b] = before + (value - before) / (b + 1)
    squares += (value - before) * (value - mean[b])
    standardError[b] = b === 0 ? Infinity : withRounding(Math.sqrt(squares / b / (b + 1)), rounding)
  })
  const diagnoses = diagnoseEstimator(moments, order, width)
  const running = {
    order,
    width,
    combination,
    bagMeans,
    mean,
    standardError,
    converged: diagnoses.converged[place],
    effectiveSampleSize: diagnoses.effectiveSampleSize[place],
    largestShare: diagnoses.largestShare[place]
  }
  return withOrigin(running, 'runningGreenFunction', momentsOrigin(moments), combination, width)
}
