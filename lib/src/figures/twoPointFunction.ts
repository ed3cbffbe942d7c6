import { refusedUnder } from '../numerics/refusedUnder.js'
import { measuredGreenFunction } from '../correlators/measuredGreenFunction.js'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'
import { ParameterError } from '../numerics/parameterError.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { plottedValue } from './parts/plottedValue.js'
import { sequenceScale } from './parts/colorScales.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'

/**
 * `parameters` are what determines the numbers: the complete ensemble.
 * Default name: `two-point-function`; title: "Two-point function, measured and exact".
 */
export type TwoPointFunctionOptions = FigureOptions

/** Number of points of an exact curve. */
const curvePoints = 41

/**
 * The measured two-point function in one dimension at one width, with one standard error, on the exact
 * covariance K: against y for every x of the inputs, and against x - y, where the curves fall on one
 * another if the network is translation invariant.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * twoPointFunction(moments, 10, { parameters: moments.ensemble })
 * @throws ParameterError unless the inputs are one-dimensional, and as `measuredGreenFunction`
 */
export function twoPointFunction(
  moments: EnsembleMoments,
  width: number,
  options: TwoPointFunctionOptions
): Figure {
  return refusedUnder('twoPointFunction', () => {
    requireMoments('twoPointFunction', moments)
    requireFigureOptions('twoPointFunction', options)
    const { parameters, agreement, name = 'two-point-function' } = options
    const { title = 'Two-point function, measured and exact' } = options
    const { inputs } = moments.ensemble
    if (inputs[0].length !== 1) {
      throw new ParameterError('twoPointFunction', 'inputs', 'points of dimension 1', inputs[0])
    }
    const measured = measuredRows(moments, width)
    const exact = exactRows(moments)
    return new Figure({
      name,
      title,
      description:
        'Measured two-point function with standard errors on the exact covariance: against y for ' +
        'every x, and against the difference x − y.',
      parameters,
      results: [moments],
      ...(agreement && { agreement }),
      code: resultsCode(
        'twoPointFunction',
        [momentsOrigin(moments), width, drawnOptions(options)],
        []
      ),
      roles: { measured: 'value' },
      spec: {
        hconcat: [
          panel(measured, exact, { field: 'y', title: 'y' }),
          panel(measured, exact, { field: 'difference', title: 'x − y' })
        ]
      }
    })
  })
}

function measuredRows(moments: EnsembleMoments, width: number) {
  const { combinations, mean, standardError } = measuredGreenFunction(moments, 2, width)
  const { inputs } = moments.ensemble
  return combinations.flatMap(([a, b], c) => {
    // G(x, y) = G(y, x): one number, shown on the curves of both points.
    const pairs =
      a === b
        ? [[a, b]]
        : [
            [a, b],
            [b, a]
          ]
    return pairs.map(([i, j]) => ({
      x: plottedValue(inputs[i][0]),
      y: plottedValue(inputs[j][0]),
      difference: plottedValue(inputs[i][0] - inputs[j][0]),
      value: mean[c],
      ...linearErrorBar(mean[c], standardError[c])
    }))
  })
}

function exactRows({ ensemble }: EnsembleMoments) {
  const coordinates = ensemble.inputs.map(([x]) => x)
  const least = Math.min(...coordinates)
  const length = Math.max(...coordinates) - least
  return coordinates.flatMap((x) =>
    Array.from({ length: curvePoints }, (_, i) => {
      const y = least + (length * i) / (curvePoints - 1)
      const value = plottedValue(infiniteWidthCovariance(ensemble, [x], [y]))
      return { x: plottedValue(x), y: plottedValue(y), difference: plottedValue(x - y), value }
    })
  )
}

function panel(
  measured: readonly object[],
  exact: readonly object[],
  { field, title }: { readonly field: string; readonly title: string }
) {
  const x = { field, type: 'quantitative', title, scale: { nice: false, padding: 8 } }
  const y = {
    field: 'value',
    type: 'quantitative',
    title: 'G⁽²⁾(x, y)',
    scale: { zero: false }
  }
  const color = { field: 'x', type: 'ordinal', title: 'x', scale: sequenceScale }
  return {
    width: 310,
    height: 260,
    layer: [
      {
        data: { values: exact },
        mark: { type: 'line', strokeWidth: 1.2 },
        encoding: { x, y, color }
      },
      {
        data: { values: measured },
        mark: { type: 'rule' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      {
        data: { values: measured },
        mark: { type: 'point', filled: true, size: 28, opacity: 1, tooltip: true },
        encoding: { x, y, color }
      }
    ]
  }
}
