import { refusedUnder } from '../numerics/refusedUnder.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { exactGreenFunctions } from '../correlators/exactGreenFunction.js'
import { multisets } from '../numerics/multisets.js'
import { ParameterError, requireResult } from '../numerics/parameterError.js'
import { fromSignedLogarithm, toSignedLogarithm } from '../numerics/signedLogarithm.js'
import type { Point } from '../networks/networkParameters.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { couplingInWindow } from './coarsenedCoupling.js'
import { requireGaussNet, type CoarseningWindow } from './coarseningWindow.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { propagatedRounding, withRounding } from '../statistics/rounding.js'
import { measuredConnected } from './measuredConnected.js'

/** A coupling of coarsened networks, measured; see `convergenceSummary` for how far to trust it, the worst of all orders used. */
export interface MeasuredCoarsenedCoupling extends TailDiagnosis {
  /** Measured coupling. */
  readonly value: number
  /** Jackknife over bags, rounding included. */
  readonly standardError: number
  /** What the exact theory has at the same points with the same weights: differs from `value` by statistics alone. */
  readonly exact: number
}

/**
 * The coupling u_n, n = 4 or 6, of networks seen through a window, from ordinary samples on the points of the
 * window: the connected functions of f_a = sum_i w_i f(x_i) are the weighted sums over all combinations of points,
 * Gc_a(n) = sum w_c1 … w_cn Gc(n)(x_c1, …, x_cn), and u_n follows as in `coarsenedCoupling`, which it approaches with
 * more points and more networks. Raw normalisation.
 *
 * @example
 * const window = coarseningWindow({ dIn: 1, blur: 0.5 }, 2)
 * const setup = ensemble({ network: 'gauss', widths: [10], orders: [2, 4] })
 * const moments = await sampleEnsemble(coarsenedEnsemble(setup, window))
 * measuredCoarsenedCoupling(moments, 4, 10, window)
 * @throws ParameterError if the moments are not of the window's points, lack orders, the width or a second bag, or are
 *   of another net than GaussNet
 */
export function measuredCoarsenedCoupling(
  moments: EnsembleMoments,
  order: 4 | 6,
  width: number,
  window: CoarseningWindow
): MeasuredCoarsenedCoupling {
  return refusedUnder('measuredCoarsenedCoupling', () => {
    requireMoments('measuredCoarsenedCoupling', moments)
    requireResult('measuredCoarsenedCoupling', 'window', window, [
      'dIn',
      'blur',
      'points',
      'weights'
    ])
    const { ensemble } = moments
    requireWindow(ensemble.inputs, window)
    requireGaussNet('measuredCoarsenedCoupling', ensemble, order)
    const orders = order === 6 ? ([4, 6] as const) : ([4] as const)
    const measured = orders.map((n) => measuredConnected(moments, n, width))
    const factors = orders.map((n) => combinationWeights(window, n))
    const couplingOf = (values: readonly Float64Array[]) => {
      const sums = values.map((row, i) => dot(row, factors[i]))
      const connected = (n: 4 | 6) => toSignedLogarithm({ value: sums[n / 2 - 2], error: 0 })
      return fromSignedLogarithm(couplingInWindow(ensemble, order, window, connected)).value
    }
    const replicates = measured[0].replicates.map((_, bag) =>
      couplingOf(measured.map(({ replicates }) => replicates[bag]))
    )
    const values = measured.map(({ values }) => values)
    const rounding = measured.reduce((sum, { standardErrors, roundings }, i) => {
      const changed = (row: Float64Array) => [couplingOf(values.with(i, row))]
      return sum + propagatedRounding(changed, values[i], standardErrors, roundings)[0]
    }, 0)
    return {
      value: couplingOf(values),
      standardError: withRounding(jackknifeError(replicates), rounding),
      exact: couplingOf(
        orders.map((n) => exactGreenFunctions(ensemble, n, width, 'connected').values)
      ),
      ...tailDiagnosis(moments, orders, width)
    }
  })
}

/** Whether inputs are the points of a window. */
export function areOnWindow(inputs: readonly Point[], { points }: CoarseningWindow): boolean {
  return JSON.stringify(inputs) === JSON.stringify(points)
}

function requireWindow(inputs: readonly Point[], window: CoarseningWindow): void {
  if (!areOnWindow(inputs, window)) {
    const rule = `of the ensemble's inputs, ${JSON.stringify(inputs)}: sample coarsenedEnsemble(…)`
    throw new ParameterError('measuredCoarsenedCoupling', 'window', rule, window.points)
  }
}

/** For each multiset of points the number of its arrangements times the product of the weights. */
function combinationWeights({ weights }: CoarseningWindow, order: number): Float64Array {
  return Float64Array.from(multisets(weights.length, order), (combination) => {
    let run = 0
    return combination.reduce((factor, point, i) => {
      run = i > 0 && point === combination[i - 1] ? run + 1 : 1
      return (factor * weights[point] * (i + 1)) / run
    }, 1)
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
