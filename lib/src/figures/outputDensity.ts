import { requireResultList } from '../numerics/parameterError.js'
import { figureColors } from './parts/colorScales.js'
import type { OutputHistogram } from '../correlators/outputHistogram.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'

/**
 * `parameters` are what determines the numbers: the ensemble, the point, the number of networks.
 * Default name: `output-density`; title: "Distribution of one output of a random network".
 */
export type OutputDensityOptions = FigureOptions

const series = ['drawn networks', 'exact, width N', 'Gaussian process']

const color = {
  field: 'series',
  type: 'nominal',
  title: null,
  scale: { domain: series, range: [figureColors.blue, figureColors.red, figureColors.grey] },
  legend: { orient: 'bottom', symbolOpacity: 1, symbolType: 'stroke', symbolStrokeWidth: 3 }
}

/**
 * The density of f(x) at one point in units of sqrt(K(x, x)), one column per width, on linear axes
 * (top) and logarithmic ones (bottom): drawn networks, exact finite-width distribution, and the normal
 * distribution of infinite width.
 *
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10], inputs: [[0.1]] })
 * const histogram = outputHistogram(setup, [0.1], 10, drawNetworks(setup, 10, 1000))
 * outputDensity([histogram], { parameters: setup })
 * @throws ParameterError if there are no histograms
 */
export function outputDensity(
  histograms: readonly OutputHistogram[],
  options: OutputDensityOptions
): Figure {
  requireFigureOptions('outputDensity', options)
  const { parameters, agreement, name = 'output-density' } = options
  const { title = 'Distribution of one output of a random network' } = options
  requireResultList('outputDensity', 'histograms', histograms, [
    'edges',
    'counts',
    'exact',
    'gaussian'
  ])
  const highest = 1.05 * Math.max(...histograms.flatMap((h) => rows(h, false).map(highestDensity)))
  const row = (domain: readonly [number, number]) => ({
    hconcat: histograms.map((histogram, i) => panel(histogram, domain, i === 0))
  })
  return new Figure({
    name,
    title,
    description:
      'Density of the output at one point in units of its standard deviation, one column per ' +
      'width N, linear above and logarithmic below: histogram of drawn networks, exact density ' +
      'at this width, and the normal density of infinite width.',
    parameters,
    results: [histograms],
    ...(agreement && { agreement }),
    roles: { measured: 'drawn', exact: 'exact' },
    code: resultsCode('outputDensity', [histograms, drawnOptions(options)], histograms),
    spec: { vconcat: [row([0, highest]), row([lowestShown, 1])] }
  })
}

/** The logarithmic axis starts here. */
const lowestShown = 1e-4

function panel(histogram: OutputHistogram, domain: readonly [number, number], first: boolean) {
  const logarithmic = domain[0] > 0
  const x = {
    field: 'middle',
    type: 'quantitative',
    title: logarithmic ? 'f(x) / √K(x, x)' : null,
    scale: { nice: false },
    axis: { values: [-4, -2, 0, 2, 4] }
  }
  const y = {
    type: 'quantitative',
    title: first ? 'density' : null,
    scale: { type: logarithmic ? 'log' : 'linear', domain, nice: false },
    axis: {
      minExtent: 46,
      ...(logarithmic ? { values: [1e-4, 1e-3, 1e-2, 0.1, 1], format: '~e' } : { tickCount: 5 })
    }
  }
  const line = (field: string, name: string, strokeDash: readonly number[]) => ({
    mark: { type: 'line', strokeWidth: 1.5, strokeDash, clip: true, tooltip: true },
    transform: [named(name)],
    encoding: { x, y: { ...y, field }, color }
  })
  return {
    width: 165,
    height: logarithmic ? 150 : 170,
    ...(!logarithmic && { title: panelTitle(`N = ${histogram.width}`) }),
    data: { values: rows(histogram, logarithmic) },
    layer: [
      {
        mark: { type: 'rect', opacity: 0.35, clip: true, tooltip: true },
        transform: [named(series[0])],
        encoding: {
          x: { ...x, field: 'low' },
          x2: { field: 'high' },
          y: { ...y, field: 'drawn' },
          y2: { datum: domain[0] },
          color
        }
      },
      line('gaussian', series[2], [4, 3]),
      line('exact', series[1], [1, 0])
    ]
  }
}

function named(name: string) {
  return { calculate: `'${name}'`, as: 'series' }
}

interface DensityRow {
  readonly low: number
  readonly high: number
  readonly middle: number
  readonly drawn: number
  readonly exact: number
  readonly gaussian: number
}

function highestDensity({ drawn, exact, gaussian }: DensityRow): number {
  return Math.max(drawn, exact, gaussian)
}

/** Densities of the bins between the edges; empty ones have no place on a logarithmic axis. */
function rows(histogram: OutputHistogram, logarithmic: boolean): DensityRow[] {
  const { edges, counts, exact, gaussian, networks } = histogram
  return edges.slice(1).flatMap((high, i) => {
    const low = edges[i]
    const density = (probability: number) => plottedValue(probability / (high - low))
    const drawn = density(counts[i + 1] / networks)
    if (logarithmic && drawn === 0) return []
    return {
      low,
      high,
      middle: (low + high) / 2,
      drawn,
      exact: density(exact[i + 1]),
      gaussian: density(gaussian[i + 1])
    }
  })
}
