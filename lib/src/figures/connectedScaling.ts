import { convergenceRow } from './parts/figureNotes.js'
import { figureColors } from './parts/colorScales.js'
import type { ConnectedScaling } from '../couplings/widthScaling.js'
import {
  ParameterError,
  requireObject,
  requireObjects,
  requireResultList
} from '../numerics/parameterError.js'
import { logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { lineKinds } from './parts/lineKinds.js'
import { widthAxis } from './parts/widthScale.js'

/** A connected function of one order against the width, as one estimator measures it. */
export interface MeasuredScaling {
  /** Name of the estimator, as the legend shows it. */
  readonly estimator: string
  /** Connected functions of one order at these widths. */
  readonly scaling: ConnectedScaling
}

/**
 * `parameters` are what determines the numbers: the ensemble.
 * Default name: `connected-scaling`; title: "Connected Green functions against width".
 */
export type ConnectedScalingOptions = FigureOptions

/**
 * Connected Green functions |G_c^(n)| against the width N on logarithmic axes: exact lines, one colour per
 * order, and measured means over the combinations with one standard error, one shape per estimator. Open
 * symbols have the wrong sign: noise that is larger than the signal.
 * Slide "Finite N and interactions" of the talk: G_c^(2n) = O(1/N^(n-1)).
 *
 * @example
 * const setup = ensemble({ network: 'erf', widths: [2, 5], inputs: [[0.4], [1]], orders: [2, 4] })
 * const scaling = measuredWidthScaling(await sampleEnsemble(setup), 4)
 * const exact = exactWidthScaling(setup, [[0.4], [0.4], [1], [1]], [2, 5])
 * connectedScaling([{ estimator: 'literal', scaling }], [exact], { parameters: setup })
 * @throws ParameterError if there is no exact scaling, or an order is measured whose exact one is missing
 */
export function connectedScaling(
  measured: readonly MeasuredScaling[],
  exact: readonly ConnectedScaling[],
  options: ConnectedScalingOptions
): Figure {
  requireObjects('connectedScaling', 'measured', measured, 0)
  measured.forEach(({ scaling }, i) =>
    requireObject('connectedScaling', `measured[${i}].scaling`, scaling)
  )
  requireFigureOptions('connectedScaling', options)
  const { parameters, agreement, name = 'connected-scaling' } = options
  const { title = 'Connected Green functions against width' } = options
  requireResultList('connectedScaling', 'exact', exact, ['widths', 'values', 'errors'])
  return new Figure({
    name,
    title,
    description:
      'Absolute connected Green functions against the width N on logarithmic axes, one colour per ' +
      'order n: exact lines, measured points with standard errors.',
    parameters,
    results: [measured, exact],
    ...(agreement && { agreement }),
    code: resultsCode(
      'connectedScaling',
      [
        measured.map(({ estimator, scaling }) => ({ estimator, scaling })),
        exact,
        drawnOptions(options)
      ],
      [...measured.map(({ scaling }) => scaling), ...exact]
    ),
    convergence: measured.flatMap(({ estimator, scaling: { order, widths, diagnoses = [] } }) =>
      diagnoses.map((one, i) =>
        convergenceRow(`G_c, n = ${order} (${estimator}), N = ${widths[i]}`, one)
      )
    ),
    roles: { order: 'order', width: 'width', measured: 'value' },
    spec: { width: 520, height: 340, layer: layers(measured, exact) }
  })
}

function layers(measured: readonly MeasuredScaling[], exact: readonly ConnectedScaling[]) {
  const x = widthAxis
  const y = {
    field: 'value',
    type: 'quantitative',
    title: '|G_c⁽ⁿ⁾|',
    scale: { type: 'log' },
    axis: { format: '~e' }
  }
  const color = {
    field: 'order',
    type: 'ordinal',
    title: 'n',
    scale: {
      range: [figureColors.blue, figureColors.orange, figureColors.green, figureColors.purple]
    },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 }
  }
  const lines = exact.flatMap(({ order, widths, values }) =>
    widths.map((width, i) => ({ order, width, value: Math.abs(values[i]), kind: 'exact' }))
  )
  const points = measured.flatMap((entry) => measuredRows(entry, exact))
  const estimators = [...new Set(measured.map(({ estimator }) => estimator))]
  const shape = {
    field: 'estimator',
    type: 'nominal',
    title: 'estimator',
    sort: estimators,
    scale: { domain: estimators, range: ['circle', 'square', 'triangle-up'] }
  }
  const line = {
    data: { values: lines },
    mark: { type: 'line', strokeWidth: 1.4 },
    encoding: { x, y, color, strokeDash: lineKinds({ exact: [1, 0] }) }
  }
  if (points.length === 0) return [line]
  const pointsOf = (sign: 'right' | 'wrong') => ({
    data: { values: points.filter((point) => point.sign === sign) },
    mark: { type: 'point', filled: sign === 'right', size: 45, opacity: 1, tooltip: true },
    encoding: { x, y, color, shape }
  })
  const drawn = (['right', 'wrong'] as const).filter((sign) =>
    points.some((point) => point.sign === sign)
  )
  return [
    line,
    {
      data: { values: points },
      mark: { type: 'rule', strokeWidth: 1.4 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
    },
    ...drawn.map(pointsOf)
  ]
}

function measuredRows({ estimator, scaling }: MeasuredScaling, exact: readonly ConnectedScaling[]) {
  const { order, widths, values, errors } = scaling
  const known = exact.find((entry) => entry.order === order)
  if (!known) {
    const orders = exact.map((entry) => entry.order)
    throw new ParameterError(
      'connectedScaling',
      'measured',
      `of the orders ${orders.join(', ')}`,
      order
    )
  }
  const sign = Math.sign(known.values[0])
  return widths.flatMap((width, i) => {
    const value = Math.abs(values[i])
    if (value === 0) return []
    return {
      estimator,
      order,
      width,
      value,
      ...logarithmicErrorBar(value, errors[i]),
      sign: Math.sign(values[i]) === sign ? 'right' : 'wrong'
    }
  })
}
