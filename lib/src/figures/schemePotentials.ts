import type { SchemeFlows } from '../flow/schemeFlows.js'
import { ParameterError, requireResult } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'
import { sequenceScale } from './parts/colorScales.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'

/**
 * `parameters` are what determines the numbers: dimension, couplings, scales.
 * Default name: `scheme-potentials`; title: "Effective potentials in three schemes".
 */
export type SchemePotentialsOptions = FigureOptions

const schemes = ['wilson', 'polchinski', 'wetterich'] as const

/**
 * Effective potentials U_k(Phi) at several scales, a panel for each of Wilson's, Polchinski's and Wetterich's
 * schemes, one colour per scale. In d = 0 the ordinary integral lies under each as points. Scales that a scheme
 * did not reach are left out.
 *
 * @example
 * const parameters = { dimension: 0, couplings: [1, 1], scales: [1], fields: [0, 1] }
 * schemePotentials(schemeFlows(parameters), { parameters })
 * @throws ParameterError if no scheme reached a scale
 */
export function schemePotentials(flows: SchemeFlows, options: SchemePotentialsOptions): Figure {
  requireResult('schemePotentials', 'flows', flows, schemes)
  requireFigureOptions('schemePotentials', options)
  const { parameters, agreement, name = 'scheme-potentials' } = options
  const { title = 'Effective potentials in three schemes' } = options
  if (schemes.every((scheme) => flows[scheme].potentials.length === 0)) {
    throw new ParameterError('schemePotentials', 'flows', 'at least one scale that was reached', [])
  }
  return new Figure({
    name,
    title,
    description:
      'Effective potential against the field at several scales k, one panel per renormalization ' +
      'group scheme, one colour per scale; in zero dimensions with the ordinary integral as points.',
    parameters,
    results: [flows],
    ...(agreement && { agreement }),
    code: resultsCode('schemePotentials', [flows, drawnOptions(options)], [flows]),
    spec: { hconcat: schemes.map((scheme) => panel(flows, scheme)) }
  })
}

function rowsOf({ scales, fields }: SchemeFlows, potentials: readonly Float64Array[]) {
  return potentials.flatMap((row, i) =>
    Array.from(row, (value, j) => ({ k: scales[i], field: fields[j], value: plottedValue(value) }))
  )
}

function panel(flows: SchemeFlows, scheme: (typeof schemes)[number]) {
  const encoding = {
    x: { field: 'field', type: 'quantitative', title: 'Φ' },
    y: { field: 'value', type: 'quantitative', title: 'U_k(Φ)' },
    color: {
      field: 'k',
      type: 'ordinal',
      title: 'k',
      sort: 'descending',
      scale: sequenceScale
    }
  }
  const { integral } = flows
  return {
    width: 200,
    height: 240,
    title: panelTitle(scheme[0].toUpperCase() + scheme.slice(1)),
    layer: [
      {
        data: { values: rowsOf(flows, flows[scheme].potentials) },
        mark: { type: 'line', interpolate: 'monotone', strokeWidth: 1.8 },
        encoding
      },
      ...(integral
        ? [
            {
              data: { values: rowsOf(flows, integral.potentials) },
              mark: { type: 'point', filled: true, size: 22, opacity: 1, tooltip: true },
              encoding
            }
          ]
        : [])
    ]
  }
}
