import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactGreenFunctions } from '../correlators/exactGreenFunction.js'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'
import { unitRoundoff } from '../numerics/estimate.js'
import type { Ensemble } from '../networks/ensemble.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireResultList
} from '../numerics/parameterError.js'
import { withOrigin } from '../provenance/origin.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { orderMoments } from '../statistics/bags.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { withRounding } from '../statistics/rounding.js'
import { jackknifeError, leaveOneOutMeans, meanOf } from '../statistics/jackknife.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'

/** Relative variance of the singlet of a vector model with some outputs, measured and exact; see `convergenceSummary` for how far to trust it. */
export interface SingletFluctuation extends TailDiagnosis {
  /** Width N of the hidden layers. */
  readonly width: number
  /** Number of outputs, d_out. */
  readonly outputs: number
  /** Measured relative variance. */
  readonly measured: number
  /** Standard error of `measured`, as the bags show it. */
  readonly standardError: number
  /** Exact relative variance at this width. */
  readonly exact: number
}

/** What figures and comparisons take of it. */
export const singletFields = ['outputs', 'width', 'measured', 'standardError', 'exact'] as const

/**
 * Relative variance of the singlet s = sum_a f_a(x)^2/d_out at one input, Var(s)/E[s]^2, for each width of a sample and each
 * number of outputs: since all outputs are alike, E[s^2] = E[f_1^4]/d_out + (1 - 1/d_out) E[f_1^2 f_2^2], so that a sample of two
 * outputs or more knows it for any number. A free field has 2/d_out; what the hidden layer shares between the outputs,
 * Cov(f_1^2, f_2^2)/K^2 = O(1/N), stays as d_out grows. Derived in docs/theory.md, "Several outputs: the vector model".
 *
 * @param outputCounts numbers of outputs, integers >= 1
 * @param input index of the input
 * @example
 * const setup = ensemble({ network: 'erf', outputs: 2, widths: [2], inputs: [[0.4]] })
 * singletFluctuations(await sampleEnsemble(setup), [1, 2, 10])
 * @throws ParameterError for a sample of one output, or without order 4 or a second bag
 */
export function singletFluctuations(
  moments: EnsembleMoments,
  outputCounts: readonly number[],
  input = 0
): readonly SingletFluctuation[] {
  requireMoments('singletFluctuations', moments)
  requireFiniteList('singletFluctuations', 'outputCounts', outputCounts, 'a list of at least one')
  const { ensemble } = moments
  const { inputs, outputs = 1, bags, widths } = ensemble
  const source = 'singletFluctuations'
  if (outputs < 2) throw new ParameterError(source, 'outputs', '>= 2', outputs)
  requireInteger(source, 'input', input, 0, inputs.length - 1)
  outputCounts.forEach((count, i) => requireInteger(source, `outputCounts[${i}]`, count, 1))
  const K = infiniteWidthCovariance(ensemble, inputs[input], inputs[input])
  const rows = widths.flatMap((width) => {
    const part = orderMoments(source, moments, 4, width)
    const { same, different } = placesOf(ensemble, part.combinations, input)
    const exact = exactGreenFunctions(ensemble, 4, width).values
    const roundings = momentRounding(moments, 4, width)
    const diagnosis = tailDiagnosis(moments, [4], width)
    return outputCounts.map((count) => {
      const relative = (of: Float64Array) =>
        (of[same] / count + (1 - 1 / count) * of[different]) / K ** 2 - 1
      const size = part.combinations.length
      const perBag = Array.from({ length: bags }, (_, bag) =>
        relative(part.bagMeans.subarray(bag * size, (bag + 1) * size))
      )
      const rounding =
        (roundings[same] / count + (1 - 1 / count) * roundings[different]) / K ** 2 +
        16 * unitRoundoff
      const standardError = withRounding(jackknifeError(leaveOneOutMeans(perBag)), rounding)
      return {
        width,
        outputs: count,
        measured: meanOf(perBag),
        standardError,
        exact: relative(exact),
        ...diagnosis
      }
    })
  })
  return withOrigin(rows, source, momentsOrigin(moments), outputCounts, input)
}

/** Where f_1^4 and f_1^2 f_2^2 stand among the combinations. */
function placesOf(
  { inputs }: Ensemble,
  combinations: readonly (readonly number[])[],
  input: number
) {
  const other = inputs.length + input
  const place = (...fields: number[]) =>
    combinations.findIndex((combination) => combination.join() === fields.join())
  return {
    same: place(input, input, input, input),
    different: place(input, input, other, other)
  }
}

/**
 * The relative variance of the singlet beside the exact one, a row per width, at one number of outputs.
 *
 * @param claim what is expected of it
 * @example
 * const setup = ensemble({ network: 'erf', outputs: 2, widths: [2], inputs: [[0.4]] })
 * const rows = singletFluctuations(await sampleEnsemble(setup), [1, 2, 10])
 * singletAgreement(rows, 10, 'the singlet scatters less')
 */
export function singletAgreement(
  rows: readonly SingletFluctuation[],
  outputs: number,
  claim: string
): readonly Agreement[] {
  return refusedUnder('singletAgreement', () => {
    requireResultList('singletAgreement', 'rows', rows, singletFields)
    requireInteger('singletAgreement', 'outputs', outputs, 1)
    return rows
      .filter((row) => row.outputs === outputs)
      .map(({ width, measured, standardError, exact }) =>
        compareWithExact({
          quantity: `Var(s)/E[s]², d_out = ${outputs}, N = ${width}`,
          claim,
          measured,
          standardError,
          exact
        })
      )
  })
}
