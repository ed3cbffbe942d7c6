import { withRounding } from '../statistics/rounding.js'
import {
  comparedEntry,
  pointsAndOutputs,
  withEntries,
  type FieldEntries
} from '../statistics/fieldEntries.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { quotientOf, unitRoundoff } from '../numerics/estimate.js'
import { ParameterError, requireObject } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import type { Ensemble } from '../networks/ensemble.js'
import type { NetworkParameters } from '../networks/networkParameters.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { measuredGreenFunction } from './measuredGreenFunction.js'
import { exactGreenFunction, exactGreenFunctions } from './exactGreenFunction.js'
import { gaussianGreenFunctions } from './gaussianGreenFunction.js'

/** Measured deviations from the free theory, on all combinations of the fields (of the inputs where there is one output). */
export interface GreenFunctionDeviation extends TailDiagnosis, FieldEntries {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`; shape [combination][order]. */
  readonly combinations: readonly (readonly number[])[]
  /** Free Green function G0, shape [combination]. */
  readonly free: Float64Array
  /** dG = mean - G0, shape [combination]. */
  readonly difference: Float64Array
  /** m_n = dG / G0, shape [combination]. */
  readonly relative: Float64Array
  /** Standard error of `relative`, shape [combination]. */
  readonly standardError: Float64Array
  /** Background of the measured function divided by |G0|, shape [combination]. */
  readonly background: Float64Array
}

/** Exact deviations from the free theory, on all combinations of the fields. */
export interface ExactDeviation extends FieldEntries {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`; shape [combination][order]. */
  readonly combinations: readonly (readonly number[])[]
  /** m_n = (G - G0) / G0, shape [combination]. */
  readonly relative: Float64Array
  /** Bounds on the absolute errors of `relative`, shape [combination]. */
  readonly errors: Float64Array
  /** <|m_n|>: mean of |m_n| over the combinations. */
  readonly mean: number
}

/**
 * Measured deviations dG = G - G0 and m_n = dG / G0 of arXiv:2108.01403, section 3, per
 * combination, with standard error and background in units of G0.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * greenFunctionDeviation(moments, 4, 10).relative
 * @throws ParameterError if the moments hold no such order or width or fewer than two bags, or if
 *   G0 vanishes for some combination (ReLU-net at opposite points without bias)
 */
export function greenFunctionDeviation(
  moments: EnsembleMoments,
  order: number,
  width: number
): GreenFunctionDeviation {
  const source = 'greenFunctionDeviation'
  const measured = refusedUnder(source, () => measuredGreenFunction(moments, order, width))
  const free = nonVanishing(source, moments.ensemble, measured.combinations, order)
  const { combinations, converged, effectiveSampleSize, largestShare } = measured
  const difference = measured.mean.map((mean, c) => mean - free[c])
  const inUnits = (values: Float64Array) => values.map((value, c) => value / Math.abs(free[c]))
  const relative = difference.map((value, c) => value / free[c])
  const standardError = inUnits(measured.standardError).map((error) =>
    withRounding(error, freeRounding(order))
  )
  const { ensemble } = moments
  return withEntries(
    source,
    {
      order,
      width,
      combinations,
      free,
      difference,
      relative,
      standardError,
      background: inUnits(measured.background),
      converged,
      effectiveSampleSize,
      largestShare
    },
    ensemble.inputs.length,
    (c, fields) => {
      const { points, outputs } = pointsAndOutputs(fields, ensemble.inputs)
      const { value, ...rest } = exactGreenFunction(ensemble, points, width, 'deviation', outputs)
      return comparedEntry(relative[c], standardError[c], { ...rest, value: value / free[c] })
    }
  )
}

/** Relative rounding of G0: that of n/2 covariances and their product. */
export function freeRounding(order: number): number {
  return 4 * order * unitRoundoff
}

/**
 * Exact deviations m_n of an ensemble at one width, and their mean <|m_n|>: the curve laid over the
 * measured points. m_2 is exactly zero at every width.
 *
 * @example exactDeviation(ensemble({ network: 'gauss' }), 4, 10).mean // 1.33994
 * @throws ParameterError for an order or width outside the domain, or if G0 vanishes somewhere within its error
 */
export function exactDeviation(
  ensemble: NetworkParameters & Pick<Ensemble, 'inputs'>,
  order: number,
  width: number
): ExactDeviation {
  const source = 'exactDeviation'
  requireObject(source, 'ensemble', ensemble)
  const part = (name: 'deviation' | 'free') =>
    refusedUnder(source, () => exactGreenFunctions(ensemble, order, width, name))
  const { combinations, values, errors, exactTo } = part('deviation')
  const free = part('free')
  const zero = free.values.findIndex((value, c) => Math.abs(value) <= free.errors[c])
  if (zero >= 0) throw vanishing(source, ensemble, combinations[zero])
  const quotients = Array.from(values, (value, c) =>
    quotientOf({ value, error: errors[c] }, { value: free.values[c], error: free.errors[c] })
  )
  const relative = Float64Array.from(quotients, ({ value }) => value)
  const relativeErrors = Float64Array.from(quotients, ({ error }) => error)
  return withEntries(
    source,
    {
      order,
      width,
      combinations,
      relative,
      errors: relativeErrors,
      mean: relative.reduce((sum, value) => sum + Math.abs(value), 0) / relative.length
    },
    ensemble.inputs.length,
    (c) => ({
      value: relative[c],
      error: relativeErrors[c],
      ...(exactTo !== undefined && { exactTo })
    })
  )
}

/** G0 on all combinations, refused where it is zero and m_n has no meaning. */
function nonVanishing(
  source: string,
  ensemble: NetworkParameters & Pick<Ensemble, 'inputs'>,
  combinations: readonly (readonly number[])[],
  order: number
): Float64Array {
  const free = refusedUnder(source, () => gaussianGreenFunctions(ensemble, order))
  const zero = free.indexOf(0)
  if (zero < 0) return free
  throw vanishing(source, ensemble, combinations[zero])
}

function vanishing(
  source: string,
  { inputs }: Pick<Ensemble, 'inputs'>,
  combination: readonly number[]
): ParameterError {
  const rule = 'such that the free Green function vanishes nowhere (m_n divides by it)'
  const points = combination.map((field) => inputs[field % inputs.length])
  return new ParameterError(source, 'inputs', rule, points)
}
