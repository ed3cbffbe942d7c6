import type { DeviationMean } from '../correlators/deviationTables.js'
import { figureColors } from './parts/colorScales.js'
import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { convergenceRow, type Convergence } from './parts/figureNotes.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { logarithmicAxis } from './parts/logarithmicAxis.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'
import { subscript } from '../comparison/orderSubscript.js'
import { panelTitle } from './parts/panelTitle.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { seriesColor } from './parts/seriesColor.js'
import { widthAxis } from './parts/widthScale.js'

/**
 * `parameters` are what determines the numbers: the ensemble.
 * Default name: `deviation-means`; title: "Mean deviation against width".
 */
export type DeviationMeansOptions = FigureOptions

const dash = [5, 3]

const color = seriesColor([
  { name: 'measured', color: figureColors.blue, mark: 'point' },
  { name: 'exact', color: figureColors.red, mark: 'line' },
  { name: 'background', color: figureColors.grey, mark: 'line', dash }
])

/**
 * Means <|m_n|>, as `meanDeviations` makes them, against the width N on logarithmic axes, one panel per order: measured points with
 * one standard error, the exact finite-width curve, and the background.
 * Figure "Green function deviations: mean values" of the talk; arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * deviationMeans(meanDeviations(moments), { parameters: moments.ensemble })
 * @throws ParameterError if there are no means or a measured one is not a finite number > 0
 */
export function deviationMeans(
  means: readonly DeviationMean[],
  options: DeviationMeansOptions
): Figure {
  requireFigureOptions('deviationMeans', options)
  const { name = 'deviation-means', title = 'Mean deviation against width' } = options
  requireObjects('deviationMeans', 'means', means)
  for (const { order, width, measured } of means) {
    if (!Number.isFinite(measured) || measured <= 0) {
      const place = `measured mean of order ${order} at width ${width}`
      throw new ParameterError('deviationMeans', place, 'a finite number > 0', measured)
    }
  }
  const orders = [...new Set(means.map(({ order }) => order))]
  return new Figure({
    name,
    title,
    description:
      'Mean over all combinations of inputs of the absolute relative deviation |m_n| against the ' +
      'width N, one panel per order: measured points, exact curve, and background.',
    parameters: options.parameters,
    results: [means],
    ...(options.agreement && { agreement: options.agreement }),
    convergence: means.flatMap(convergenceOf),
    code: resultsCode('deviationMeans', [means, drawnOptions(options)], [means]),
    roles: { width: 'width', order: 'order', measured: 'value' },
    spec: { hconcat: orders.map((order) => panel(means.filter((mean) => mean.order === order))) }
  })
}

function convergenceOf(mean: DeviationMean): Convergence[] {
  const { order, width, effectiveSampleSize, largestShare, converged } = mean
  if (effectiveSampleSize === undefined || largestShare === undefined || converged === undefined) {
    return []
  }
  const quantity = `⟨|m${subscript(order)}|⟩, N = ${width}`
  return [convergenceRow(quantity, { effectiveSampleSize, largestShare, converged })]
}

function panel(means: readonly DeviationMean[]) {
  const { order } = means[0]
  const values = means.flatMap(rows)
  const x = widthAxis
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log' },
    title: `⟨|m${subscript(order)}|⟩`,
    axis: logarithmicAxis(values.map(({ value }) => value))
  }
  const line = (name: string, strokeDash: readonly number[]) => ({
    mark: { type: 'line', strokeDash, strokeWidth: 1.5 },
    transform: [{ filter: { field: 'series', equal: name } }],
    encoding: { x, y, color }
  })
  return {
    width: 230,
    height: 240,
    title: panelTitle(`n = ${order}`),
    data: { values },
    layer: [
      ...(values.some(({ series }) => series === 'exact') ? [line('exact', [1, 0])] : []),
      line('background', dash),
      {
        mark: { type: 'rule' },
        transform: [{ filter: 'isValid(datum.high)' }],
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      ...measuredPoints(values, { x, y, color }, { filter: { field: 'series', equal: 'measured' } })
    ]
  }
}

interface Row {
  readonly series: string
  readonly order: number
  readonly width: number
  readonly value: number
  readonly low?: number
  readonly high?: number
  readonly estimate?: string
}

function rows(mean: DeviationMean): Row[] {
  const { order, width, measured, standardError, background, exact, converged } = mean
  const result: Row[] = [
    {
      series: 'measured',
      order,
      width,
      value: measured,
      // The lower end stays on the logarithmic axis.
      low: Math.max(measured - standardError, measured / 10),
      high: measured + standardError,
      ...convergenceField(converged)
    }
  ]
  if (exact > 0) result.push({ series: 'exact', order, width, value: exact })
  if (background > 0) result.push({ series: 'background', order, width, value: background })
  return result
}
