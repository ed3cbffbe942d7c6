import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { estimatorColor } from './parts/estimatorColor.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'

/** Relative errors of one estimator with a number of networks. */
export interface EstimatorError {
  /** Name of the estimator, such as `literal`. */
  readonly estimator: string
  /** Number of networks. */
  readonly networks: number
  /** |measured/exact - 1|, >= 0; drawn as one rounding error, 2.2e-16, where it is less. */
  readonly actual: number
  /** Standard error that the bags show, over the exact value. */
  readonly apparent: number
  /** True standard error over the exact value. */
  readonly expected: number
}

/**
 * `parameters` are what determines the numbers: the ensembles.
 * Default name: `error-scaling`; title: "Errors against the number of networks".
 */
export type ErrorScalingOptions = FigureOptions

/**
 * Relative errors against the number of networks on logarithmic axes, a colour per estimator: points actual
 * (measured against exact), dashed as the bags show it, solid the true standard error.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * errorScaling(estimatorErrors(moments, 4, 10), { parameters: moments.ensemble })
 * @throws ParameterError if there are no errors or an actual one is not a finite number >= 0
 */
export function errorScaling(
  errors: readonly EstimatorError[],
  options: ErrorScalingOptions
): Figure {
  requireFigureOptions('errorScaling', options)
  const { parameters, agreement, name = 'error-scaling' } = options
  const { title = 'Errors against the number of networks' } = options
  requireObjects('errorScaling', 'errors', errors)
  for (const { estimator, networks, actual } of errors) {
    if (!(actual >= 0 && Number.isFinite(actual))) {
      const place = `actual error of '${estimator}' with ${networks} networks`
      throw new ParameterError('errorScaling', place, 'a finite number >= 0', actual)
    }
  }
  const color = estimatorColor(errors.map(({ estimator }) => estimator))
  const x = {
    field: 'networks',
    type: 'quantitative',
    title: 'networks drawn',
    scale: { type: 'log', nice: false, padding: 8 },
    axis: { format: '~e', tickCount: 5 }
  }
  const y = {
    field: 'actual',
    type: 'quantitative',
    title: 'relative error',
    scale: { type: 'log' },
    axis: { format: '~e', tickCount: 9 }
  }
  const kinds = ['apparent', 'true']
  const strokeDash = {
    field: 'kind',
    type: 'nominal',
    title: 'standard error',
    sort: kinds,
    scale: {
      domain: kinds,
      range: [
        [5, 3],
        [1, 0]
      ]
    }
  }
  const lines = errors.flatMap(({ estimator, networks, apparent, expected }) => [
    { estimator, networks, kind: 'apparent', error: Math.max(apparent, Number.EPSILON) },
    { estimator, networks, kind: 'true', error: Math.max(expected, Number.EPSILON) }
  ])
  return new Figure({
    name,
    title,
    description:
      'Relative errors of a Green function against the number of networks, one colour per ' +
      'estimator: actual errors as points, apparent and true standard errors as lines.',
    parameters,
    results: [errors],
    ...(agreement && { agreement }),
    spec: {
      width: 460,
      height: 300,
      layer: [
        {
          data: { values: lines },
          mark: { type: 'line', strokeWidth: 1.5 },
          encoding: { x, y: { ...y, field: 'error' }, color, strokeDash }
        },
        {
          data: {
            values: errors.map((error) => ({
              ...error,
              actual: Math.max(error.actual, Number.EPSILON)
            }))
          },
          mark: { type: 'point', filled: true, size: 40, opacity: 1, tooltip: true },
          encoding: { x, y, color }
        }
      ]
    }
  })
}
