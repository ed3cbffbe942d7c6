import { requireResultList } from '../numerics/parameterError.js'
import { singletFields, type SingletFluctuation } from '../comparison/singletFluctuations.js'
import { figureColors } from './parts/colorScales.js'
import { logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { widthColor } from './parts/widthScale.js'

/**
 * `parameters` are what determines the numbers: the ensemble.
 * Default name: `singlet-variance`; title: "Fluctuations of the singlet against the number of outputs".
 */
export type SingletVarianceOptions = FigureOptions

/**
 * Relative variance of the singlet against the number of outputs on logarithmic axes, a colour per width: measured
 * points with one standard error, exact lines, and dashed the free field's 2/d_out.
 *
 * @example
 * const setup = ensemble({ network: 'erf', outputs: 2, widths: [2], inputs: [[0.4]] })
 * const rows = singletFluctuations(await sampleEnsemble(setup), [1, 2, 10])
 * singletVariance(rows, { parameters: setup })
 * @throws ParameterError if there are no rows
 */
export function singletVariance(
  rows: readonly SingletFluctuation[],
  options: SingletVarianceOptions
): Figure {
  requireFigureOptions('singletVariance', options)
  const { parameters, agreement, name = 'singlet-variance' } = options
  const { title = 'Fluctuations of the singlet against the number of outputs' } = options
  requireResultList('singletVariance', 'rows', rows, singletFields)
  return new Figure({
    name,
    title,
    description:
      'Relative variance of the singlet, the mean of the squares of all outputs, against the number of outputs on ' +
      'logarithmic axes: measured points and exact lines, one colour per width N, and the free field as a dashed line.',
    parameters,
    results: [rows],
    ...(agreement && { agreement }),
    code: resultsCode('singletVariance', [rows, drawnOptions(options)], [rows]),
    roles: { width: 'width', measured: 'measured', exact: 'exact' },
    spec: { width: 520, height: 320, layer: layers(rows) }
  })
}

function layers(rows: readonly SingletFluctuation[]) {
  const x = {
    field: 'outputs',
    type: 'quantitative',
    title: 'd_out',
    scale: { type: 'log', nice: false, padding: 8 },
    axis: { format: 'd', values: [1, 2, 5, 10, 20, 50, 100, 1000, 10_000] }
  }
  const y = {
    field: 'measured',
    type: 'quantitative',
    title: 'Var(s) / E[s]²',
    scale: { type: 'log' },
    axis: { format: '~g' }
  }
  const counts = [...new Set(rows.map(({ outputs }) => outputs))]
  const points = rows
    .filter(({ measured }) => measured > 0)
    .map((row) => ({ ...row, ...logarithmicErrorBar(row.measured, row.standardError) }))
  return [
    {
      data: { values: counts.map((outputs) => ({ outputs, free: 2 / outputs })) },
      mark: { type: 'line', color: figureColors.grey, strokeDash: [5, 3] },
      encoding: { x, y: { ...y, field: 'free' } }
    },
    {
      data: { values: rows.map(({ width, outputs, exact }) => ({ width, outputs, exact })) },
      mark: { type: 'line', strokeWidth: 1.4 },
      encoding: { x, y: { ...y, field: 'exact' }, color: widthColor }
    },
    {
      data: { values: points },
      mark: { type: 'rule', strokeWidth: 1.4 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: widthColor }
    },
    {
      data: { values: points },
      mark: { type: 'point', filled: true, size: 40, opacity: 1, tooltip: true },
      encoding: { x, y, color: widthColor }
    }
  ]
}
