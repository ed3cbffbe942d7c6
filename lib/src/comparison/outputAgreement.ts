import { refusedUnder } from '../numerics/refusedUnder.js'
import type { OutputHistogram } from '../correlators/outputHistogram.js'
import { compareWithExact, type Agreement } from './compareWithExact.js'
import { requireResult } from '../numerics/parameterError.js'

/** Expected counts below this are joined with their neighbours, as is usual for chi squared. */
const fewestExpected = 10

/**
 * A histogram of outputs beside the exact distribution at its width, in two rows: chi squared per bin
 * against 1, and the probability that f(x) is below the value where the exact distribution differs most
 * from the Gaussian process, minus that of the process.
 *
 * @param claim what the talk says of the distribution
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10], inputs: [[0.1]] })
 * const histogram = outputHistogram(setup, [0.1], 10, drawNetworks(setup, 10, 1000))
 * outputAgreement(histogram, 'f(x) has heavier tails than a Gaussian')
 */
export function outputAgreement(histogram: OutputHistogram, claim: string): readonly Agreement[] {
  return refusedUnder('outputAgreement', () => {
    requireResult('outputAgreement', 'histogram', histogram, [
      'counts',
      'exact',
      'gaussian',
      'edges'
    ])
    const { width, networks, counts, exact, gaussian } = histogram
    const bins = joinedBins(counts, exact, networks)
    const chiSquared = bins.reduce(
      (sum, { count, expected }) => sum + (count - expected) ** 2 / expected,
      0
    )
    const freedom = bins.length - 1
    const measured = cumulative(counts.map((count) => count / networks))
    const expected = cumulative(exact)
    const free = cumulative(gaussian)
    const gaps = expected.map((value, i) => value - free[i])
    const place = gaps.reduce(
      (most, gap, i) => (Math.abs(gap) > Math.abs(gaps[most]) ? i : most),
      0
    )
    const probability = expected[place]
    return [
      compareWithExact({
        quantity: `P(f ≤ v) − P_∞(f ≤ v), v = ${edgeText(histogram.edges[place])} √K, N = ${width}`,
        claim,
        measured: measured[place] - free[place],
        standardError: Math.sqrt((probability * (1 - probability)) / networks),
        exact: gaps[place]
      }),
      compareWithExact({
        quantity: `χ² of the histogram per degree of freedom, N = ${width}`,
        claim: '(not in the talk)',
        measured: chiSquared / freedom,
        standardError: Math.sqrt(2 / freedom),
        exact: 1
      })
    ]
  })
}

function joinedBins(counts: Float64Array, exact: Float64Array, networks: number) {
  const bins: { count: number; expected: number }[] = []
  let count = 0
  let expected = 0
  counts.forEach((own, i) => {
    count += own
    expected += exact[i] * networks
    if (expected < fewestExpected) return
    bins.push({ count, expected })
    count = expected = 0
  })
  const last = bins[bins.length - 1]
  last.count += count
  last.expected += expected
  return bins
}

/** Probabilities below every edge. */
function cumulative(probabilities: Float64Array): number[] {
  let sum = 0
  return Array.from(probabilities.subarray(0, -1), (value) => (sum += value))
}

function edgeText(edge: number): string {
  return String(Math.round(1000 * edge) / 1000).replace('-', '−')
}
