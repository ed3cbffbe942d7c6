import { requireObjects, requireResultList } from '../numerics/parameterError.js'
import { figureColors } from './parts/colorScales.js'
import type { FixedPoint } from '../flow/fixedPointResult.js'
import type { IsingExponents } from '../flow/isingExponents.js'
import type { Agreement } from '../comparison/compareWithExact.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'

/** Fixed points of one approximation at several dimensions. */
export interface ApproximationCurve {
  /** Name of the approximation, as the legend shows it. */
  readonly approximation: string
  /** Fixed points at the dimensions that the curve goes through. */
  readonly fixedPoints: readonly FixedPoint[]
}

/** What the figure shows, and its titles. */
export interface ExponentsByDimensionOptions {
  /** Values to hold the curves against. */
  readonly reference: readonly IsingExponents[]
  /** What the figure says it is of, plain JSON. */
  readonly parameters: object
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
  /** Default: `exponents-by-dimension`. */
  readonly name?: string
}

const exponents = [
  ['nu', 'ν'],
  ['omega', 'ω'],
  ['eta', 'η']
] as const

/**
 * Critical exponents nu, omega and eta against the dimension of space, a line per approximation, and reference values as points.
 *
 * @example
 * const fixedPoints = [3, 3.5].map((dimension) => fixedPoint({ dimension }))
 * exponentsByDimension([{ approximation: 'LPA', fixedPoints }], {
 *   reference: isingExponents,
 *   parameters: { regulator: 'litim' }
 * })
 * @throws ParameterError if there are no curves
 */
export function exponentsByDimension(
  curves: readonly ApproximationCurve[],
  options: ExponentsByDimensionOptions
): Figure {
  requireFigureOptions('exponentsByDimension', options, [
    'parameters',
    'agreement',
    'name',
    'reference'
  ])
  const { reference, parameters, agreement, name = 'exponents-by-dimension' } = options
  requireObjects('exponentsByDimension', 'curves', curves)
  curves.forEach(({ fixedPoints }, i) =>
    requireResultList('exponentsByDimension', `curves[${i}].fixedPoints`, fixedPoints, [
      'dimension',
      'nu'
    ])
  )
  requireObjects('exponentsByDimension', 'reference', reference)
  const color = {
    type: 'nominal',
    title: null,
    scale: {
      domain: [...curves.map(({ approximation }) => approximation), 'reference'],
      range: [
        ...[figureColors.blue, figureColors.orange, figureColors.green, figureColors.purple].slice(
          0,
          curves.length
        ),
        figureColors.red
      ]
    }
  }
  const panel = ([exponent, symbol]: (typeof exponents)[number]) => {
    const x = {
      field: 'dimension',
      type: 'quantitative',
      scale: { zero: false },
      title: 'd'
    }
    const y = { field: 'value', type: 'quantitative', scale: { zero: false }, title: symbol }
    return {
      width: 200,
      height: 240,
      layer: [
        {
          data: {
            values: curves.flatMap(({ approximation, fixedPoints }) =>
              fixedPoints.map((point) => ({
                series: approximation,
                dimension: point.dimension,
                value: point[exponent]
              }))
            )
          },
          mark: { type: 'line', interpolate: 'monotone', strokeWidth: 1.8 },
          encoding: { x, y, color: { ...color, field: 'series' } }
        },
        {
          data: {
            values: reference.flatMap(({ dimension, source, ...values }) => {
              const value = values[exponent]
              return value === undefined ? [] : [{ series: 'reference', dimension, value, source }]
            })
          },
          mark: { type: 'point', filled: true, size: 60, opacity: 1, tooltip: true },
          encoding: { x, y, color: { ...color, field: 'series' } }
        }
      ]
    }
  }
  return new Figure({
    name,
    title: 'Critical exponents against the dimension',
    description:
      'Correlation length exponent nu, correction to scaling omega and anomalous dimension eta ' +
      'of the Wilson-Fisher fixed point against the dimension, one line per approximation, with ' +
      'reference values as points.',
    parameters,
    results: [curves],
    ...(agreement && { agreement }),
    code: resultsCode(
      'exponentsByDimension',
      [curves, drawnOptions(options)],
      curves.flatMap(({ fixedPoints }) => fixedPoints)
    ),
    spec: { hconcat: exponents.map(panel) }
  })
}
