import { networkSizes } from '../networks/networkSizes.js'
import { originOf, withOrigin } from '../provenance/origin.js'
import { requireOutputList } from './meanOverNetworks.js'
import erfc from '@stdlib/math-base-special-erfc'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { ParameterError, requireFiniteList } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { outputDistribution } from './outputDistribution.js'

/** How often f(x) fell into each bin, and how often it should. */
export interface OutputHistogram {
  /** Width N of the hidden layers. */
  readonly width: number
  /** Number of networks. */
  readonly networks: number
  /** Edges in units of sqrt(K(x, x)), increasing, shape [bins + 1]. */
  readonly edges: readonly number[]
  /** Counts, shape [bins + 2]: the first and the last are what lies outside of the edges. */
  readonly counts: Float64Array
  /** Exact probabilities at this width, shape [bins + 2]. */
  readonly exact: Float64Array
  /** Probabilities of the Gaussian process, N = infinity, shape [bins + 2]. */
  readonly gaussian: Float64Array
}

/** Bins of a quarter of a standard deviation, one of them centred at zero, out to five. */
const quarterEdges: readonly number[] = Array.from({ length: 42 }, (_, i) => (i - 20.5) / 4)

/**
 * Histogram of the outputs f(x) of drawn networks, at one point, in units of sqrt(K(x, x)), beside the
 * exact distribution at this width and that of the Gaussian process.
 *
 * @param outputs f(x), one number a network
 * @param edges in units of sqrt(K(x, x)); default: 41 bins of width 1/4 around zero
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10], inputs: [[0.1]] })
 * outputHistogram(setup, [0.1], 10, drawNetworks(setup, 10, 1000))
 * @throws ParameterError if the edges do not increase, there are no outputs, and as `outputDistribution`
 */
export function outputHistogram(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  outputs: Float64Array,
  edges: readonly number[] = quarterEdges
): OutputHistogram {
  const source = 'outputHistogram'
  const rule = 'an increasing list of at least two'
  requireFiniteList(source, 'edges', edges, rule, { least: 2 })
  if (edges.some((edge, i) => i > 0 && !(edge > edges[i - 1]))) {
    throw new ParameterError(source, 'edges', rule, edges)
  }
  requireOutputList(source, outputs)
  const { spread, cumulative } = refusedUnder(
    source,
    () => {
      const spread = Math.sqrt(infiniteWidthCovariance(parameters, point, point))
      const values = edges.map((edge) => edge * spread)
      return { spread, cumulative: outputDistribution(parameters, point, width, values) }
    },
    () => networkSizes(parameters, { point, edges })
  )
  const counts = new Float64Array(edges.length + 1)
  for (const output of outputs) counts[binOf(output / spread, edges)]++
  const histogram = {
    width,
    networks: outputs.length,
    edges,
    counts,
    exact: differences(cumulative.map(({ value }) => value)),
    gaussian: differences(edges.map((edge) => erfc(-edge / Math.SQRT2) / 2))
  }
  // Outputs from elsewhere are too many to be told.
  if (!originOf(outputs)) return histogram
  const own = edges === quarterEdges ? [] : [edges]
  return withOrigin(histogram, source, parameters, point, width, outputs, ...own)
}

/** The number of edges below the value. */
function binOf(value: number, edges: readonly number[]): number {
  const above = edges.findIndex((edge) => value <= edge)
  return above === -1 ? edges.length : above
}

function differences(cumulative: readonly number[]): Float64Array {
  const all = [0, ...cumulative, 1]
  return Float64Array.from(all.slice(1), (value, i) => value - all[i])
}
