import { refusedUnder } from '../numerics/refusedUnder.js'
import { figureColors } from './parts/colorScales.js'
import { weightCovarianceOf } from '../covariances/infiniteWidthCovariance.js'
import {
  correlationLength,
  massSquared,
  momentumCovariance,
  type PropagatorParameters
} from '../covariances/momentumSpace.js'
import type { Agreement } from '../comparison/compareWithExact.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode, namedOptions } from './parts/figureCode.js'
import { plottedValue } from './parts/plottedValue.js'

/** What the figure shows, and its titles. */
export interface MomentumPropagatorOptions {
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
  /** Default: `momentum-propagator`. */
  readonly name?: string
  /** Default: "Propagator of GaussNet in position and momentum space". */
  readonly title?: string
}

const points = 81

/**
 * GaussNet's propagator K_W against the distance |x - y|, with the correlation length xi, and against
 * the momentum |p|, with its infrared form Z0^-1 / (m0^2 + p^2), Z0^-1 = m0^2 K_W(p = 0), and the mass m0.
 *
 * @example momentumPropagator({ sigmaW: 1, dIn: 1 })
 * @throws ParameterError for sigmaW or dIn outside their domain, and if K_W(p) overflows (large dIn)
 */
export function momentumPropagator(
  parameters: PropagatorParameters,
  options: MomentumPropagatorOptions = {}
): Figure {
  return refusedUnder(
    'momentumPropagator',
    () => {
      requireFigureOptions('momentumPropagator', options, ['agreement', 'name', 'title'])
      const { agreement, name = 'momentum-propagator' } = options
      const { title = 'Propagator of GaussNet in position and momentum space' } = options
      const xi = correlationLength(parameters)
      return new Figure({
        name,
        title,
        description:
          'Propagator of GaussNet against the distance, with the correlation length marked, and against ' +
          'the momentum, with its infrared form and the mass marked.',
        parameters,
        results: [],
        ...(agreement && { agreement }),
        code: callCode('momentumPropagator', parameters, namedOptions(options)),
        spec: { hconcat: [positionPanel(parameters, xi), momentumPanel(parameters, 1 / xi)] }
      })
    },
    () => ({ ...parameters })
  )
}

function positionPanel({ sigmaW, dIn }: PropagatorParameters, xi: number) {
  const covariance = weightCovarianceOf('momentumPropagator', {
    network: 'gauss',
    sigmaW,
    sigmaB: 0
  })
  const rows = Array.from({ length: points }, (_, i) => {
    const distance = (5 * xi * i) / (points - 1)
    const axis = (x: number) => [x, ...new Array<number>(dIn - 1).fill(0)]
    return {
      distance: plottedValue(distance),
      K: plottedValue(covariance(axis(0), axis(distance)))
    }
  })
  const axis = { field: 'distance', title: '|x − y|', mark: xi, name: 'ξ' }
  return panel(axis, rows, 'K_W(x − y)', ['K'])
}

function momentumPanel(parameters: PropagatorParameters, mass: number) {
  const squared = massSquared(parameters)
  const atZero = momentumCovariance(parameters, 0)
  const rows = Array.from({ length: points }, (_, i) => {
    const p = (3 * mass * i) / (points - 1)
    return {
      p: plottedValue(p),
      K: plottedValue(momentumCovariance(parameters, p)),
      infrared: plottedValue((atZero * squared) / (squared + p ** 2))
    }
  })
  const axis = { field: 'p', title: '|p|', mark: mass, name: 'm₀' }
  return panel(axis, rows, 'K_W(p)', ['K', 'infrared'])
}

interface MarkedAxis {
  readonly field: string
  readonly title: string
  /** A value to be marked, and its name. */
  readonly mark: number
  readonly name: string
}

const curves = {
  K: { series: 'exact', strokeDash: [1, 0] },
  infrared: { series: 'Z₀⁻¹ / (m₀² + p²)', strokeDash: [5, 3] }
}

function panel(
  axis: MarkedAxis,
  rows: readonly object[],
  title: string,
  fields: readonly (keyof typeof curves)[]
) {
  const x = { field: axis.field, type: 'quantitative', title: axis.title, scale: { nice: false } }
  const domain = Object.values(curves).map(({ series }) => series)
  const line = (field: keyof typeof curves) => ({
    mark: {
      type: 'line',
      strokeWidth: 1.8,
      strokeDash: curves[field].strokeDash,
      tooltip: true
    },
    transform: [{ calculate: `'${curves[field].series}'`, as: 'series' }],
    encoding: {
      x,
      y: { field, type: 'quantitative', title },
      color: {
        field: 'series',
        type: 'nominal',
        title: null,
        scale: { domain, range: [figureColors.red, figureColors.blue] }
      }
    }
  })
  const marked = { data: { values: [{ at: axis.mark, name: axis.name }] } }
  return {
    width: 290,
    height: 240,
    data: { values: rows },
    layer: [
      {
        ...marked,
        mark: { type: 'rule', strokeDash: [2, 3], color: figureColors.grey },
        encoding: { x: { ...x, field: 'at' } }
      },
      {
        ...marked,
        mark: { type: 'text', align: 'left', dx: 5, color: figureColors.grey, fontSize: 13 },
        encoding: { x: { ...x, field: 'at' }, y: { value: 10 }, text: { field: 'name' } }
      },
      ...fields.map(line)
    ]
  }
}
