import { covarianceMatrix } from '../covariances/infiniteWidthCovariance.js'
import { evenBlocks } from '../correlators/evenBlocks.js'
import { fieldCombinations, outputCounts, representative } from '../networks/field.js'
import { requireArchitecture } from '../networks/networkParameters.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { meanOverBags, orderMoments } from '../statistics/bags.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'

/** A connected function measured on all combinations of the fields; see `convergenceSummary` for how far to trust it, the worst of all orders used. */
export interface MeasuredConnected extends TailDiagnosis {
  readonly order: number
  readonly width: number
  readonly combinations: readonly (readonly number[])[]
  /** From the means over all bags, shape [combination]. */
  readonly values: Float64Array
  /** Jackknife over bags, shape [combination]. */
  readonly standardErrors: Float64Array
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
  // One entry per order: the mean over bags, all or all but one.
  const connectedWithout = (left: number | undefined) =>
    connectedFunctions(
      [pairs(left), ...measured.map((part) => meanOverBags(part, bags, left))],
      rules
    )
  const values = connectedWithout(undefined)
  const replicates = Array.from({ length: bags }, (_, bag) => connectedWithout(bag))
  return {
    order,
    width,
    combinations: measured[measured.length - 1].combinations,
    values,
    standardErrors: values.map((_, c) => jackknifeError(replicates.map((row) => row[c]))),
    replicates,
    ...tailDiagnosis(moments, orders, width)
  }
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
  const covariance = covarianceMatrix(ensemble, inputs)
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

/** Cumulants of the highest order, from the moments of all even orders. */
function connectedFunctions(
  moments: readonly Float64Array[],
  rules: readonly (readonly CumulantRule[])[]
): Float64Array {
  const cumulants: Float64Array[] = []
  rules.forEach((ofOrder, n) => {
    const values = Float64Array.from(moments[n])
    for (let c = 0; c < values.length; c++) {
      for (const [a, i, b, j] of ofOrder[c]) values[c] -= cumulants[a][i] * moments[b][j]
    }
    cumulants.push(values)
  })
  return cumulants[cumulants.length - 1]
}
