import { covarianceEntries } from '../covariances/infiniteWidthCovariance.js'
import { exactGreenFunction } from '../correlators/exactGreenFunction.js'
import { evenBlocks } from '../correlators/evenBlocks.js'
import { fieldCombinations, outputCounts, representative } from '../networks/field.js'
import { requireArchitecture } from '../networks/networkParameters.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { meanOverBags, orderMoments } from '../statistics/bags.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { withRounding } from '../statistics/rounding.js'
import {
  comparedEntry,
  pointsAndOutputs,
  withEntries,
  type FieldEntries
} from '../statistics/fieldEntries.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'

/** A connected function measured on all combinations of the fields; see `convergenceSummary` for how far to trust it, the worst of all orders used. */
export interface MeasuredConnected extends TailDiagnosis, FieldEntries {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`; shape [combination][order]. */
  readonly combinations: readonly (readonly number[])[]
  /** From the means over all bags, shape [combination]. */
  readonly values: Float64Array
  /** Jackknife over bags, rounding included, shape [combination]. */
  readonly standardErrors: Float64Array
  /** Bounds on the rounding of `values`, shape [combination]. */
  readonly roundings: Float64Array
  /** The same with one bag left out, shape [bag][combination]: what errors of derived quantities need. */
  readonly replicates: readonly Float64Array[]
}

/**
 * Connected Green functions Gc(n), n = 4 … 10, from measured moments: the cumulants' recursion
 * kappa(S) = mu(S) - sum over even proper blocks B that hold the first point of kappa(B) mu(S - B), with
 * the two-point function at its exact value K, which no width changes where there is one hidden layer. So Gc4 = G4 - G0(4),
 * the difference of arXiv:2108.01403. With more layers K has corrections in 1/N, and the measured two-point function is
 * taken. Errors by the jackknife over bags, the correlations between orders included. Heavy tails hide in them as in the
 * moments themselves.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * measuredConnected(moments, 4, 10).at([0, 1, 2, 3]).z
 * @throws ParameterError unless the moments hold all even orders from 4 (several hidden layers: from 2) to `order`, the width
 *   and two bags
 */
export function measuredConnected(
  moments: EnsembleMoments,
  order: number,
  width: number
): MeasuredConnected {
  requireMoments('measuredConnected', moments)
  requireInteger('measuredConnected', 'order', order, 4, 10)
  if (order % 2) throw new ParameterError('measuredConnected', 'order', 'even', order)
  const { ensemble } = moments
  const { inputs, outputs = 1 } = ensemble
  const orders = Array.from({ length: order / 2 - 1 }, (_, i) => 2 * i + 4)
  const measured = orders.map((n) => orderMoments('measuredConnected', moments, n, width))
  const rules = cumulantRules(inputs.length, outputs, order)
  const pairs = twoPointFunction(moments, width)
  const { bags } = ensemble
  const means = measured.map((part) => meanOverBags(part, bags))
  // One entry per order: the mean over bags, all or all but one.
  const connectedWithout = (left: number | undefined) =>
    connectedFunctions(
      [pairs(left), ...measured.map((part) => meanOverBags(part, bags, left))],
      rules
    )
  const values = connectedWithout(undefined)
  const roundings = connectedRoundings(moments, orders, width, [pairs(undefined), ...means], rules)
  const replicates = Array.from({ length: bags }, (_, bag) => connectedWithout(bag))
  const standardErrors = values.map((_, c) =>
    withRounding(jackknifeError(replicates.map((row) => row[c])), roundings[c])
  )
  return withEntries(
    'measuredConnected',
    {
      order,
      width,
      combinations: measured[measured.length - 1].combinations,
      values,
      standardErrors,
      roundings,
      replicates,
      ...tailDiagnosis(moments, orders, width)
    },
    inputs.length,
    (c, fields) => {
      const { points, outputs: of } = pointsAndOutputs(fields, inputs)
      const exact = exactGreenFunction(ensemble, points, width, 'connected', of)
      return comparedEntry(values[c], standardErrors[c], exact)
    }
  )
}

/** The two-point function of all pairs of fields, with one bag left out: exact with one hidden layer, else measured. */
function twoPointFunction(
  moments: EnsembleMoments,
  width: number
): (left: number | undefined) => Float64Array {
  const { ensemble } = moments
  const { inputs, outputs = 1, bags } = ensemble
  if (requireArchitecture('measuredConnected', ensemble).layers.length > 1) {
    const measured = orderMoments('measuredConnected', moments, 2, width)
    return (left) => meanOverBags(measured, bags, left)
  }
  const covariance = covarianceEntries('measuredConnected', ensemble, inputs)
  const pairs = Float64Array.from(
    fieldCombinations(inputs.length, outputs, 2),
    ([a, b]) => covariance[a * inputs.length + b]
  )
  return () => pairs
}

/** For every order and combination: the products kappa(block) mu(rest) to subtract, by order and index. */
type CumulantRule = readonly (readonly [number, number, number, number])[]

function cumulantRules(
  points: number,
  outputs: number,
  highest: number
): readonly (readonly CumulantRule[])[] {
  const tables = Array.from({ length: highest / 2 }, (_, i) =>
    fieldCombinations(points, outputs, 2 * i + 2)
  )
  const index = tables.map((table) => new Map(table.map((c, i) => [c.join(), i])))
  const find = (part: readonly number[]) =>
    index[part.length / 2 - 1].get(representative(part, points).join()) as number
  // A block in which an output occurs an odd number of times vanishes, and what it leaves does too.
  const even = (part: readonly number[]) =>
    outputs === 1 || outputCounts(part, points).every((count) => count % 2 === 0)
  return tables.map((table) =>
    table.map((combination) =>
      evenBlocks(combination)
        .filter(({ block, rest }) => rest.length > 0 && even(block))
        .map(({ block, rest }) => [
          block.length / 2 - 1,
          find(block),
          rest.length / 2 - 1,
          find(rest)
        ])
    )
  )
}

/** Bounds on the rounding of the cumulants of the highest order: that of the moments, carried along, and of each term. */
function connectedRoundings(
  moments: EnsembleMoments,
  orders: readonly number[],
  width: number,
  means: readonly Float64Array[],
  rules: readonly (readonly CumulantRule[])[]
): Float64Array {
  const pairs = means[0].map((pair) => 8 * unitRoundoff * Math.abs(pair))
  const ofMoments = [pairs, ...orders.map((order) => momentRounding(moments, order, width))]
  const cumulants: Float64Array[] = []
  const roundings: Float64Array[] = []
  rules.forEach((rulesOfOrder, n) => {
    const lower = [...cumulants]
    cumulants.push(cumulantsOf(means, lower, rulesOfOrder, n))
    roundings.push(
      ofMoments[n].map((own, c) =>
        rulesOfOrder[c].reduce((sum, [a, i, b, j]) => {
          const [kappa, mu] = [Math.abs(lower[a][i]), Math.abs(means[b][j])]
          return sum + roundings[a][i] * mu + kappa * (ofMoments[b][j] + 4 * unitRoundoff * mu)
        }, own)
      )
    )
  })
  return roundings[roundings.length - 1]
}

/** Cumulants of the highest order, from the moments of all even orders. */
function connectedFunctions(
  moments: readonly Float64Array[],
  rules: readonly (readonly CumulantRule[])[]
): Float64Array {
  const cumulants: Float64Array[] = []
  rules.forEach((ofOrder, n) => cumulants.push(cumulantsOf(moments, cumulants, ofOrder, n)))
  return cumulants[cumulants.length - 1]
}

/** Cumulants of one order, from the moments and the lower ones. */
function cumulantsOf(
  moments: readonly Float64Array[],
  lower: readonly Float64Array[],
  rules: readonly CumulantRule[],
  n: number
): Float64Array {
  return moments[n].map((moment, c) =>
    rules[c].reduce((rest, [a, i, b, j]) => rest - lower[a][i] * moments[b][j], moment)
  )
}
