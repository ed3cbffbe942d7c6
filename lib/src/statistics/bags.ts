import { ParameterError } from '../numerics/parameterError.js'
import {
  requireMoments,
  type EnsembleMoments,
  type OrderMoments
} from '../sampling/ensembleMoments.js'
import { withRounding } from './rounding.js'

/**
 * The moments of one order and width of a sample whose spread is known.
 *
 * @throws ParameterError if the moments hold no such order or width, or fewer than two bags
 */
export function orderMoments(
  source: string,
  moments: EnsembleMoments,
  order: number,
  width: number
): OrderMoments {
  requireMoments(source, moments)
  const { bags } = moments.ensemble
  if (bags < 2) throw new ParameterError(source, 'ensemble.bags', '>= 2 to know the spread', bags)
  return momentsAt(source, moments, order, width).part
}

/** The moments of one order and width, beside those of the other orders at this width. */
export function momentsAt(source: string, moments: EnsembleMoments, order: number, width: number) {
  requireMoments(source, moments)
  const { ensemble, widths } = moments
  const atWidth = widths.find((entry) => entry.width === width)
  if (!atWidth) {
    const rule = `one of the ensemble's widths ${ensemble.widths.join(', ')}`
    throw new ParameterError(source, 'width', rule, width)
  }
  const part = atWidth.orders.find((entry) => entry.order === order)
  if (part) return { atWidth, part }
  const rule = `one of the ensemble's orders ${ensemble.orders.join(', ')}`
  throw new ParameterError(source, 'order', rule, order)
}

/** Mean over the bags, all or all but one, shape [combination]. */
export function meanOverBags(
  { bagMeans, combinations }: OrderMoments,
  bags: number,
  left?: number
): Float64Array {
  const count = combinations.length
  const mean = new Float64Array(count)
  const used = left === undefined ? bags : bags - 1
  for (let bag = 0; bag < bags; bag++) {
    if (bag === left) continue
    for (let c = 0; c < count; c++) mean[c] += bagMeans[bag * count + c] / used
  }
  return mean
}

/** Standard deviation over bags (population, ddof = 0), the background of arXiv:2108.01403; shape [combination]. */
export function spreadOverBags(
  { bagMeans, combinations }: OrderMoments,
  bags: number,
  mean: Float64Array
): Float64Array {
  const count = combinations.length
  const squares = new Float64Array(count)
  for (let bag = 0; bag < bags; bag++) {
    for (let c = 0; c < count; c++) squares[c] += (bagMeans[bag * count + c] - mean[c]) ** 2
  }
  return squares.map((square) => Math.sqrt(square / bags))
}

/**
 * Standard error of the mean over bags from their spread, and from the rounding of the moments, which all bags share;
 * Infinity for one bag.
 */
export function errorsOfMean(
  spread: Float64Array,
  bags: number,
  roundings: Float64Array
): Float64Array {
  return spread.map((one, c) =>
    bags === 1 ? Infinity : withRounding(one / Math.sqrt(bags - 1), roundings[c])
  )
}
