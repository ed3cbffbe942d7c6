import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { linearErrorBar } from './parts/errorBar.js'
import type { EstimatorPoint } from '../comparison/estimatorPoint.js'
import { estimatorColor } from './parts/estimatorColor.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'
import { panelTitle } from './parts/panelTitle.js'

/**
 * `parameters` are what determines the numbers: the ensembles.
 * Default name: `tail-diagnostics`; title: "How estimators fail as the tail grows".
 */
export type TailDiagnosticsOptions = FigureOptions

/**
 * Measured over exact Green function against sigmaB, a panel per order and a colour per estimator, with one
 * apparent standard error, open where the diagnostics say that the estimate has not converged; and the effective
 * sample size with its threshold, 100.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * tailDiagnostics([estimatorPoint(moments, 4, 10)], { parameters: moments.ensemble })
 * @throws ParameterError if there are no points or a measured value is not finite
 */
export function tailDiagnostics(
  points: readonly EstimatorPoint[],
  options: TailDiagnosticsOptions
): Figure {
  requireFigureOptions('tailDiagnostics', options)
  const { parameters, agreement, name = 'tail-diagnostics' } = options
  const { title = 'How estimators fail as the tail grows' } = options
  requireObjects('tailDiagnostics', 'points', points)
  for (const { estimator, sigmaB, measured } of points) {
    if (!Number.isFinite(measured)) {
      const place = `'${estimator}' at sigmaB = ${sigmaB}`
      throw new ParameterError('tailDiagnostics', place, 'finite', measured)
    }
  }
  const orders = [...new Set(points.map(({ order }) => order))]
  const color = estimatorColor(points.map(({ estimator }) => estimator))
  return new Figure({
    name,
    title,
    description:
      'Measured over exact Green function against the standard deviation of the biases, one panel ' +
      'per order, one colour per estimator, open symbols where the estimate has not converged; and ' +
      'the effective sample size.',
    parameters,
    results: [points],
    ...(agreement && { agreement }),
    code: resultsCode('tailDiagnostics', [points, drawnOptions(options)], points),
    roles: { order: 'order', measured: 'measured', error: 'apparentError' },
    spec: {
      hconcat: [
        ...orders.map((order) =>
          ratioPanel(
            points.filter((point) => point.order === order),
            color
          )
        ),
        sizePanel(points, color)
      ]
    }
  })
}

const x = { field: 'sigmaB', type: 'quantitative', title: 'σ_b' }

function ratioPanel(points: readonly EstimatorPoint[], color: object) {
  const y = { field: 'measured', type: 'quantitative', title: 'measured / exact' }
  const values = points.map(({ converged, ...point }) => ({
    ...point,
    ...convergenceField(converged),
    ...linearErrorBar(point.measured, point.apparentError)
  }))
  return {
    width: 230,
    height: 260,
    title: panelTitle(`n = ${points[0].order}`),
    data: { values },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: { datum: 1 } } },
      {
        mark: { type: 'rule' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      ...measuredPoints(values, { x, y, color }, { size: 45 })
    ]
  }
}

function sizePanel(points: readonly EstimatorPoint[], color: object) {
  const values = points.map(({ estimator, sigmaB, order, effectiveSampleSize, largestShare }) => ({
    estimator,
    sigmaB,
    order: `n = ${order}`,
    effectiveSampleSize,
    largestShare
  }))
  const y = {
    field: 'effectiveSampleSize',
    type: 'quantitative',
    title: 'effective sample size',
    scale: { type: 'log' },
    axis: { format: '~e', tickCount: 7 }
  }
  const orders = [...new Set(values.map(({ order }) => order))]
  const strokeDash = {
    field: 'order',
    type: 'nominal',
    title: null,
    sort: orders,
    scale: {
      domain: orders,
      range: [
        [1, 0],
        [5, 3],
        [2, 2],
        [8, 2, 2, 2]
      ].slice(0, orders.length)
    }
  }
  return {
    width: 230,
    height: 260,
    title: panelTitle('networks that count'),
    data: { values },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: { datum: 100 } } },
      {
        mark: { type: 'line', strokeWidth: 1.5, tooltip: true },
        encoding: { x, y, color, strokeDash }
      }
    ]
  }
}
