import { refusedUnder } from '../numerics/refusedUnder.js'
import { figureColors } from './parts/colorScales.js'
import { deviationScores } from '../correlators/deviationScores.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { fieldName } from '../comparison/fieldName.js'
import { subscript } from '../comparison/orderSubscript.js'

/**
 * `parameters` are what determines the numbers: the complete ensemble.
 * Default name: `score-strip`; title: "Deviations in standard errors".
 */
export type ScoreStripOptions = FigureOptions

/**
 * The measured deviations m_n of all combinations and widths in units of their standard errors, from
 * the exact value: one column of marks per width, over bands of one and two standard errors.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * scoreStrip(moments, 4, { parameters: moments.ensemble })
 * @throws ParameterError as `deviationScores`
 */
export function scoreStrip(
  moments: EnsembleMoments,
  order: number,
  options: ScoreStripOptions
): Figure {
  return refusedUnder('scoreStrip', () => {
    requireMoments('scoreStrip', moments)
    requireFigureOptions('scoreStrip', options)
    const { parameters, agreement, name = 'score-strip' } = options
    const { title = 'Deviations in standard errors' } = options
    const { widths, inputs, outputs = 1 } = moments.ensemble
    const rows = widths.flatMap((width) => {
      const { combinations } = moments.widths[0].orders.find((entry) => entry.order === order) ?? {
        combinations: []
      }
      return Array.from(deviationScores(moments, order, width), (score, combination) => ({
        order,
        width,
        combination,
        fields: fieldName(combinations[combination], inputs.length, outputs),
        points: combinations[combination]
          .map((field) => inputs[field % inputs.length].join(' '))
          .join(', '),
        score
      }))
    })
    const y = {
      field: 'score',
      type: 'quantitative',
      title: `(m${subscript(order)} − exact) / standard error`
    }
    const band = (factor: number) => ({
      data: { values: [{ low: -factor, high: factor }] },
      mark: { type: 'rect', color: figureColors.grey, opacity: 0.14 },
      encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } }
    })
    return new Figure({
      name,
      title,
      description:
        'Measured deviations of all combinations of inputs from their exact values, in units of ' +
        'their standard errors, one column per width N; bands of one and two standard errors.',
      parameters,
      results: [moments],
      ...(agreement && { agreement }),
      code: resultsCode('scoreStrip', [momentsOrigin(moments), order, drawnOptions(options)], []),
      roles: { combination: 'combination', order: 'order', width: 'width', measured: 'score' },
      spec: {
        width: 620,
        height: 240,
        layer: [
          band(2),
          band(1),
          {
            data: { values: rows },
            mark: { type: 'tick', thickness: 1.5, color: figureColors.blue, opacity: 0.8 },
            encoding: {
              x: { field: 'width', type: 'ordinal', title: 'N', axis: { labelAngle: 0 } },
              y,
              tooltip: [
                { field: 'width', title: 'N' },
                { field: 'fields', title: 'fields' },
                { field: 'points', title: 'inputs' },
                { field: 'score', type: 'quantitative', title: 'standard errors', format: '.2f' }
              ]
            }
          }
        ]
      }
    })
  })
}
