import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { figureColors } from './parts/colorScales.js'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'
import { requireNetworkParameters, type NetworkParameters } from '../networks/networkParameters.js'
import { requireFiniteList } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode, namedOptions } from './parts/figureCode.js'
import { plottedValue } from './parts/plottedValue.js'

/** What the figure shows, and its titles. */
export interface CovarianceMapOptions {
  /** Coordinates x and y of the map (d_in = 1), equally spaced and increasing. */
  readonly coordinates: readonly number[]
  /** Centres (x + y) / 2 for which K is drawn against x - y. */
  readonly centres: readonly number[]
  /** Default: `covariance-map`. */
  readonly name?: string
  /** Default: "The propagator in position space". */
  readonly title?: string
}

/**
 * The covariance K(x, y) in one dimension, as a map over x and y, and against x - y for several
 * centres (x + y) / 2: one curve if it is translation invariant.
 *
 * @example
 * covarianceMap(
 *   { network: 'erf', sigmaW: 1, sigmaB: 0.5 },
 *   { coordinates: [-1, 0, 1], centres: [0, 1] }
 * )
 * @throws ParameterError for fewer than two coordinates or no centre, and as `infiniteWidthCovariance`
 */
export function covarianceMap(
  parameters: NetworkParameters,
  options: CovarianceMapOptions
): Figure {
  return refusedUnder(
    'covarianceMap',
    () => {
      requireNetworkParameters('covarianceMap', parameters)
      requireFigureOptions('covarianceMap', options, ['name', 'title', 'coordinates', 'centres'])
      const { coordinates, centres, name = 'covariance-map' } = options
      const { title = 'The propagator in position space' } = options
      const [some, many] = ['a list of at least 1', 'a list of at least 2']
      requireFiniteList('covarianceMap', 'coordinates', coordinates, many, { least: 2 })
      requireFiniteList('covarianceMap', 'centres', centres, some)
      return new Figure({
        name,
        title,
        description:
          'Covariance K(x, y) of the outputs at two points: as a map over x and y, and against x − y ' +
          'for several centres.',
        parameters: { ...parameters, coordinates, centres },
        results: [],
        code: callCode('covarianceMap', parameters, {
          coordinates,
          centres,
          ...namedOptions(options)
        }),
        spec: {
          hconcat: [mapPanel(parameters, coordinates), cutsPanel(parameters, coordinates, centres)],
          resolve: { scale: { color: 'independent', strokeDash: 'independent' } }
        }
      })
    },
    () => networkSizes(parameters, { coordinates: options.coordinates, centres: options.centres })
  )
}

function mapPanel(parameters: NetworkParameters, coordinates: readonly number[]) {
  // Cells that overlap a little leave no seams between them.
  const half = 0.55 * (coordinates[1] - coordinates[0])
  const values = coordinates.flatMap((x) =>
    coordinates.map((y) => ({
      x: plottedValue(x),
      y: plottedValue(y),
      K: plottedValue(infiniteWidthCovariance(parameters, [x], [y]))
    }))
  )
  const axis = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { nice: false, zero: false }
  })
  return {
    width: 270,
    height: 270,
    data: { values },
    transform: [
      { calculate: `datum.x - ${half}`, as: 'left' },
      { calculate: `datum.x + ${half}`, as: 'right' },
      { calculate: `datum.y - ${half}`, as: 'bottom' },
      { calculate: `datum.y + ${half}`, as: 'top' }
    ],
    mark: { type: 'rect', opacity: 1 },
    encoding: {
      x: { ...axis('left'), title: 'x' },
      x2: { field: 'right' },
      y: { ...axis('bottom'), title: 'y' },
      y2: { field: 'top' },
      color: {
        field: 'K',
        type: 'quantitative',
        title: 'K(x, y)',
        scale: { scheme: 'viridis', zero: false }
      },
      tooltip: ['x', 'y', 'K'].map((field) => ({ field, type: 'quantitative' }))
    }
  }
}

function cutsPanel(
  parameters: NetworkParameters,
  coordinates: readonly number[],
  centres: readonly number[]
) {
  const length = coordinates[coordinates.length - 1] - coordinates[0]
  const separations = Array.from({ length: 61 }, (_, i) => length * (i / 30 - 1))
  const values = centres.flatMap((centre) =>
    separations.map((s) => ({
      centre,
      separation: plottedValue(s),
      K: plottedValue(infiniteWidthCovariance(parameters, [centre - s / 2], [centre + s / 2]))
    }))
  )
  // Curves that fall on each other are told apart by their dashes.
  const dashes = [
    [1, 0],
    [8, 5],
    [2, 4],
    [10, 3, 2, 3],
    [4, 8]
  ]
  return {
    width: 300,
    height: 270,
    data: { values },
    mark: { type: 'line', strokeWidth: 2, tooltip: true },
    encoding: {
      x: { field: 'separation', type: 'quantitative', title: 'x − y', scale: { nice: false } },
      y: { field: 'K', type: 'quantitative', title: 'K(x, y)' },
      color: {
        field: 'centre',
        type: 'ordinal',
        title: '(x + y) / 2',
        scale: {
          range: [
            figureColors.blue,
            figureColors.orange,
            figureColors.green,
            figureColors.purple,
            figureColors.brown
          ]
        }
      },
      strokeDash: {
        field: 'centre',
        type: 'ordinal',
        title: '(x + y) / 2',
        scale: { range: dashes }
      }
    }
  }
}
