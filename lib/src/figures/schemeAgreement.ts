import { refusedUnder } from '../numerics/refusedUnder.js'
import { figureColors } from './parts/colorScales.js'
import { schemeDistances } from '../flow/schemeDistances.js'
import type { SchemeFlows } from '../flow/schemeFlows.js'
import { ParameterError } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'

/**
 * `parameters` are what determines the numbers: dimension, couplings, scales.
 * Default name: `scheme-agreement`; title: "Distance of the schemes from …" what they are held against.
 */
export type SchemeAgreementOptions = FigureOptions

const schemes = ['wilson', 'polchinski', 'wetterich'] as const
const schemeColors = {
  wilson: figureColors.orange,
  polchinski: figureColors.green,
  wetterich: figureColors.blue
}

/** Distances below this are rounding; on the logarithmic axis they are drawn here. */
const floor = 1e-16

/**
 * `schemeDistances` against the scale: points are the distances, lines the estimated errors, on a logarithmic axis.
 *
 * @example
 * const parameters = { dimension: 0, couplings: [1, 1], scales: [1], fields: [0, 1] }
 * schemeAgreement(schemeFlows(parameters), { parameters })
 * @throws ParameterError if no scale was reached
 */
export function schemeAgreement(flows: SchemeFlows, options: SchemeAgreementOptions): Figure {
  return refusedUnder('schemeAgreement', () => {
    requireFigureOptions('schemeAgreement', options)
    const distances = schemeDistances(flows)
    if (distances.length === 0) {
      throw new ParameterError('schemeAgreement', 'flows', 'at least one reached scale', [])
    }
    const reference = flows.integral ? 'the ordinary integral' : 'Wetterich’s'
    const { parameters, agreement, name = 'scheme-agreement' } = options
    const { title = `Distance of the schemes from ${reference}` } = options
    const x = {
      field: 'k',
      type: 'ordinal',
      sort: 'descending',
      title: 'k',
      axis: { labelAngle: 0 }
    }
    const xOffset = { field: 'scheme', type: 'nominal' }
    const y = {
      type: 'quantitative',
      scale: { type: 'log' },
      axis: { format: '~e' },
      title: ['largest |ΔU_k| over Φ', '(dash: estimated error)']
    }
    const drawn = schemes.filter((name) => distances.some(({ scheme }) => scheme === name))
    const color = {
      field: 'scheme',
      type: 'nominal',
      title: 'scheme',
      // Not the reference itself, which has no distance.
      scale: { domain: drawn, range: drawn.map((scheme) => schemeColors[scheme]) }
    }
    const values = distances.map(({ distance, error, ...row }) => ({
      ...row,
      distance: Math.max(distance, floor),
      error: Math.max(error, floor)
    }))
    return new Figure({
      name,
      title,
      description:
        `Largest distance over the fields between each scheme's effective potential and ` +
        `${reference}, per scale, with the estimated error of the computation, logarithmic axis.`,
      parameters,
      results: [flows],
      ...(agreement && { agreement }),
      code: resultsCode('schemeAgreement', [flows, drawnOptions(options)], [flows]),
      spec: {
        width: 460,
        height: 240,
        data: { values },
        layer: [
          {
            mark: { type: 'tick', thickness: 2, width: 14, orient: 'horizontal', opacity: 1 },
            encoding: { x, xOffset, y: { ...y, field: 'error' }, color }
          },
          {
            mark: { type: 'point', filled: true, size: 55, opacity: 1, tooltip: true },
            encoding: { x, xOffset, y: { ...y, field: 'distance' }, color }
          }
        ]
      }
    })
  })
}
