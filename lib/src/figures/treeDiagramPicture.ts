import { figureColors } from './parts/colorScales.js'
import { treeDiagrams, type TreeDiagram } from '../couplings/treeDiagrams.js'
import { requireInteger } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode, namedOptions } from './parts/figureCode.js'

/** What the figure shows, and its titles. */
export interface TreeDiagramPictureOptions {
  /** Default: `tree-diagrams-` and the order. */
  readonly name?: string
}

/**
 * The tree diagrams of the connected n-point function, n = 4 or 6, as pictures: a vertex for each coupling
 * u_n, a line for each propagator K_W, a number for each external point.
 *
 * @example treeDiagramPicture(6)
 * @throws ParameterError unless `order` is 4 or 6
 */
export function treeDiagramPicture(order: number, options: TreeDiagramPictureOptions = {}): Figure {
  requireFigureOptions('treeDiagramPicture', options, ['name'])
  requireInteger('treeDiagramPicture', 'order', order, 4, 6)
  const diagrams = treeDiagrams(order)
  const { name = `tree-diagrams-${order}` } = options
  const axis = (field: string) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [-1.6, 1.6] }
  })
  const position = { x: axis('x'), y: axis('y') }
  const only = (part: DiagramPart['part']) => [{ filter: `datum.part === '${part}'` }]
  return new Figure({
    name,
    title: `Tree diagrams of the connected ${order}-point function`,
    description:
      `The ${diagrams.length} tree diagrams of ${order} external points: numbered points joined to ` +
      'vertices, and vertices to each other.',
    parameters: { order },
    results: [],
    code: callCode('treeDiagramPicture', order, namedOptions(options)),
    hasOwnWidth: true,
    spec: {
      data: { values: diagrams.flatMap((tree, i) => parts(tree, i + 1)) },
      facet: { field: 'diagram', type: 'ordinal', title: null, header: { labelFontSize: 0 } },
      columns: 6,
      spacing: 6,
      spec: {
        width: 105,
        height: 85,
        layer: [
          {
            transform: only('line'),
            mark: { type: 'rule', strokeWidth: 2, color: figureColors.blue },
            encoding: { ...position, x2: { field: 'xEnd' }, y2: { field: 'yEnd' } }
          },
          {
            transform: only('vertex'),
            mark: { type: 'point', filled: true, size: 70, color: figureColors.red, opacity: 1 },
            encoding: position
          },
          {
            transform: only('name'),
            mark: { type: 'text', fontSize: 10, color: figureColors.red },
            encoding: { ...position, text: { field: 'label' } }
          },
          {
            transform: only('point'),
            mark: { type: 'text', fontSize: 10, color: figureColors.grey },
            encoding: { ...position, text: { field: 'label' } }
          }
        ]
      }
    }
  })
}

interface DiagramPart {
  readonly part: 'line' | 'vertex' | 'name' | 'point'
  readonly diagram: number
  readonly x: number
  readonly y: number
  readonly xEnd?: number
  readonly yEnd?: number
  readonly label?: string
}

/** Lines, vertices and numbers of one diagram: its one or two vertices in a row, legs fanning out. */
function parts({ vertices, edges }: TreeDiagram, diagram: number): DiagramPart[] {
  const places = vertices.map((_, v) => ({ x: vertices.length === 1 ? 0 : v - 0.5, y: 0 }))
  const lines: DiagramPart[] = edges.map(([a, b]) => ({
    part: 'line',
    diagram,
    ...places[a],
    xEnd: places[b].x,
    yEnd: places[b].y
  }))
  // Names stand between two legs of a single vertex, and above each of two vertices.
  const shift = vertices.length === 1 ? { x: 0.55, y: -0.15 } : { x: 0, y: 0.45 }
  const dots = vertices.flatMap(({ order }, v): DiagramPart[] => {
    const { x, y } = places[v]
    const label = order === 4 ? 'u₄' : 'u₆'
    return [
      { part: 'vertex', diagram, x, y },
      { part: 'name', diagram, x: x + shift.x, y: y + shift.y, label }
    ]
  })
  const legs = vertices.flatMap(({ legs }, v) =>
    legs.flatMap((leg, i): DiagramPart[] => {
      const angle = legAngle(i, legs.length, vertices.length === 1 ? undefined : v)
      const end = (length: number) => ({
        x: places[v].x + length * Math.cos(angle),
        y: places[v].y + length * Math.sin(angle)
      })
      const tip = end(0.95)
      return [
        { part: 'line', diagram, ...places[v], xEnd: tip.x, yEnd: tip.y },
        { part: 'point', diagram, ...end(1.2), label: String(leg + 1) }
      ]
    })
  )
  return [...lines, ...legs, ...dots]
}

/** All around a single vertex; to the left of the first of two, to the right of the second. */
function legAngle(leg: number, count: number, side?: number): number {
  if (side === undefined) return (3 * Math.PI) / 4 - (2 * Math.PI * leg) / count
  const spread = 0.85 * ((2 * leg) / (count - 1) - 1)
  return side === 0 ? Math.PI + spread : -spread
}
