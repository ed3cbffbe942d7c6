import { refusedUnder } from '../numerics/refusedUnder.js'
import { exactGreenFunction } from '../correlators/exactGreenFunction.js'
import { exactStandardError } from '../correlators/exactStandardError.js'
import { gaussianGreenFunction } from '../correlators/gaussianGreenFunction.js'
import { measuredWidthScaling, type WidthScaling } from '../couplings/widthScaling.js'
import type { Point } from '../networks/networkParameters.js'
import { fitPowerLaw } from '../numerics/leastSquares.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { compareWithExact, kindOfDraws, type Agreement } from './compareWithExact.js'
import {
  requireFiniteList,
  requireFunction,
  requireResultList
} from '../numerics/parameterError.js'
import { propagatedSlopeError } from './propagatedSlopeError.js'

/** Parts of the last digit that the chain from moments to connected functions may lose. */
const roundingUnits = 64 * Number.EPSILON

/**
 * The measured power of N of connected functions beside 1 - n/2, a row per order. An order whose means
 * change sign has no logarithm, so no power and no row. The true error is that of the exact moments of the
 * highest order, to first order in the errors.
 *
 * @param claim what the talk says of order n
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [2, 5] }))
 * scalingAgreement(moments, [4], (order) => `Gc${order} falls as N^${1 - order / 2}`)
 * @throws ParameterError as `measuredWidthScaling`
 */
export function scalingAgreement(
  moments: EnsembleMoments,
  orders: readonly number[],
  claim: (order: number) => string
): readonly Agreement[] {
  requireMoments('scalingAgreement', moments)
  requireFiniteList('scalingAgreement', 'orders', orders, 'a list of at least one order')
  requireFunction('scalingAgreement', 'claim', claim)
  const { ensemble } = moments
  const points = (order: number, input: number) =>
    new Array<Point>(order).fill(ensemble.inputs[input])
  return orders.flatMap((order) => {
    const scaling = refusedUnder('scalingAgreement', () => measuredWidthScaling(moments, order))
    if (!scaling.fit) return []
    const { widths, values, errors, expectedExponent } = scaling
    // Where nothing scatters (tilted draws of GaussNet) rounding is left.
    const rounding = widths.map(
      (width) => roundingUnits * exactGreenFunction(ensemble, points(order, 0), width, 'full').value
    )
    const relative = widths.map((_, i) => Math.hypot(errors[i], rounding[i]) / Math.abs(values[i]))
    const trueErrors = widths.map((width, i) => {
      const known = exactStandardError(moments.ensemble, order, width)
      const scaled = Array.from(known ?? [], (error, a) =>
        Math.abs(error * gaussianGreenFunction(ensemble, points(order, a)))
      )
      return Math.max(relative[i], ...scaled.map((error) => error / Math.abs(values[i])))
    })
    const measured = Array.from(values)
    const fit = fitPowerLaw(
      widths,
      measured,
      relative.map((error, i) => error * Math.abs(measured[i]))
    )
    const scatter =
      fit.degreesOfFreedom > 0 ? Math.max(1, fit.chiSquared / fit.degreesOfFreedom) : 1
    const logarithms = widths.map(Math.log)
    const apparentError = Math.sqrt(scatter) * propagatedSlopeError(logarithms, relative, relative)
    return compareWithExact({
      quantity: `d ln|G_c⁽${superscript(order)}⁾| / d ln N (${ensemble.estimator})`,
      claim: claim(order),
      measured: fit.exponent,
      apparentError,
      standardError: Math.max(
        apparentError,
        propagatedSlopeError(logarithms, relative, trueErrors)
      ),
      exact: expectedExponent,
      kind: kindOfDraws(Math.max(...errors), Math.max(...rounding))
    })
  })
}

/**
 * The power of N fitted to exact connected functions beside 1 - n/2, a row per order.
 *
 * @param claim what the talk says of order n
 * @example
 * const scaling = exactWidthScaling({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [0.4], [1], [1]], [10, 100])
 * exactScalingAgreement([scaling], (order) => `Gc${order} falls as N^${1 - order / 2}`)
 * @throws ParameterError without scalings, or for a claim that is no function
 */
export function exactScalingAgreement(
  scalings: readonly WidthScaling[],
  claim: (order: number) => string
): readonly Agreement[] {
  const fields = ['widths', 'values', 'errors', 'fit']
  requireResultList('exactScalingAgreement', 'scalings', scalings, fields)
  requireFunction('exactScalingAgreement', 'claim', claim)
  return scalings.map(({ order, widths, values, errors, fit, expectedExponent }) => {
    const relative = Array.from(values, (value, i) => errors[i] / Math.abs(value) + roundingUnits)
    const equal = relative.map(() => 1)
    return compareWithExact({
      quantity: `d ln|G_c⁽${superscript(order)}⁾| / d ln N (exact functions)`,
      claim: claim(order),
      measured: fit.exponent,
      standardError: propagatedSlopeError(widths.map(Math.log), equal, relative),
      exact: expectedExponent,
      kind: 'computed'
    })
  })
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function superscript(order: number): string {
  return Array.from(String(order), (digit) => superscripts[Number(digit)]).join('')
}
