import { figureColors } from './parts/colorScales.js'
import type { RunningGreenFunction } from '../correlators/runningGreenFunction.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import { logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { seriesColor } from './parts/seriesColor.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'

/** A Green function that settles bag after bag, and its exact value. */
export interface RunningSample {
  /** Title of its panel. */
  readonly series: string
  /** Networks in a bag. */
  readonly networksPerBag: number
  /** The means after each bag. */
  readonly running: RunningGreenFunction
  /** Exact full Green function, > 0, as that of one repeated point is. */
  readonly exact: number
}

/**
 * `parameters` are what determines the numbers: the ensembles.
 * Default name: `running-means`; title: "Running means: bag after bag".
 */
export type RunningMeansOptions = FigureOptions

const dash = [4, 3]

const color = seriesColor(
  [
    { name: 'single bag', color: figureColors.grey, mark: 'point' },
    { name: 'mean so far', color: figureColors.blue, mark: 'line' },
    { name: 'exact', color: figureColors.red, mark: 'line', dash }
  ],
  'what'
)

/** Names the series of a layer for its colour, without a copy of the rows. */
function named(what: string) {
  return [{ calculate: `'${what}'`, as: 'what' }]
}

/**
 * Means of single bags and their running mean, over the exact value, against the number of networks so far;
 * a panel per sample, a band of one apparent standard error around the running mean.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * const running = runningGreenFunction(moments, [0, 0, 1, 1], 10)
 * const exact = exactGreenFunctions(moments.ensemble, 4, 10).at([0, 0, 1, 1]).value
 * const { networksPerBag } = moments.ensemble
 * runningMeans([{ series: 'GaussNet', networksPerBag, running, exact }], { parameters: moments.ensemble })
 * @throws ParameterError if there are no samples or an exact value is not a finite number > 0
 */
export function runningMeans(
  samples: readonly RunningSample[],
  options: RunningMeansOptions
): Figure {
  requireFigureOptions('runningMeans', options)
  const { parameters, agreement, name = 'running-means' } = options
  const { title = 'Running means: bag after bag' } = options
  requireResults('runningMeans', 'samples', samples, { running: ['mean', 'standardError'] })
  for (const { series, exact } of samples) {
    if (!(exact > 0 && Number.isFinite(exact))) {
      const place = `exact value of '${series}'`
      throw new ParameterError('runningMeans', place, 'a finite number > 0', exact)
    }
  }
  return new Figure({
    name,
    title,
    description:
      'Means of single bags and the mean of all bags so far, over the exact value, against the ' +
      'number of networks, one panel per ensemble.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    code: resultsCode(
      'runningMeans',
      [samples, drawnOptions(options)],
      samples.map(({ running }) => running)
    ),
    roles: { measured: 'mean' },
    spec: { hconcat: samples.map(panel) }
  })
}

function panel({ series: text, networksPerBag, running, exact }: RunningSample) {
  const values = Array.from(running.bagMeans, (bagMean, b) => {
    const mean = running.mean[b] / exact
    const error = b === 0 ? 0 : running.standardError[b] / exact
    const networks = (b + 1) * networksPerBag
    const { low, high } = logarithmicErrorBar(mean, error)
    return {
      networks,
      bagMean: plottedValue(bagMean / exact),
      mean: plottedValue(mean),
      low: plottedValue(low),
      high: plottedValue(high)
    }
  })
  const x = {
    field: 'networks',
    type: 'quantitative',
    title: 'networks so far',
    scale: { nice: false },
    axis: { tickCount: 4, format: '~s' }
  }
  const y = {
    field: 'mean',
    type: 'quantitative',
    title: 'G⁽ⁿ⁾ / exact',
    scale: { type: 'log', nice: false, padding: 6 },
    axis: { format: '~r' }
  }
  return {
    width: 250,
    height: 250,
    title: panelTitle(text),
    data: { values },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 12, opacity: 0.9, tooltip: true },
        transform: named('single bag'),
        encoding: { x, y: { ...y, field: 'bagMean' }, color }
      },
      {
        mark: { type: 'area', opacity: 0.25, color: figureColors.blue },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } }
      },
      {
        mark: { type: 'line', strokeWidth: 1.8 },
        transform: named('mean so far'),
        encoding: { x, y, color }
      },
      {
        data: { values: [{ what: 'exact', mean: 1 }] },
        mark: { type: 'rule', strokeDash: dash },
        encoding: { y, color }
      }
    ]
  }
}
