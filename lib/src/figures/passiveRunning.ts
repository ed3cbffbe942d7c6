import type { PassiveFlow } from '../flow/passiveFlow.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import { couplingAxis } from './parts/couplingAxis.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { subscript } from '../comparison/orderSubscript.js'
import { plottedValue } from './parts/plottedValue.js'

/** One passive flow with the name that the legend has for it. */
export interface PassiveRunningSample {
  /** Name of the flow in the legend. */
  readonly label: string
  /** The flow. */
  readonly flow: PassiveFlow
}

/**
 * `parameters` are what determines the numbers: the couplings in the infrared.
 * Default name: `passive-rg`; title: "Couplings from the infrared to the ultraviolet".
 */
export interface PassiveRunningOptions extends FigureOptions {
  /** Title of the legend. */
  readonly legend: string
}

/**
 * Couplings along passive flows against the cutoff k, a panel for each coupling and one for sigmaW(k), on a logarithmic
 * axis of k, one colour per flow. A flow that blows up ends in a cross, at the last scale that was reached.
 * Passive renormalization group of the talk; arXiv:2108.01403, section 4.
 *
 * @example
 * const parameters = { dimension: 1, couplings: [2, 5], scales: [1, 10] }
 * passiveRunning([{ label: 'd = 1', flow: passiveFlow(parameters) }], { parameters, legend: 'dimension' })
 * @throws ParameterError if there are no flows, or their numbers of couplings differ
 */
export function passiveRunning(
  samples: readonly PassiveRunningSample[],
  options: PassiveRunningOptions
): Figure {
  requireFigureOptions('passiveRunning', options, [...figureKeys, 'legend'])
  const { parameters, agreement, legend, name = 'passive-rg' } = options
  const { title = 'Couplings from the infrared to the ultraviolet' } = options
  requireResults('passiveRunning', 'samples', samples, {
    flow: ['scales', 'couplings', 'sigmaW', 'ending']
  })
  const count = samples[0].flow.couplings.length
  for (const { label, flow } of samples) {
    if (flow.couplings.length !== count) {
      const place = `couplings of '${label}'`
      throw new ParameterError('passiveRunning', place, `${count} as before`, flow.couplings.length)
    }
  }
  const couplings = Array.from({ length: count }, (_, j) =>
    panel(samples, legend, `u${subscript(2 * j + 2)}, canonical`, ({ couplings }) => couplings[j])
  )
  return new Figure({
    name,
    title,
    description:
      'Couplings along the passive renormalization group flow against the scale k, one panel per ' +
      'coupling and one for the standard deviation of the weights that belongs to the mass, one ' +
      'colour per flow; a cross where a flow blows up.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    code: resultsCode(
      'passiveRunning',
      [samples.map(({ label, flow }) => ({ label, flow })), drawnOptions(options)],
      samples.map(({ flow }) => flow)
    ),
    roles: { measured: 'value' },
    spec: {
      concat: [...couplings, panel(samples, legend, 'σ_W(k) = √(d u₂/2)', ({ sigmaW }) => sigmaW)],
      columns: 2
    }
  })
}

function panel(
  samples: readonly PassiveRunningSample[],
  legend: string,
  title: string,
  valuesOf: (flow: PassiveFlow) => Float64Array
) {
  const x = {
    field: 'k',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { format: '.6~g' },
    title: 'k'
  }
  const color = {
    field: 'flow',
    type: 'nominal',
    title: legend,
    sort: samples.map(({ label }) => label),
    legend: { symbolOpacity: 1 }
  }
  const row = ({ label, flow }: PassiveRunningSample, i: number) => ({
    flow: label,
    k: plottedValue(flow.scales[i]),
    value: plottedValue(valuesOf(flow)[i])
  })
  const values = samples.flatMap((sample) =>
    Array.from(sample.flow.scales, (_, i) => row(sample, i)).filter(
      // k = 0 has no place on the axis.
      ({ k }) => k > 0
    )
  )
  const ends = samples.flatMap((sample) => {
    const { ending, scales } = sample.flow
    if (ending.kind === 'end' || scales.length === 0) return []
    const { value, ...place } = row(sample, scales.length - 1)
    return [{ ...place, end: value }]
  })
  const y = {
    field: 'value',
    type: 'quantitative',
    ...couplingAxis(values.map(({ value }) => value)),
    title
  }
  return {
    width: 300,
    height: 190,
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 1.8 },
        encoding: { x, y, color }
      },
      ...(ends.length > 0
        ? [
            {
              data: { values: ends },
              mark: {
                type: 'point',
                shape: 'cross',
                size: 90,
                angle: 45,
                filled: true,
                opacity: 1
              },
              encoding: { x, y: { ...y, field: 'end' }, color }
            }
          ]
        : [])
    ]
  }
}
