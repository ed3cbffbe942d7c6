import { ParameterError } from '../numerics/parameterError.js'
import type { EnsembleMoments, OrderMoments } from '../sampling/ensembleMoments.js'

/** A measured Green function of one order at one width, on all combinations of the inputs. */
export interface EmpiricalGreenFunction {
  readonly order: number
  readonly width: number
  /** Indices of the inputs, `multisets(inputs.length, order)`. */
  readonly combinations: readonly (readonly number[])[]
  /** Mean over bags, shape [combination]. */
  readonly mean: Float64Array
  /** Background: standard deviation over bags (population, ddof = 0), shape [combination]. */
  readonly background: Float64Array
  /** Standard error of `mean`: sample standard deviation over bags (ddof = 1) / sqrt(bags). */
  readonly standardError: Float64Array
}

/**
 * The measured n-point function of arXiv:2108.01403, section 3: mean over bags of the bags' means,
 * with the spread over bags as background. With one bag the background is 0 and the standard error
 * unknown, which is an error.
 *
 * @throws ParameterError if the moments hold no such order or width, or fewer than two bags
 */
export function empiricalGreenFunction(
  moments: EnsembleMoments,
  order: number,
  width: number
): EmpiricalGreenFunction {
  const { combinations, bagMeans } = orderMoments('empiricalGreenFunction', moments, order, width)
  const { bags } = moments.ensemble
  const count = combinations.length
  const mean = meanOverBags(bagMeans, bags, count)
  const background = new Float64Array(count)
  for (let bag = 0; bag < bags; bag++) {
    for (let c = 0; c < count; c++) background[c] += (bagMeans[bag * count + c] - mean[c]) ** 2
  }
  for (let c = 0; c < count; c++) background[c] = Math.sqrt(background[c] / bags)
  const standardError = background.map((spread) => spread / Math.sqrt(bags - 1))
  return { order, width, combinations, mean, background, standardError }
}

/** The moments of one order and width; at least two bags. */
export function orderMoments(
  source: string,
  { ensemble, widths }: EnsembleMoments,
  order: number,
  width: number
): OrderMoments {
  if (ensemble.bags < 2) {
    throw new ParameterError(source, 'ensemble.bags', '>= 2 to know the spread', ensemble.bags)
  }
  const atWidth = widths.find((entry) => entry.width === width)
  if (!atWidth) {
    const rule = `one of the ensemble's widths ${ensemble.widths.join(', ')}`
    throw new ParameterError(source, 'width', rule, width)
  }
  const found = atWidth.orders.find((entry) => entry.order === order)
  if (found) return found
  const rule = `one of the ensemble's orders ${ensemble.orders.join(', ')}`
  throw new ParameterError(source, 'order', rule, order)
}

function meanOverBags(bagMeans: Float64Array, bags: number, count: number): Float64Array {
  const mean = new Float64Array(count)
  for (let bag = 0; bag < bags; bag++) {
    for (let c = 0; c < count; c++) mean[c] += bagMeans[bag * count + c] / bags
  }
  return mean
}
