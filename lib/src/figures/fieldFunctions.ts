import { requireObjects, requireResultList } from '../numerics/parameterError.js'
import type { FieldComparison } from '../comparison/connectedFields.js'
import { figureColors } from './parts/colorScales.js'
import { linearErrorBar } from './parts/errorBar.js'
import { estimatorColor } from './parts/estimatorColor.js'
import { Figure } from './parts/figure.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'

/** Functions of fields as one sample has them. */
export interface FieldSample {
  /** Name of the sample, as the legend shows it: an estimator, or what is varied. */
  readonly estimator: string
  /** Measured and exact functions, one for each class of fields. */
  readonly rows: readonly FieldComparison[]
}

/**
 * `parameters` are what determines the numbers: the ensembles.
 * Default name: `field-functions`; title: "Functions of fields".
 */
export interface FieldFunctionsOptions extends FigureOptions {
  /** Title of the axis of values; default: "connected function". */
  readonly valueTitle?: string
  /** Title of the legend of samples; default: "estimator". */
  readonly sampleTitle?: string
}

/**
 * Functions of several fields, measured with one standard error beside the exact ones, a line for each combination of
 * fields, a colour for each sample, and a panel for each index structure where there are several.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * const rows = connectedFields(moments, 4, 10)
 * fieldFunctions([{ estimator: 'literal', rows }], { parameters: moments.ensemble })
 * @throws ParameterError if there are no samples
 */
export function fieldFunctions(
  samples: readonly FieldSample[],
  options: FieldFunctionsOptions
): Figure {
  requireFigureOptions('fieldFunctions', options, [...figureKeys, 'valueTitle', 'sampleTitle'])
  const { parameters, agreement, name = 'field-functions' } = options
  const { title = 'Functions of fields' } = options
  requireObjects('fieldFunctions', 'samples', samples)
  samples.forEach(({ rows }, i) =>
    requireResultList('fieldFunctions', `samples[${i}].rows`, rows, ['fields', 'measured', 'exact'])
  )
  return new Figure({
    name,
    title,
    description:
      'Functions of several fields, a line for each combination of fields: measured values with standard errors as ' +
      'discs, one colour per sample, exact values as bars across the line; a panel per index structure.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    code: resultsCode(
      'fieldFunctions',
      [samples.map(({ estimator, rows }) => ({ estimator, rows })), drawnOptions(options)],
      samples.map(({ rows }) => rows)
    ),
    roles: { measured: 'measured', exact: 'exact' },
    spec: panels(samples, options)
  })
}

function panels(
  samples: readonly FieldSample[],
  { valueTitle = 'connected function', sampleTitle = 'estimator' }: FieldFunctionsOptions
) {
  const values = samples.flatMap(({ estimator, rows }) =>
    rows.map(({ fields, structure, measured, standardError, exact }) => ({
      estimator,
      fields,
      structure,
      measured,
      ...linearErrorBar(measured, standardError),
      exact
    }))
  )
  const order = [...new Set(values.map(({ fields }) => fields))]
  const names = samples.map(({ estimator }) => estimator)
  const structures = [...new Set(values.map(({ structure }) => structure))]
  const y = {
    field: 'fields',
    type: 'nominal',
    title: null,
    sort: order,
    axis: { labelLimit: 320 }
  }
  const yOffset = { field: 'estimator', type: 'nominal', sort: names }
  const x = {
    field: 'measured',
    type: 'quantitative',
    title: valueTitle,
    scale: { zero: false },
    axis: { format: '~g' }
  }
  const color = { ...estimatorColor(names), title: sampleTitle }
  const panel = {
    width: 440,
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'tick', thickness: 2, color: figureColors.red, opacity: 0.9 },
        encoding: { x: { ...x, field: 'exact' }, y, yOffset }
      },
      {
        mark: { type: 'rule', strokeWidth: 1.4 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, yOffset, color }
      },
      {
        mark: { type: 'point', filled: true, size: 32, opacity: 1, tooltip: true },
        encoding: { x, y, yOffset, color }
      }
    ]
  }
  if (structures.length === 1) return { data: { values }, ...panel }
  return {
    data: { values },
    facet: {
      row: {
        field: 'structure',
        type: 'nominal',
        title: 'index structure',
        sort: structures,
        header: { labelAngle: 0 }
      }
    },
    resolve: { scale: { y: 'independent' } },
    spec: panel
  }
}
