import { figureColors } from './parts/colorScales.js'
import type { CouplingTable } from '../couplings/couplingTable.js'
import { ParameterError, requireInteger, requireResults } from '../numerics/parameterError.js'
import type { ConvergenceSummary } from '../statistics/convergenceSummary.js'
import { linearErrorBar, logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { seriesColor } from './parts/seriesColor.js'
import { convergenceRow } from './parts/figureNotes.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { linearAxis } from './parts/linearAxis.js'
import { logarithmicAxis } from './parts/logarithmicAxis.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'
import { widthAxis } from './parts/widthScale.js'

/** The quartic coupling of one width, measured and exact, on all combinations of the inputs. */
export interface QuarticCouplingSample {
  /** The measured couplings. */
  readonly measured: CouplingTable
  /** The exact couplings of the same ensemble. */
  readonly exact: CouplingTable
  /** Diagnostics of the four-point function behind `measured`. */
  readonly convergence?: ConvergenceSummary
}

/**
 * `parameters` are what determines the numbers: the ensemble.
 * Default name: `quartic-coupling`; title: "Quartic coupling against width".
 */
export interface QuarticCouplingOptions extends FigureOptions {
  /** Number of bags, >= 2: turns standard errors into the spread of single bags. */
  readonly bags: number
}

const color = seriesColor([
  { name: 'measured', color: figureColors.blue, mark: 'point' },
  { name: 'spread of the bags', color: `${figureColors.blue}33`, mark: 'area' },
  { name: 'exact', color: figureColors.red, mark: 'line' }
])

/**
 * The quartic coupling against the width N, on logarithmic and on linear axes: measured mean over
 * the combinations with its standard error, a band of plus and minus one standard deviation over
 * the bags, and the exact line; beside it how flat u4(x1, …, x4) is over the combinations.
 * Figure "Quartic coupling" of the talk; arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * const measured = measuredCouplings(moments, 4, 10)
 * const exact = exactCouplings(moments.ensemble, 4, 10)
 * quarticCoupling([{ measured, exact }], { bags: moments.ensemble.bags, parameters: moments.ensemble })
 * @throws ParameterError if there are no samples, `bags < 2`, a mean is zero or not finite, or couplings are scaled
 */
export function quarticCoupling(
  samples: readonly QuarticCouplingSample[],
  options: QuarticCouplingOptions
): Figure {
  requireFigureOptions('quarticCoupling', options, [...figureKeys, 'bags'])
  const { parameters, bags, agreement, name = 'quartic-coupling' } = options
  const { title = 'Quartic coupling against width' } = options
  requireInteger('quarticCoupling', 'bags', bags, 2)
  requireResults('quarticCoupling', 'samples', samples, {
    measured: ['summary', 'width'],
    exact: ['summary']
  })
  for (const { measured, exact } of samples) {
    const { mean } = measured.summary
    if (measured.logScale !== 0 || exact.logScale !== 0) {
      const place = `logScale at width ${measured.width}`
      throw new ParameterError('quarticCoupling', place, '0', measured.logScale)
    }
    if (!Number.isFinite(mean) || mean === 0) {
      const place = `measured u4 at width ${measured.width}`
      throw new ParameterError('quarticCoupling', place, 'finite and not zero', mean)
    }
  }
  return new Figure({
    name,
    title,
    description:
      'The quartic coupling against the width N, measured with its standard error and its spread ' +
      'over the bags, beside the exact line, on logarithmic and linear axes; and the range of ' +
      'its values over all combinations of inputs.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    convergence: samples.flatMap(({ measured, convergence }) =>
      convergence ? [convergenceRow(`u₄, N = ${measured.width}`, convergence)] : []
    ),
    code: resultsCode(
      'quarticCoupling',
      [samples, drawnOptions(options)],
      samples.flatMap(({ measured, exact }) => [measured, exact])
    ),
    roles: {
      width: 'width',
      order: 'order',
      combination: 'combination',
      measured: 'measured',
      exact: 'exact'
    },
    spec: {
      hconcat: [
        couplingPanel(samples, bags, 'log'),
        couplingPanel(samples, bags, 'linear'),
        flatnessPanel(samples)
      ]
    }
  })
}

function couplingPanel(
  samples: readonly QuarticCouplingSample[],
  bags: number,
  scale: 'log' | 'linear'
) {
  const logarithmic = scale === 'log'
  const x = widthAxis
  const bar = logarithmic ? logarithmicErrorBar : linearErrorBar
  const rows = samples.map(({ measured: { width, summary }, exact, convergence }) => {
    const show = (u: number) => (logarithmic ? Math.abs(u) : u)
    const value = show(summary.mean)
    // The jackknife error of a mean is its spread over the bags / sqrt(bags - 1).
    const band = bar(value, summary.meanError * Math.sqrt(bags - 1))
    return {
      series: 'measured',
      width,
      measured: value,
      ...bar(value, summary.meanError),
      bandLow: band.low,
      bandHigh: band.high,
      exact: show(exact.summary.mean),
      ...convergenceField(convergence?.converged)
    }
  })
  const ends = rows.flatMap(({ bandLow, bandHigh, exact }) => [bandLow, bandHigh, exact])
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: scale },
    title: `${logarithmic ? '|u₄|' : 'u₄'}, ${samples[0].measured.normalisation}`,
    axis: logarithmic ? logarithmicAxis(ends) : linearAxis(ends)
  }
  // Its scale and legend are those of the panel beside, which concatenated views share.
  const colored = (series: string) => ({ datum: series, type: 'nominal' })
  return {
    width: 220,
    height: 240,
    title: panelTitle(logarithmic ? 'logarithmic' : 'u₄ linear, N logarithmic'),
    data: { values: rows },
    layer: [
      {
        mark: { type: 'area', opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'bandLow' },
          y2: { field: 'bandHigh' },
          color: colored('spread of the bags')
        }
      },
      {
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: 'exact' }, color: colored('exact') }
      },
      {
        mark: { type: 'rule' },
        encoding: {
          x,
          y: { ...y, field: 'low' },
          y2: { field: 'high' },
          color: colored('measured')
        }
      },
      ...measuredPoints(rows, {
        x,
        y: { ...y, field: 'measured' },
        // By its field: a legend of shapes takes the colour of a datum over its own.
        color
      })
    ]
  }
}

function flatnessPanel(samples: readonly QuarticCouplingSample[]) {
  const tables = samples.flatMap(({ measured, exact }) => Object.entries({ measured, exact }))
  const ranges = tables.map(([series, { width, summary }]) => {
    const relative = (u: number) => u / summary.mean - 1
    const ends = [relative(summary.least), relative(summary.largest)]
    return { series, width, low: Math.min(...ends), high: Math.max(...ends) }
  })
  // A list per width rather than a row per combination: notebooks keep 1260 of them.
  const combinations = samples.map(({ measured: { order, width, values, summary } }) => ({
    series: 'measured',
    order,
    width,
    combination: Array.from(values, (_, combination) => combination),
    value: Array.from(values, (u) => plottedValue(u / summary.mean - 1))
  }))
  const x = { field: 'width', type: 'ordinal', title: 'N', axis: { labelAngle: -45 } }
  const xOffset = { field: 'series', type: 'nominal', sort: ['measured', 'exact'] }
  const y = {
    type: 'quantitative',
    title: 'u₄(x₁, …, x₄) / ⟨u₄⟩ − 1',
    axis: { format: '~e' }
  }
  return {
    width: 220,
    height: 240,
    title: panelTitle('range over combinations'),
    layer: [
      {
        mark: { type: 'bar', size: 6, opacity: 0.35, tooltip: true },
        data: { values: ranges },
        encoding: { x, xOffset, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      {
        mark: { type: 'tick', size: 6, thickness: 1, opacity: 0.8, tooltip: { content: 'data' } },
        data: { values: combinations },
        transform: [{ flatten: ['combination', 'value'] }],
        encoding: { x, xOffset, y: { ...y, field: 'value' }, color }
      }
    ]
  }
}
