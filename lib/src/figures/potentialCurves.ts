import { requireObjects, requirePositive } from '../numerics/parameterError.js'
import { figureColors } from './parts/colorScales.js'
import { effectivePotential, type PotentialCouplings } from '../couplings/effectivePotential.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode, namedOptions } from './parts/figureCode.js'
import { plottedValue } from './parts/plottedValue.js'

/** One truncation of the effective potential. */
export interface PotentialCurve {
  /** Name, as the legend shows it. */
  readonly truncation: string
  /** The couplings of the potential. */
  readonly couplings: PotentialCouplings
}

/** What the figure shows, and its titles. */
export interface PotentialCurvesOptions {
  /** The potential is drawn for |phi| up to here. */
  readonly largestField: number
  /** What determines the numbers. */
  readonly parameters: object
  /** Default: `effective-potential`. */
  readonly name?: string
  /** Default: "Effective potential, truncated". */
  readonly title?: string
}

const points = 121

/**
 * Truncations of the effective potential U(phi) against the constant field phi. The axis shows the well and
 * what is next to it: a curve that leaves it falls, or rises, without bound.
 *
 * @example
 * potentialCurves([{ truncation: 'quartic', couplings: { 2: 1, 4: -0.5 } }], {
 *   largestField: 3,
 *   parameters: { network: 'gauss' }
 * })
 * @throws ParameterError if there are no curves, and as `effectivePotential`
 */
export function potentialCurves(
  curves: readonly PotentialCurve[],
  options: PotentialCurvesOptions
): Figure {
  requireFigureOptions('potentialCurves', options, ['parameters', 'name', 'title', 'largestField'])
  requirePositive('potentialCurves', 'largestField', options.largestField)
  const { largestField, parameters, name = 'effective-potential' } = options
  const { title = 'Effective potential, truncated' } = options
  requireObjects('potentialCurves', 'curves', curves)
  const fields = Array.from(
    { length: points },
    (_, i) => largestField * ((2 * i) / (points - 1) - 1)
  )
  const domain = curves.map(({ truncation }) => truncation)
  const rows = curves.flatMap(({ truncation, couplings }) =>
    Array.from(effectivePotential(couplings, fields), (value, i) => ({
      truncation,
      field: plottedValue(fields[i]),
      value: plottedValue(value)
    }))
  )
  const height = shownHeight(curves, largestField)
  return new Figure({
    name,
    title,
    description: 'Truncations of the effective potential against the constant field.',
    parameters: { ...parameters, curves },
    results: [curves],
    code: callCode('potentialCurves', curves, {
      largestField,
      parameters,
      ...namedOptions(options)
    }),
    spec: {
      width: 480,
      height: 280,
      data: { values: rows },
      mark: { type: 'line', strokeWidth: 2, clip: true, tooltip: true },
      encoding: {
        x: { field: 'field', type: 'quantitative', title: 'φ', scale: { nice: false } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: 'U(φ)',
          scale: { domain: [-height, height], nice: false }
        },
        color: {
          field: 'truncation',
          type: 'nominal',
          title: null,
          scale: {
            domain,
            range: [figureColors.grey, figureColors.blue, figureColors.red, figureColors.green]
          },
          legend: { labelLimit: 300 }
        }
      }
    }
  })
}

/** The axis ends at the value that the quadratic part reaches at half the largest field. */
function shownHeight(curves: readonly PotentialCurve[], largestField: number): number {
  const quadratic = Math.max(...curves.map(({ couplings }) => couplings[2] ?? 0))
  return effectivePotential({ 2: quadratic || 1 }, [largestField / 2])[0]
}
