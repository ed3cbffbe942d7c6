import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { errorsOfMean, meanOverBags, orderMoments, spreadOverBags } from '../statistics/bags.js'
import { momentRounding } from '../statistics/momentRounding.js'
import {
  comparedEntry,
  pointsAndOutputs,
  withEntries,
  type FieldEntries
} from '../statistics/fieldEntries.js'
import { exactGreenFunction } from './exactGreenFunction.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'

/** A measured Green function of one order at one width, on all combinations of the inputs; see `convergenceSummary` for how far to trust it. */
export interface MeasuredGreenFunction extends TailDiagnosis, FieldEntries {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`. */
  readonly combinations: readonly (readonly number[])[]
  /** Mean over bags, shape [combination]. */
  readonly mean: Float64Array
  /** Background: standard deviation over bags (population, ddof = 0), shape [combination]. */
  readonly background: Float64Array
  /** Standard error of `mean`: sample standard deviation over bags (ddof = 1) / sqrt(bags), and rounding. */
  readonly standardError: Float64Array
}

/**
 * The measured n-point function of arXiv:2108.01403, section 3: mean over bags of the bags' means,
 * with the spread over bags as background. With one bag the background is 0 and the standard error
 * unknown, which is an error.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * measuredGreenFunction(moments, 4, 10).at([0, 1, 2, 3])
 * @throws ParameterError if the moments hold no such order or width, or fewer than two bags
 */
export function measuredGreenFunction(
  moments: EnsembleMoments,
  order: number,
  width: number
): MeasuredGreenFunction {
  const part = orderMoments('measuredGreenFunction', moments, order, width)
  const { ensemble } = moments
  const { bags, inputs } = ensemble
  const { combinations } = part
  const mean = meanOverBags(part, bags)
  const background = spreadOverBags(part, bags, mean)
  const standardError = errorsOfMean(background, bags, momentRounding(moments, order, width))
  const diagnosis = tailDiagnosis(moments, [order], width)
  return withEntries(
    'measuredGreenFunction',
    { order, width, combinations, mean, background, standardError, ...diagnosis },
    inputs.length,
    (c, fields) => {
      const { points, outputs } = pointsAndOutputs(fields, inputs)
      const exact = exactGreenFunction(ensemble, points, width, 'full', outputs)
      return comparedEntry(mean[c], standardError[c], exact)
    }
  )
}
