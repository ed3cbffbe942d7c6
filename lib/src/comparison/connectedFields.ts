import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactGreenFunctions } from '../correlators/exactGreenFunction.js'
import { measuredConnected } from '../couplings/measuredConnected.js'
import { fieldIndex, fieldOf, outputStructure, representative } from '../networks/field.js'
import { multisets } from '../numerics/multisets.js'
import { ParameterError, requireText, requireResultList } from '../numerics/parameterError.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { diagnosisOf, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { propagatedRounding, withRounding } from '../statistics/rounding.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { withOrigin } from '../provenance/origin.js'
import { zScore } from '../statistics/fieldEntries.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'
import { fieldName } from './fieldName.js'

/**
 * A function of some fields, measured and exact: a row of a table, and of the figure `fieldFunctions`; see
 * `convergenceSummary` for how far to trust it, the worst of all combinations of the orders used.
 */
export interface FieldComparison extends TailDiagnosis {
  /** The fields, as `fieldName` writes them. */
  readonly fields: string
  /** How often each output occurs, such as `2+2`. */
  readonly structure: string
  /** Measured value of the function. */
  readonly measured: number
  /** Standard error of `measured`, as the bags show it. */
  readonly standardError: number
  /** Exact value at this width. */
  readonly exact: number
}

/**
 * The connected function of one order, 4 to 10, at one width on all combinations of fields, a row for each: measured with its
 * jackknife error, and exact.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * connectedFields(moments, 4, 10)
 * @throws ParameterError as `measuredConnected` and `exactGreenFunctions`
 */
export function connectedFields(
  moments: EnsembleMoments,
  order: number,
  width: number
): readonly FieldComparison[] {
  return refusedUnder('connectedFields', () => {
    requireMoments('connectedFields', moments)
    const { inputs, outputs = 1 } = moments.ensemble
    const { combinations, values, standardErrors, ...measured } = measuredConnected(
      moments,
      order,
      width
    )
    const diagnosis = diagnosisOf(measured)
    const exact = exactGreenFunctions(moments.ensemble, order, width, 'connected')
    const rows = combinations.map((fields, c) => ({
      fields: fieldName(fields, inputs.length, outputs),
      structure: outputStructure(fields.map((field) => fieldOf(field, inputs.length).output)).join(
        '+'
      ),
      measured: values[c],
      standardError: standardErrors[c],
      exact: exact.values[c],
      ...diagnosis
    }))
    return withOrigin(rows, 'connectedFields', momentsOrigin(moments), order, width)
  })
}

/**
 * How far the connected four-point function is from the symmetry O(d_out), a row for each combination of four points:
 * that of one output over the sum of its three channels,
 *   Gc_1111/(Gc_1122 + Gc_1212 + Gc_1221),
 * which is 1 where rotations of the outputs change nothing, as normal weights W1 have it. By jackknife over bags.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'erf', outputs: 2, widths: [2], inputs: [[0.4]] }))
 * channelRatios(moments, 2)
 * @throws ParameterError as `connectedFields`, or for an ensemble of one output
 */
export function channelRatios(moments: EnsembleMoments, width: number): readonly FieldComparison[] {
  return refusedUnder('channelRatios', () => {
    requireMoments('channelRatios', moments)
    const { inputs, outputs = 1 } = moments.ensemble
    if (outputs < 2) throw new ParameterError('channelRatios', 'outputs', '>= 2', outputs)
    const connected = measuredConnected(moments, 4, width)
    const { combinations, values, replicates, standardErrors, roundings } = connected
    const exact = exactGreenFunctions(moments.ensemble, 4, width, 'connected').values
    const places = new Map(combinations.map((fields, c) => [fields.join(), c]))
    const at = (points: readonly number[], indices: readonly number[]) => {
      const fields = points.map((point, i) =>
        fieldIndex({ point, output: indices[i] }, inputs.length)
      )
      return places.get(representative(fields, inputs.length).join()) as number
    }
    const rows = multisets(inputs.length, 4).map((points) => {
      const one = at(points, [0, 0, 0, 0])
      const channels = [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
        [0, 1, 1, 0]
      ].map((indices) => at(points, indices))
      const ratio = (of: Float64Array) => of[one] / channels.reduce((sum, c) => sum + of[c], 0)
      const [rounding] = propagatedRounding((of) => [ratio(of)], values, standardErrors, roundings)
      return {
        fields: fieldName(points, inputs.length, 1),
        structure: '2+2',
        measured: ratio(values),
        standardError: withRounding(jackknifeError(replicates.map(ratio)), rounding),
        exact: ratio(exact),
        ...diagnosisOf(connected)
      }
    })
    return withOrigin(rows, 'channelRatios', momentsOrigin(moments), width)
  })
}

/** Parts of a number that rounding takes, where nothing else is left: channels of conditional draws. */
const rounding = 1e-9

/**
 * A row of the table of agreement for the functions of some fields: that which lies farthest from its exact value, in
 * standard errors.
 *
 * @param quantity what they are
 * @param claim what is expected of them
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * fieldAgreement(connectedFields(moments, 4, 10), 'Gc4', 'the exact value')
 */
export function fieldAgreement(
  rows: readonly FieldComparison[],
  quantity: string,
  claim: string
): Agreement {
  return refusedUnder('fieldAgreement', () => {
    requireText('fieldAgreement', 'quantity', quantity)
    requireResultList('fieldAgreement', 'rows', rows, ['measured', 'standardError', 'exact'])
    const known = rows.map((row) => ({
      ...row,
      apparentError: Math.hypot(row.standardError, rounding * row.exact),
      computed: row.standardError <= rounding * Math.abs(row.exact)
    }))
    const distance = ({ measured, exact, apparentError }: (typeof known)[number]) =>
      Math.abs(zScore(measured, exact, apparentError))
    const farthest = known.reduce((most, row) => (distance(row) > distance(most) ? row : most))
    const { fields, measured, exact, apparentError, computed } = farthest
    return compareWithExact({
      quantity: `${quantity}, ${fields}`,
      claim,
      measured,
      exact,
      standardError: apparentError,
      ...(computed
        ? { kind: 'computed' as const }
        : { kind: 'farthest' as const, candidates: rows.length })
    })
  })
}
