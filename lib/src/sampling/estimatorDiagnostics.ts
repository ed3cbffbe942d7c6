import { ParameterError } from '../numerics/parameterError.js'
import type { EnsembleMoments, OrderMoments } from './ensembleMoments.js'

/** How far a measured Green function can be trusted; arrays have the shape [combination]. */
export interface EstimatorDiagnostics {
  /** Standard error of the mean over bags (unbiased variance over bags); Infinity for one bag. */
  readonly standardError: Float64Array
  /** (sum v)^2 / sum v^2 over all networks: how many equal networks would be as good. */
  readonly effectiveSampleSize: Float64Array
  /** Share of the largest single network in the sum of the v. */
  readonly largestShare: Float64Array
  /** Whether the tail looks sampled, by the rule of `diagnoseEstimator`. */
  readonly converged: readonly boolean[]
}

/** Below this many effective networks, a mean cannot be told from its luck. */
const leastEffectiveSize = 100

/** Above this share of one network, the next larger one would change the result. */
const greatestShare = 0.01

/**
 * Diagnoses the estimate of every Green function of one order at one width.
 *
 * v is the estimate that a single network gives for a diagonal combination (k, …, k), for the literal
 * estimator f(x_k)^n >= 0. A combination of several points has the smallest effective size and the
 * largest share of the diagonal combinations of its points: the networks that carry a product of
 * outputs are those with large outputs at its points. A combination counts as converged with at least
 * 100 effective networks and no network with more than 1 % of the sum.
 *
 * These rules see the tail only where the sample has reached it: an estimate that is not converged is
 * surely not to be trusted, while one that looks converged may still miss rarer networks. GaussNet at
 * sigmaB = 1, n = 6 needs b0 near 6, which a sample of 1e7 neurons may never draw; compare with the
 * exact function or the tilted estimator there.
 *
 * @throws ParameterError if the moments hold no such order or width
 */
export function diagnoseEstimator(
  moments: EnsembleMoments,
  order: number,
  width: number
): EstimatorDiagnostics {
  const { ensemble } = moments
  const found = moments.widths.find((w) => w.width === width)
  if (!found) {
    throw new ParameterError('diagnoseEstimator', 'width', `one of ${ensemble.widths}`, width)
  }
  const part = found.orders.find((o) => o.order === order)
  if (!part) {
    throw new ParameterError('diagnoseEstimator', 'order', `one of ${ensemble.orders}`, order)
  }
  const { bags, networksPerBag, inputs } = ensemble
  const diagonal = inputs.map((_, k) => diagonalDiagnostics(part, k, bags, networksPerBag))
  const effectiveSampleSize = Float64Array.from(part.combinations, (combination) =>
    Math.min(...combination.map((k) => diagonal[k].effectiveSampleSize))
  )
  const largestShare = Float64Array.from(part.combinations, (combination) =>
    Math.max(...combination.map((k) => diagonal[k].largestShare))
  )
  const converged = part.combinations.map(
    (_, c) => effectiveSampleSize[c] >= leastEffectiveSize && largestShare[c] <= greatestShare
  )
  return { standardError: standardErrors(part, bags), effectiveSampleSize, largestShare, converged }
}

function diagonalDiagnostics(
  { combinations, bagMeans, bagSquares, bagMaxima }: OrderMoments,
  point: number,
  bags: number,
  networksPerBag: number
) {
  const points = bagSquares.length / bags
  const index = combinations.findIndex((combination) => combination.every((k) => k === point))
  let sum = 0
  let squares = 0
  let largest = 0
  for (let bag = 0; bag < bags; bag++) {
    sum += networksPerBag * bagMeans[bag * combinations.length + index]
    squares += bagSquares[bag * points + point]
    largest = Math.max(largest, bagMaxima[bag * points + point])
  }
  // Outputs that all vanish (ReLU-net at x = 0) are known exactly.
  if (squares === 0) return { effectiveSampleSize: bags * networksPerBag, largestShare: 0 }
  return { effectiveSampleSize: (sum * sum) / squares, largestShare: largest / Math.abs(sum) }
}

function standardErrors({ combinations, bagMeans }: OrderMoments, bags: number): Float64Array {
  const count = combinations.length
  return Float64Array.from(combinations, (_, c) => {
    if (bags === 1) return Infinity
    let mean = 0
    for (let bag = 0; bag < bags; bag++) mean += bagMeans[bag * count + c] / bags
    let variance = 0
    for (let bag = 0; bag < bags; bag++) variance += (bagMeans[bag * count + c] - mean) ** 2
    return Math.sqrt(variance / (bags - 1) / bags)
  })
}
