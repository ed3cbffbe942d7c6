import { convergenceRow } from './parts/figureNotes.js'
import { figureColors } from './parts/colorScales.js'
import type { CoarseningComparison } from '../flow/coarseningComparison.js'
import { ParameterError, requireResult } from '../numerics/parameterError.js'
import type { Agreement } from '../comparison/compareWithExact.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { subscript } from '../comparison/orderSubscript.js'

/** What the figure shows, and its titles. */
export interface CoarseningRunningOptions {
  /** What determines the numbers: the ensemble, and the windows. */
  readonly parameters: object
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
  /** Default: `coarsened-inputs`. */
  readonly name?: string
}

const series = [
  'exact, coarsened networks',
  'measured, coarsened networks',
  'flow from k = 0',
  'flow from the narrowest window'
]

/**
 * The coupling of networks with coarsened inputs against the scale k = 1/a of the window, exact and measured with one
 * standard error, beside the passive flow from either end. The canonically normalised field.
 *
 * @example
 * const network = { network: 'gauss', sigmaW: 1, sigmaB: 0 } as const
 * const comparison = coarseningComparison({ network, width: 10, dIn: 1, blurs: [0.1, 0.2] })
 * coarseningRunning(comparison, { parameters: network })
 * @throws ParameterError if there are no rows
 */
export function coarseningRunning(
  comparison: CoarseningComparison,
  options: CoarseningRunningOptions
): Figure {
  requireResult('coarseningRunning', 'comparison', comparison, ['rows', 'order'])
  requireFigureOptions('coarseningRunning', options, ['parameters', 'agreement', 'name'])
  const { rows, order } = comparison
  const { parameters, agreement, name = 'coarsened-inputs' } = options
  if (rows.length === 0) {
    throw new ParameterError('coarseningRunning', 'comparison', 'at least one window', rows)
  }
  const values = rows.flatMap(({ scale, exact, measured, fromInfrared, fromUltraviolet }) => [
    { series: series[0], k: scale, value: exact.value },
    ...(measured
      ? [
          {
            series: series[1],
            k: scale,
            value: measured.value,
            ...linearErrorBar(measured.value, measured.standardError)
          }
        ]
      : []),
    ...(fromInfrared === undefined ? [] : [{ series: series[2], k: scale, value: fromInfrared }]),
    ...(fromUltraviolet === undefined
      ? []
      : [{ series: series[3], k: scale, value: fromUltraviolet }])
  ])
  const x = {
    field: 'k',
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 8 },
    title: 'k = 1/a'
  }
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { zero: false },
    axis: { format: '.6~g' },
    title: `u${subscript(order)}, canonical`
  }
  const color = {
    field: 'series',
    type: 'nominal',
    title: null,
    legend: { labelLimit: 400, symbolOpacity: 1 },
    scale: {
      domain: series,
      range: [figureColors.red, figureColors.blue, figureColors.orange, figureColors.green]
    }
  }
  return new Figure({
    name,
    title: 'Networks with coarsened inputs against the passive flow',
    description:
      'Coupling against the scale: exact and measured values of networks whose inputs are averaged ' +
      'over a window, and the passive renormalization group flow from the infrared and from the ' +
      'narrowest window.',
    parameters,
    results: [comparison],
    ...(agreement && { agreement }),
    convergence: rows.flatMap(({ scale, measured }) =>
      measured ? [convergenceRow(`u${subscript(order)}, k = ${scale}`, measured)] : []
    ),
    code: resultsCode('coarseningRunning', [comparison, drawnOptions(options)], [comparison]),
    spec: {
      width: 430,
      height: 280,
      data: { values },
      layer: [
        {
          transform: [{ filter: { not: { field: 'series', equal: series[1] } } }],
          mark: { type: 'line', interpolate: 'monotone', strokeWidth: 1.8 },
          encoding: { x, y, color }
        },
        {
          transform: [{ filter: { field: 'series', equal: series[1] } }],
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
        },
        {
          transform: [{ filter: { field: 'series', equal: series[1] } }],
          mark: { type: 'point', filled: true, size: 45, opacity: 1, tooltip: true },
          encoding: { x, y, color }
        }
      ]
    }
  })
}
