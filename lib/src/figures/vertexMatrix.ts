import { tensorEntry, type FieldTensor } from '../effectiveAction/fieldTensor.js'
import { ParameterError, requireObjects, requireText } from '../numerics/parameterError.js'
import { multisets } from '../numerics/multisets.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { plottedValue } from './parts/plottedValue.js'

/** A vertex, or another function of four fields, under the title of its panel. */
export interface VertexPanel {
  /** Title of the panel. */
  readonly label: string
  /** The vertex that the panel shows. */
  readonly tensor: FieldTensor
}

/**
 * Functions of four fields as matrices of pairs, one panel each with a common colour scale: row (a b), column (c d), fields
 * numbered from 1. A local vertex has one diagonal entry a field, all else being zero; a separable one, such as an
 * exchange of what two fields make, has rank one.
 *
 * @example
 * const parameters = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
 * const { gamma4 } = infraredVertices(parameters, [[0.4], [1]], 100)
 * vertexMatrix([{ label: 'N = 100', tensor: gamma4 }], { parameters })
 * @throws ParameterError unless there is a panel, all tensors are of rank 4 and have the same number of fields
 */
export function vertexMatrix(panels: readonly VertexPanel[], options: FigureOptions): Figure {
  requirePanels(panels)
  requireFigureOptions('vertexMatrix', options)
  const {
    parameters,
    agreement,
    name = 'vertex-matrix',
    title = 'Vertices as matrices of pairs'
  } = options
  const { fields } = panels[0].tensor
  const pairs = multisets(fields, 2)
  const text = (pair: readonly number[]) => pair.map((field) => field + 1).join(' ')
  const values = panels.flatMap(({ label, tensor }) =>
    pairs.flatMap((row) =>
      pairs.map((column) => ({
        panel: label,
        row: text(row),
        column: text(column),
        value: plottedValue(tensorEntry(tensor, [...row, ...column]))
      }))
    )
  )
  const order = pairs.map(text)
  const axis = (field: string) => ({ field, type: 'ordinal', sort: order, axis: { labelAngle: 0 } })
  const size = Math.max(90, Math.min(240, 34 * pairs.length))
  return new Figure({
    name,
    title,
    description: 'Functions of four fields: a matrix of pairs of fields for each.',
    parameters,
    results: panels.map(({ tensor }) => tensor),
    ...(agreement && { agreement }),
    spec: {
      data: { values },
      facet: {
        field: 'panel',
        type: 'nominal',
        title: null,
        sort: panels.map(({ label }) => label)
      },
      columns: Math.min(panels.length, 3),
      spec: {
        width: size,
        height: size,
        mark: { type: 'rect', tooltip: true },
        encoding: {
          x: { ...axis('column'), title: 'fields c d' },
          y: { ...axis('row'), title: 'fields a b' },
          color: {
            field: 'value',
            type: 'quantitative',
            title: null,
            scale: { scheme: 'blueorange', domainMid: 0 }
          }
        }
      }
    }
  })
}

function requirePanels(panels: readonly VertexPanel[]): void {
  requireObjects('vertexMatrix', 'panels', panels)
  panels.forEach(({ label, tensor }, i) => {
    requireText('vertexMatrix', `panels[${i}].label`, label)
    const isVertex = tensor?.rank === 4 && tensor.fields === panels[0].tensor.fields
    if (isVertex) return
    const rule = 'a tensor of rank 4 with as many fields as the first one'
    throw new ParameterError('vertexMatrix', `panels[${i}].tensor`, rule, tensor)
  })
}
