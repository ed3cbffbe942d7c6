import { figureColors } from './parts/colorScales.js'
import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { estimatorColor } from './parts/estimatorColor.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'

/** u4 of four points at one place, measured by one estimator, and exact. */
export interface LocalityPoint {
  /** Along which line the points move, as the title of its panel says. */
  readonly line: string
  /** The coordinate along the line. */
  readonly position: number
  /** Name of the estimator, as the legend shows it. */
  readonly estimator: string
  /** Measured u4/u4(reference), with its standard error. */
  readonly measured: number
  /** Standard error of the measured value. */
  readonly standardError: number
  /** Exact u4/u4(reference). */
  readonly exact: number
  /** False: drawn as an open diamond. */
  readonly converged?: boolean
}

/**
 * `parameters` are what determines the numbers: the ensembles.
 * Default name: `locality-lines`; title: "Quartic coupling along two lines of the map".
 */
export type LocalityLinesOptions = FigureOptions

/**
 * u4 relative to its value at a reference along lines through data space, a panel per line, a colour per
 * estimator: measured points with one standard error on the exact curve; the band is ten per cent around one.
 *
 * @example
 * const inputs = localityPoints(0.5, 0.2)
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10], inputs }))
 * const { reference, ...ratio } = measuredLocality(moments, 10)
 * const point = { line: 'spread 0.2', position: 0.5, estimator: 'literal', ...ratio }
 * localityLines([point], { parameters: moments.ensemble })
 * @throws ParameterError if there are no points or a measured value is not finite
 */
export function localityLines(
  points: readonly LocalityPoint[],
  options: LocalityLinesOptions
): Figure {
  requireFigureOptions('localityLines', options)
  const { parameters, agreement, name = 'locality-lines' } = options
  const { title = 'Quartic coupling along two lines of the map' } = options
  requireObjects('localityLines', 'points', points)
  for (const { line, position, estimator, measured } of points) {
    if (!Number.isFinite(measured)) {
      const place = `u4 of '${estimator}', ${line} = ${position}`
      throw new ParameterError('localityLines', place, 'finite', measured)
    }
  }
  const lines = [...new Set(points.map(({ line }) => line))]
  const estimators = points.map(({ estimator }) => estimator)
  return new Figure({
    name,
    title,
    description:
      'The quartic coupling relative to its value at a reference, along lines through data space, ' +
      'measured points on the exact curve, one colour per estimator.',
    parameters,
    results: [points],
    ...(agreement && { agreement }),
    roles: { measured: 'measured', exact: 'exact' },
    spec: {
      hconcat: lines.map((line) =>
        panel(
          points.filter((point) => point.line === line),
          estimators
        )
      )
    }
  })
}

/** Scale and axis of ratios: linear where they stay small, symmetric logarithmic else. */
function ratioAxis(values: readonly number[]) {
  if (values.every((value) => Math.abs(value) < 4)) {
    return { scale: { zero: false }, axis: { format: '.6~g' } }
  }
  return {
    scale: { type: 'symlog', constant: 1 },
    axis: { values: [...signedSteps(), 0], format: '~r' }
  }
}

/** Plus and minus 1, 2, 5, 10, … up to 500 000. */
function signedSteps(): number[] {
  const steps = [0, 1, 2, 3, 4, 5].flatMap((k) => [1, 2, 5].map((m) => m * 10 ** k))
  return steps.flatMap((step) => [-step, step])
}

function panel(points: readonly LocalityPoint[], estimators: readonly string[]) {
  const x = { field: 'position', type: 'quantitative', title: points[0].line }
  const color = estimatorColor(estimators)
  const values = points.map(
    ({ line, position, estimator, measured, standardError, exact, converged }) => ({
      line,
      position,
      estimator,
      exact,
      measured,
      ...linearErrorBar(measured, standardError),
      ...convergenceField(converged)
    })
  )
  const y = {
    field: 'measured',
    type: 'quantitative',
    title: 'u₄ / u₄(reference)',
    ...ratioAxis(values.flatMap(({ low, high, exact }) => [low, high, exact]))
  }
  return {
    width: 300,
    height: 260,
    data: { values },
    layer: [
      {
        data: { values: [{ low: 0.9, high: 1.1 }] },
        mark: {
          type: 'rect',
          color: figureColors.green,
          fillOpacity: 0.2,
          stroke: figureColors.green
        },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } }
      },
      {
        mark: { type: 'line', color: figureColors.red, strokeWidth: 1.2 },
        encoding: { x, y: { ...y, field: 'exact' } }
      },
      {
        mark: { type: 'rule' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      ...measuredPoints(values, { x, y, color }, { size: 40 })
    ]
  }
}
