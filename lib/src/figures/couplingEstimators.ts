import { figureColors } from './parts/colorScales.js'
import type { CouplingTable } from '../couplings/couplingTable.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import type { ConvergenceSummary } from '../statistics/convergenceSummary.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { convergenceRow } from './parts/figureNotes.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { linearAxis } from './parts/linearAxis.js'
import { lineKinds } from './parts/lineKinds.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'
import { subscript } from '../comparison/orderSubscript.js'

/** A coupling of one width as one estimator measures it. */
export interface EstimatedCoupling {
  /** Name of the estimator, as the legend shows it. */
  readonly estimator: string
  /** The couplings as this estimator measures them. */
  readonly measured: CouplingTable
  /** The exact couplings of the same ensemble. */
  readonly exact: CouplingTable
  /** Diagnostics of the Green function behind `measured`. */
  readonly convergence?: ConvergenceSummary
}

/** Default name: `coupling-estimators`; title: names the coupling and the number of estimators. */
export type CouplingEstimatorsOptions = FigureOptions

/**
 * N u4, or N^2 u6, against the width N for several estimators, with one standard error as the bags show it:
 * the exact value is (for u6 nearly) the same at every width, so what a heavy tail hides shows as a shift.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * const measured = measuredCouplings(moments, 4, 10)
 * const exact = exactCouplings(moments.ensemble, 4, 10)
 * couplingEstimators([{ estimator: 'literal', measured, exact }], { parameters: moments.ensemble })
 * @throws ParameterError if there are no couplings, of one order and unscaled, or one is not finite
 */
export function couplingEstimators(
  couplings: readonly EstimatedCoupling[],
  options: CouplingEstimatorsOptions
): Figure {
  requireFigureOptions('couplingEstimators', options)
  const { parameters, agreement, name = 'coupling-estimators' } = options
  requireResults('couplingEstimators', 'couplings', couplings, {
    measured: ['summary', 'order', 'width'],
    exact: ['summary']
  })
  const [{ measured: first }] = couplings
  for (const { measured } of couplings) {
    if (measured.logScale !== 0) {
      const place = `logScale at width ${measured.width}`
      throw new ParameterError('couplingEstimators', place, '0', measured.logScale)
    }
    for (const key of ['order', 'normalisation'] as const) {
      if (measured[key] === first[key]) continue
      const place = `${key} at width ${measured.width}`
      throw new ParameterError(
        'couplingEstimators',
        place,
        `${first[key]} as the first`,
        measured[key]
      )
    }
  }
  const scaled = first.order === 4 ? 'N u₄' : 'N² u₆'
  const estimators = [...new Set(couplings.map(({ estimator }) => estimator))]
  return new Figure({
    name,
    title: options.title ?? `${scaled} by several ways to estimate the same Green functions`,
    description:
      'A coupling times its power of the width N against N, one colour per estimator, with standard ' +
      'errors as the bags show them; the dashed line is the exact value.',
    parameters,
    results: [couplings],
    ...(agreement && { agreement }),
    code: resultsCode(
      'couplingEstimators',
      [couplings, drawnOptions(options)],
      couplings.flatMap(({ measured, exact }) => [measured, exact])
    ),
    roles: { width: 'width', measured: 'value', exact: 'exact' },
    convergence: couplings.flatMap(({ estimator, measured: { order, width }, convergence }) => {
      const quantity = `u${subscript(order)} (${estimator}), N = ${width}`
      return convergence ? [convergenceRow(quantity, convergence)] : []
    }),
    spec: {
      width: 560,
      height: 260,
      ...content(couplings, estimators, `${scaled}, ${first.normalisation}`)
    }
  })
}

function content(
  couplings: readonly EstimatedCoupling[],
  estimators: readonly string[],
  title: string
) {
  const values = couplings.map(
    ({ estimator, measured: { order, width, summary }, exact, convergence }) => {
      const power = width ** (order / 2 - 1)
      if (!Number.isFinite(summary.mean)) {
        const place = `u${order} of '${estimator}' at width ${width}`
        throw new ParameterError('couplingEstimators', place, 'finite', summary.mean)
      }
      return {
        estimator,
        width,
        value: power * summary.mean,
        ...linearErrorBar(power * summary.mean, power * summary.meanError),
        exact: power * exact.summary.mean,
        ...convergenceField(convergence?.converged)
      }
    }
  )
  const x = { field: 'width', type: 'ordinal', title: 'N', axis: { labelAngle: 0 } }
  const xOffset = { field: 'estimator', type: 'nominal', sort: estimators }
  const y = {
    field: 'value',
    type: 'quantitative',
    title,
    scale: { zero: false, padding: 8 },
    axis: linearAxis(values.flatMap(({ value, low = value, high = value }) => [low, high]))
  }
  const color = {
    field: 'estimator',
    type: 'nominal',
    title: 'estimator',
    sort: estimators,
    scale: {
      domain: estimators,
      range: [figureColors.blue, figureColors.orange, figureColors.green]
    }
  }
  return {
    data: { values },
    layer: [
      {
        mark: { type: 'line', color: figureColors.red },
        transform: [{ calculate: '"exact"', as: 'kind' }],
        encoding: {
          x,
          y: { ...y, field: 'exact' },
          strokeDash: lineKinds({ exact: [4, 3] }, figureColors.red)
        }
      },
      {
        mark: { type: 'rule' },
        encoding: { x, xOffset, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      ...measuredPoints(values, { x, xOffset, y, color }, { size: 40 })
    ]
  }
}
