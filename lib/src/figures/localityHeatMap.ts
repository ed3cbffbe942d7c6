import type { LocalityMap } from '../couplings/localityMap.js'
import { ParameterError, requireList, requireObject } from '../numerics/parameterError.js'
import { deviationColors } from './parts/colorScales.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { plottedValue } from './parts/plottedValue.js'

/**
 * `parameters` are what determines the numbers: network, width and grid.
 * Default name: `locality-map`; title: "Where the quartic vertex is local".
 */
export type LocalityHeatMapOptions = FigureOptions

/** Bounds between the colours: one and ten per cent, and a factor of two. */
const bounds = [-0.5, -0.1, -0.01, 0.01, 0.1, 1]
const names = [
  'below −50 %',
  '−50 % to −10 %',
  '−10 % to −1 %',
  'within 1 %',
  '1 % to 10 %',
  '10 % to 100 %',
  'above 100 %'
]

/**
 * Heat map of u4/u4(reference) - 1 over centre and spread of its four points, in seven steps: green is local to
 * one per cent, teal to violet weaker and sand to red stronger than at the reference.
 *
 * @example
 * const setup = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
 * const map = localityMap(setup, [0, 0.5, 1], [0, 0.1], 10)
 * localityHeatMap(map, { parameters: setup })
 * @throws ParameterError if the map is empty or a deviation is not finite
 */
export function localityHeatMap(map: LocalityMap, options: LocalityHeatMapOptions): Figure {
  requireObject('localityHeatMap', 'map', map)
  requireFigureOptions('localityHeatMap', options)
  const { parameters, agreement, name = 'locality-map' } = options
  const { title = 'Where the quartic vertex is local' } = options
  requireList('localityHeatMap', 'centres', map.centres)
  requireList('localityHeatMap', 'spreads', map.spreads)
  const rows = map.centres.flatMap((centre, i) =>
    map.spreads.map((spread, j) => {
      const deviation = map.deviation[i][j]
      if (!Number.isFinite(deviation)) {
        const place = `deviation at centre ${centre}, spread ${spread}`
        throw new ParameterError('localityHeatMap', place, 'finite', deviation)
      }
      const range = names[bounds.filter((bound) => deviation > bound).length]
      return {
        centre: plottedValue(centre),
        spread: plottedValue(spread),
        u4: plottedValue(map.u4[i][j]),
        deviation: plottedValue(deviation),
        range
      }
    })
  )
  return new Figure({
    name,
    title,
    description:
      'Heat map of the relative deviation of the quartic coupling from its value at a reference, ' +
      'against the spread and the centre of its four points; steps at one and ten per cent.',
    parameters,
    results: [map],
    ...(agreement && { agreement }),
    code: resultsCode('localityHeatMap', [map, drawnOptions(options)], [map]),
    hasOwnWidth: true,
    spec: {
      // Whole pixels, so that no seams show between the cells.
      width: { step: 11 },
      height: { step: 11 },
      data: { values: rows },
      mark: { type: 'rect', stroke: null },
      encoding: {
        x: axis('spread', 'spread: distance of neighbouring points', map.spreads),
        y: { ...axis('centre', 'centre of the points', map.centres), sort: 'descending' },
        color: {
          field: 'range',
          type: 'nominal',
          title: ['deviation of u₄', 'from the reference'],
          sort: [...names].reverse(),
          scale: { domain: [...names].reverse(), range: [...deviationColors].reverse() }
        },
        tooltip: ['centre', 'spread', 'u4', 'deviation'].map((field) => ({
          field,
          type: 'quantitative'
        }))
      }
    }
  })
}

/** An axis of cells with about seven labels. */
function axis(field: string, title: string, values: readonly number[]) {
  const every = Math.max(1, Math.round((values.length - 1) / 6))
  return {
    field,
    type: 'ordinal',
    title,
    scale: { paddingInner: 0, paddingOuter: 0 },
    axis: {
      values: values.filter((_, i) => i % every === 0).map(plottedValue),
      format: '.2~g',
      labelAngle: 0,
      labelOverlap: false
    }
  }
}
