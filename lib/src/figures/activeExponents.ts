import { figureColors } from './parts/colorScales.js'
import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { panelTitle } from './parts/panelTitle.js'

/** Logarithmic slope of one coupling along an active flow in one dimension. */
export interface ActiveExponent {
  /** Input dimension d_in. */
  readonly dIn: number
  /** Order n of the coupling u_n. */
  readonly order: 4 | 6
  /** Normalisation of the field, on which the slope depends. */
  readonly normalisation: 'raw' | 'canonical'
  /** Slope of the exact coupling at the inputs used. */
  readonly exact: number
  /** Slope at x -> 0: `activeExponent`. */
  readonly expected: number
  /** Fitted to measured couplings, where there are any. */
  readonly measured?: number
  /** Standard error of a measured slope. */
  readonly standardError?: number
}

/**
 * `parameters` are what determines the numbers: ensembles, dimensions, and the values of sigmaW.
 * Default name: `active-exponents`; title: "Exponents of the active flow against the dimension of data space".
 */
export type ActiveExponentsOptions = FigureOptions

/**
 * Exponents d ln|u_n|/d ln sigmaW against the dimension of data space, a panel per coupling, a colour per
 * normalisation: lines as expected at x -> 0, rings exact, points measured with one standard error.
 *
 * @example
 * const exponents = [{ dIn: 1, order: 4, normalisation: 'raw', exact: -3, expected: -3 }] as const
 * activeExponents(exponents, { parameters: { network: 'gauss' } })
 * @throws ParameterError if there are no exponents or one is not finite
 */
export function activeExponents(
  exponents: readonly ActiveExponent[],
  options: ActiveExponentsOptions
): Figure {
  requireFigureOptions('activeExponents', options)
  const { parameters, agreement, name = 'active-exponents' } = options
  const { title = 'Exponents of the active flow against the dimension of data space' } = options
  requireObjects('activeExponents', 'exponents', exponents)
  for (const { dIn, order, exact, measured = 0 } of exponents) {
    if (!Number.isFinite(exact + measured)) {
      const place = `exponent of u${order} in ${dIn} dimensions`
      throw new ParameterError('activeExponents', place, 'finite', exact + measured)
    }
  }
  const orders = [...new Set(exponents.map(({ order }) => order))]
  return new Figure({
    name,
    title,
    description:
      'Logarithmic slopes of the couplings along the active flow against the dimension of data ' +
      'space, one panel per coupling, raw and canonical: expected lines, exact values, and ' +
      'measured points.',
    parameters,
    results: [exponents],
    ...(agreement && { agreement }),
    roles: { order: 'order', measured: 'measured', exact: 'exact' },
    spec: {
      hconcat: orders.map((order) => panel(exponents.filter((entry) => entry.order === order)))
    }
  })
}

function panel(exponents: readonly ActiveExponent[]) {
  const [{ order }] = exponents
  const x = {
    field: 'dIn',
    type: 'quantitative',
    title: 'd_in',
    scale: { zero: false, nice: false, padding: 12 },
    axis: { tickMinStep: 1 }
  }
  const y = {
    field: 'expected',
    type: 'quantitative',
    title: `d ln|u${order === 4 ? '₄' : '₆'}| / d ln σ_W`
  }
  const color = {
    field: 'normalisation',
    type: 'nominal',
    title: 'field',
    scale: { domain: ['raw', 'canonical'], range: [figureColors.blue, figureColors.orange] }
  }
  const rows = exponents.map(({ measured, standardError = 0, ...entry }) => ({
    ...entry,
    ...(measured !== undefined && { measured, ...linearErrorBar(measured, standardError) })
  }))
  const measuredLayers = [
    {
      transform: [{ filter: 'isValid(datum.measured)' }],
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
    },
    {
      transform: [{ filter: 'isValid(datum.measured)' }],
      mark: { type: 'point', filled: true, size: 45, opacity: 1, tooltip: true },
      encoding: { x, y: { ...y, field: 'measured' }, color }
    }
  ]
  return {
    width: 280,
    height: 260,
    title: panelTitle(order === 4 ? 'u₄' : 'u₆'),
    data: { values: rows },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.6 }, encoding: { y: { datum: 0 } } },
      { mark: { type: 'line', strokeWidth: 1.2 }, encoding: { x, y, color } },
      {
        mark: { type: 'point', size: 90, opacity: 1, tooltip: true },
        encoding: { x, y: { ...y, field: 'exact' }, color }
      },
      ...(rows.some((row) => 'measured' in row) ? measuredLayers : [])
    ]
  }
}
