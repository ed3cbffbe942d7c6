import { figureColors } from './parts/colorScales.js'
import { wickContractions } from '../correlators/wickContractions.js'
import { requireInteger } from '../numerics/parameterError.js'
import type { Agreement } from '../comparison/compareWithExact.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode, namedOptions } from './parts/figureCode.js'

/** What the figure shows, and its titles. */
export interface WickDiagramsOptions {
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
  /** Default: `wick-diagrams`. */
  readonly name?: string
}

/**
 * The (n - 1)!! Wick contractions of n fields as pictures: points on a circle, one line for each factor
 * K(x_a, x_b).
 *
 * @example wickDiagrams(4)
 * @throws ParameterError unless `order` is an even integer in [2, 8]
 */
export function wickDiagrams(order: number, options: WickDiagramsOptions = {}): Figure {
  requireFigureOptions('wickDiagrams', options, ['agreement', 'name'])
  requireInteger('wickDiagrams', 'order', order, 2, 8)
  const contractions = wickContractions(order)
  const { agreement, name = `wick-diagrams-${order}` } = options
  const lines = contractions.flatMap((contraction, diagram) =>
    contraction.map(([a, b]) => {
      const [from, to] = [place(a, order), place(b, order)]
      return { diagram: diagram + 1, x: from.x, y: from.y, xEnd: to.x, yEnd: to.y }
    })
  )
  const fields = Array.from({ length: order }, (_, a) => ({
    label: `${a + 1}`,
    ...place(a, order)
  }))
  const axis = (field: string) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [-1.5, 1.5] }
  })
  const position = { x: axis('x'), y: axis('y') }
  // Every panel of a facet needs the points among its own rows.
  const rows = contractions.flatMap((_, diagram) =>
    fields.map((field) => ({ diagram: diagram + 1, ...field }))
  )
  return new Figure({
    name,
    title: `The ${contractions.length} Wick contractions of ${order} fields`,
    description: `All ways to join ${order} points in pairs; each line is a propagator.`,
    parameters: { order },
    results: [],
    ...(agreement && { agreement }),
    code: callCode('wickDiagrams', order, namedOptions(options)),
    hasOwnWidth: true,
    spec: {
      data: { values: [...lines, ...rows] },
      facet: { field: 'diagram', type: 'ordinal', title: null },
      columns: order > 6 ? 15 : 8,
      spacing: 6,
      spec: {
        width: order > 6 ? 50 : 80,
        height: order > 6 ? 50 : 80,
        layer: [
          {
            transform: [{ filter: 'isValid(datum.xEnd)' }],
            mark: { type: 'rule', strokeWidth: 2, color: figureColors.blue },
            encoding: { ...position, x2: { field: 'xEnd' }, y2: { field: 'yEnd' } }
          },
          {
            transform: [{ filter: 'isValid(datum.label)' }],
            mark: { type: 'point', filled: true, size: 30, color: figureColors.red, opacity: 1 },
            encoding: position
          },
          {
            transform: [
              { filter: 'isValid(datum.label)' },
              { calculate: '1.32 * datum.x', as: 'labelX' },
              { calculate: '1.32 * datum.y', as: 'labelY' }
            ],
            mark: { type: 'text', fontSize: 10, color: figureColors.grey },
            encoding: { x: axis('labelX'), y: axis('labelY'), text: { field: 'label' } }
          }
        ]
      }
    }
  })
}

/** Places of the fields: on a circle, from the top left, clockwise. */
function place(field: number, order: number) {
  const angle = (3 * Math.PI) / 4 - (2 * Math.PI * field) / order
  return { x: Math.cos(angle), y: Math.sin(angle) }
}
