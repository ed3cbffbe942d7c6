import { figureColors } from './parts/colorScales.js'
import type { TheorySpaceField } from '../flow/theorySpace.js'
import type { TheorySpaceTrajectory } from '../flow/theorySpaceTrajectory.js'
import {
  ParameterError,
  requireInteger,
  requireFiniteList,
  requireObjects,
  requireResult,
  requireResults
} from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { subscript } from '../comparison/orderSubscript.js'
import { plottedValue } from './parts/plottedValue.js'

/** A trajectory of a map with the word that the legend has for it; words share a colour. */
export interface MappedTrajectory {
  /** Name of the kind in the legend. */
  readonly kind: string
  /** The trajectory. */
  readonly trajectory: TheorySpaceTrajectory
}

/** A fixed point of a map, with all its couplings. */
export interface MappedFixedPoint {
  /** Name of the fixed point beside its mark. */
  readonly name: string
  /** Its dimensionless couplings, of which the map shows the first two. */
  readonly couplings: ArrayLike<number>
}

/** Default name: `theory-space`; title: "Theory space: flow to the infrared". */
export interface TheorySpaceMapOptions extends FigureOptions {
  /** Trajectories to draw. */
  readonly trajectories: readonly MappedTrajectory[]
  /** Fixed points to mark. */
  readonly fixedPoints: readonly MappedFixedPoint[]
  /** Which couplings the axes are, as for `theorySpaceField`; default [0, 1]. */
  readonly axes?: readonly [number, number]
}

const size = { width: 470, height: 380 }
const palette = [
  figureColors.purple,
  figureColors.blue,
  figureColors.green,
  figureColors.red,
  figureColors.cyan
]

/**
 * Map of theory space in a plane of two dimensionless couplings: arrows of the flow to the infrared,
 * all of one length, darker where it is fast; trajectories; fixed points. Trajectories and
 * fixed points of more than two couplings are projected onto the plane.
 *
 * @example
 * const parameters = { dimension: 3, couplings: [0, 0], x: [-0.3, 0, 0.3], y: [0, 0.5, 1] }
 * const fixedPoints = [{ name: 'Gaussian', couplings: [0, 0] }]
 * theorySpaceMap(theorySpaceField(parameters), { trajectories: [], fixedPoints, parameters })
 * @throws ParameterError if there are no fixed points, or an axis has fewer than two values
 */
export function theorySpaceMap(field: TheorySpaceField, options: TheorySpaceMapOptions): Figure {
  requireFigureOptions('theorySpaceMap', options, [
    ...figureKeys,
    'trajectories',
    'fixedPoints',
    'axes'
  ])
  const { trajectories, fixedPoints, axes = [0, 1], parameters, agreement } = options
  const { name = 'theory-space', title = 'Theory space: flow to the infrared' } = options
  requireResult('theorySpaceMap', 'field', field, ['x', 'y'])
  requireObjects('theorySpaceMap', 'trajectories', trajectories, 0)
  requireResults('theorySpaceMap', 'fixedPoints', fixedPoints, { couplings: [] })
  const pair = 'a pair of indices into the couplings'
  requireFiniteList('theorySpaceMap', 'axes', axes, pair, { least: 2, most: 2 })
  axes.forEach((axis, i) => requireInteger('theorySpaceMap', `axes[${i}]`, axis, 0))
  for (const [axis, values] of [
    ['x', field.x],
    ['y', field.y]
  ] as const) {
    if (values.length < 2) {
      throw new ParameterError('theorySpaceMap', `field.${axis}`, 'at least two values', values)
    }
  }
  return new Figure({
    name,
    title,
    description:
      'Plane of two dimensionless couplings with arrows of the renormalization group flow to the ' +
      'infrared, trajectories coloured by where they end, and the fixed points.',
    parameters,
    results: [field],
    ...(agreement && { agreement }),
    code: resultsCode(
      'theorySpaceMap',
      [field, drawnOptions(options)],
      [field, ...trajectories.map(({ trajectory }) => trajectory)]
    ),
    spec: {
      ...size,
      layer: [
        arrows(field, axes),
        ...lines(trajectories, field, axes),
        ...points(fixedPoints, field, axes)
      ]
    }
  })
}

/** The two positional channels, over exactly the field's rectangle. */
function channels({ x, y }: TheorySpaceField, axes: readonly [number, number]) {
  const channel = (field: string, values: readonly number[], coupling: number) => ({
    field,
    type: 'quantitative',
    scale: { domain: [Math.min(...values), Math.max(...values)], nice: false, zero: false },
    title: `ũ${subscript(2 * coupling + 2)}`
  })
  return { x: channel('x', x, axes[0]), y: channel('y', y, axes[1]) }
}

const span = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

function arrows(field: TheorySpaceField, axes: readonly [number, number]) {
  const perX = size.width / span(field.x)
  const perY = size.height / span(field.y)
  const values = field.y.flatMap((y, row) =>
    field.x.map((x, column) => {
      const [right, up] = [perX * field.flowX[row][column], perY * field.flowY[row][column]]
      return {
        x: plottedValue(x),
        y: plottedValue(y),
        // Of a symbol that points up, clockwise, on the screen.
        angle: plottedValue((Math.atan2(right, up) * 180) / Math.PI),
        speed: plottedValue(Math.log10(1 + Math.hypot(right, up)))
      }
    })
  )
  return {
    data: { values },
    mark: { type: 'point', shape: 'arrow', filled: true, color: figureColors.grey, size: 150 },
    encoding: {
      ...channels(field, axes),
      angle: { field: 'angle', type: 'quantitative', scale: null },
      opacity: {
        field: 'speed',
        type: 'quantitative',
        scale: { range: [0.25, 0.9] },
        legend: null
      }
    }
  }
}

function lines(
  trajectories: readonly MappedTrajectory[],
  field: TheorySpaceField,
  axes: readonly [number, number]
) {
  if (trajectories.length === 0) return []
  const kinds = [...new Set(trajectories.map(({ kind }) => kind))]
  const values = trajectories.flatMap(({ kind, trajectory: { couplings } }, curve) =>
    thinned(couplings[axes[0]], couplings[axes[1]], field).map(({ x, y }, step) => ({
      kind,
      curve,
      step,
      x: plottedValue(x),
      y: plottedValue(y)
    }))
  )
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 2, clip: true },
      encoding: {
        ...channels(field, axes),
        detail: { field: 'curve', type: 'nominal' },
        order: { field: 'step', type: 'quantitative' },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          legend: { labelLimit: 250 },
          scale: { domain: kinds, range: palette }
        }
      }
    }
  ]
}

/** The points of a curve that lie at least three pixels from the one before, and its end. */
function thinned(
  x: Float64Array,
  y: Float64Array,
  field: TheorySpaceField
): { x: number; y: number }[] {
  const perX = size.width / span(field.x)
  const perY = size.height / span(field.y)
  const kept = [{ x: x[0], y: y[0] }]
  for (let i = 1; i < x.length; i++) {
    const before = kept[kept.length - 1]
    const distance = Math.hypot((x[i] - before.x) * perX, (y[i] - before.y) * perY)
    if (distance >= 3 || i === x.length - 1) kept.push({ x: x[i], y: y[i] })
  }
  return kept
}

function points(
  fixedPoints: readonly MappedFixedPoint[],
  field: TheorySpaceField,
  axes: readonly [number, number]
) {
  const values = fixedPoints.map(({ name, couplings }) => ({
    fixedPoint: name,
    x: couplings[axes[0]],
    y: couplings[axes[1]]
  }))
  const position = channels(field, axes)
  return [
    {
      data: { values },
      mark: {
        type: 'point',
        filled: true,
        size: 110,
        opacity: 1,
        color: figureColors.orange,
        clip: true,
        tooltip: true
      },
      encoding: position
    },
    {
      data: { values },
      mark: {
        type: 'text',
        align: 'left',
        dx: 9,
        dy: 12,
        fontSize: 12,
        fontWeight: 'bold',
        color: figureColors.orange,
        clip: true
      },
      encoding: { ...position, text: { field: 'fixedPoint' } }
    }
  ]
}
