import type { EnsembleMoments, OrderMoments } from '../sampling/ensembleMoments.js'
import { errorsOfMean, meanOverBags, momentsAt, spreadOverBags } from './bags.js'
import { momentRounding } from './momentRounding.js'
import { tailSums } from './tailSums.js'

/** How far a measured Green function can be trusted; arrays have the shape [combination]. */
export interface EstimatorDiagnostics {
  /** Standard error of the mean over bags (unbiased variance over bags), rounding included; Infinity for one bag. */
  readonly standardError: Float64Array
  /**
   * (sum v)^2 / sum v^2 over all networks: how many equal networks would be as good. For the literal
   * estimator a lower bound, but exact for diagonal combinations.
   */
  readonly effectiveSampleSize: Float64Array
  /**
   * Largest |v| of a single network over |sum v|. For the literal estimator an upper bound, but exact
   * for diagonal combinations.
   */
  readonly largestShare: Float64Array
  /** Whether the tail looks sampled, by the rule of `diagnoseEstimator`. */
  readonly converged: readonly boolean[]
}

/** Below this many effective networks, a mean cannot be told from its luck. */
const leastEffectiveSize = 100

/** Above this share of one network, the next larger one would change the result. */
const greatestShare = 0.01

/** Whether a tail looks sampled, by the rule of `diagnoseEstimator`. */
export function looksSampled(effectiveSampleSize: number, largestShare: number): boolean {
  return effectiveSampleSize >= leastEffectiveSize && largestShare <= greatestShare
}

/**
 * Diagnoses the estimate of every Green function of one order at one width.
 *
 * v is the estimate that a single network gives for the combination, for the literal estimator
 * f(x_c1) … f(x_cn). A combination counts as converged if it has at least 100 effective networks and
 * none with more than 1 % of the sum. Where only bounds are known (see `EstimatorDiagnostics`), the
 * bounds have to keep this rule, so that the flag errs to the safe side.
 *
 * These rules see the tail only where the sample has reached it: an estimate that is not converged is
 * not to be trusted without further evidence, while one that looks converged may still miss rarer
 * networks. GaussNet at sigmaB = 1, n = 6 needs b0 near 6, which a sample of 1e7 neurons may never
 * draw; compare with the exact function or the tilted estimator there.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * diagnoseEstimator(moments, 4, 10)
 * @throws ParameterError if the moments hold no such order or width
 */
export function diagnoseEstimator(
  moments: EnsembleMoments,
  order: number,
  width: number
): EstimatorDiagnostics {
  const { atWidth, part } = momentsAt('diagnoseEstimator', moments, order, width)
  const { ensemble } = moments
  const { bags, networksPerBag } = ensemble
  const sums = bagTotals(part, bags).map((total) => total * networksPerBag)
  const { squares, largest } = tailSums(ensemble, atWidth, part)
  const diagnoses = Array.from(sums, (sum, c) =>
    diagnosisOfSums(sum, squares[c], largest[c], bags * networksPerBag)
  )
  const spread = spreadOverBags(part, bags, meanOverBags(part, bags))
  const standardError = errorsOfMean(spread, bags, momentRounding(moments, order, width))
  return {
    standardError,
    effectiveSampleSize: Float64Array.from(diagnoses, (one) => one.effectiveSampleSize),
    largestShare: Float64Array.from(diagnoses, (one) => one.largestShare),
    converged: diagnoses.map((one) => one.converged)
  }
}

/** The same for a mean of the numbers that single networks give. */
export function diagnoseTerms(terms: Float64Array) {
  const total = (of: (term: number) => number) => terms.reduce((sum, term) => sum + of(term), 0)
  const [sum, squares] = [total((term) => term), total((term) => term * term)]
  return diagnosisOfSums(
    sum,
    squares,
    terms.reduce((most, term) => Math.max(most, Math.abs(term)), 0),
    terms.length
  )
}

/** The diagnosis of one sum over networks, from its terms' squares and the largest of them. */
function diagnosisOfSums(sum: number, squares: number, largest: number, networks: number) {
  // Where every network gives 0 (ReLU-net at x = 0), the Green function is known exactly.
  const effectiveSampleSize = squares === 0 ? networks : (sum * sum) / squares
  const largestShare = squares === 0 ? 0 : largest / Math.abs(sum)
  const converged = looksSampled(effectiveSampleSize, largestShare)
  return { effectiveSampleSize, largestShare, converged }
}

/** Sum of the bag means of each combination. */
function bagTotals({ combinations, bagMeans }: OrderMoments, bags: number): Float64Array {
  const count = combinations.length
  const totals = new Float64Array(count)
  for (let bag = 0; bag < bags; bag++) {
    for (let c = 0; c < count; c++) totals[c] += bagMeans[bag * count + c]
  }
  return totals
}
