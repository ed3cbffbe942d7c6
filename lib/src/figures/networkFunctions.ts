import { figureColors } from './parts/colorScales.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'

/** Some networks of one width, drawn as functions of one coordinate. */
export interface NetworkFunctionsSample {
  /** Width N of the networks. */
  readonly width: number
  /** The coordinate x at each input. */
  readonly coordinates: readonly number[]
  /** f(x), shape [network][input], as `drawNetworks` returns it. */
  readonly outputs: Float64Array
  /** sqrt(K(x, x)) at each input: the standard deviation of f(x). */
  readonly spread: readonly number[]
}

/** What the figure shows, and its titles. */
export interface NetworkFunctionsOptions {
  /** What determines the numbers: the ensemble. */
  readonly parameters: object
  /** Default: `network-functions`. */
  readonly name?: string
  /** Default: "Random networks as random functions". */
  readonly title?: string
}

/**
 * Networks as curves f(x), one panel per width, over bands of one and two standard deviations of
 * f(x). The axis ends at four standard deviations: what goes beyond is cut off.
 *
 * @example
 * const coordinates = [-1, 0, 1]
 * const setup = ensemble({ network: 'erf', widths: [10], inputs: coordinates.map((x) => [x]) })
 * const spread = setup.inputs.map((x) => Math.sqrt(infiniteWidthCovariance(setup, x, x)))
 * const outputs = drawNetworks(setup, 10, 20)
 * networkFunctions([{ width: 10, coordinates, outputs, spread }], { parameters: setup })
 * @throws ParameterError if there are no samples or the outputs are not rows of as many numbers as there
 *   are coordinates
 */
export function networkFunctions(
  samples: readonly NetworkFunctionsSample[],
  options: NetworkFunctionsOptions
): Figure {
  requireFigureOptions('networkFunctions', options, ['parameters', 'name', 'title'])
  const { parameters, name = 'network-functions' } = options
  const { title = 'Random networks as random functions' } = options
  requireResults('networkFunctions', 'samples', samples, {
    coordinates: [],
    outputs: [],
    spread: []
  })
  for (const { width, coordinates, outputs, spread } of samples) {
    const count = coordinates.length
    if (outputs.length === 0 || outputs.length % count !== 0 || spread.length !== count) {
      const place = `samples of width ${width}`
      const rule = `rows of ${count} outputs and as many spreads, one a coordinate`
      throw new ParameterError('networkFunctions', place, rule, [outputs.length, spread.length])
    }
  }
  const largest = 4 * Math.max(...samples.flatMap(({ spread }) => spread))
  return new Figure({
    name,
    title,
    description:
      'Curves f(x) of single random networks, one panel per width N, over bands of one and two ' +
      'standard deviations of the output.',
    parameters,
    results: [samples],
    code: resultsCode(
      'networkFunctions',
      [samples, drawnOptions(options)],
      samples.map(({ outputs }) => outputs)
    ),
    spec: { hconcat: samples.map((sample, i) => panel(sample, largest, i === 0)) }
  })
}

function panel(sample: NetworkFunctionsSample, largest: number, first: boolean) {
  const { width, coordinates, outputs, spread } = sample
  const x = { field: 'x', type: 'quantitative', title: 'x', scale: { nice: false } }
  const y = {
    type: 'quantitative',
    title: first ? 'f(x)' : null,
    scale: { domain: [-largest, largest], nice: false }
  }
  const band = (factor: number) => ({
    mark: { type: 'area', color: figureColors.grey, opacity: 0.16 },
    data: {
      values: spread.map((s, a) => ({
        x: plottedValue(coordinates[a]),
        low: plottedValue(-factor * s),
        high: plottedValue(factor * s)
      }))
    },
    encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } }
  })
  const count = coordinates.length
  const curves = Array.from({ length: outputs.length / count }, (_, network) => ({
    network: network + 1,
    x: coordinates.map(plottedValue),
    f: Array.from(outputs.subarray(network * count, (network + 1) * count), plottedValue)
  }))
  return {
    width: 165,
    height: 220,
    title: panelTitle(`N = ${width}`),
    layer: [
      band(2),
      band(1),
      {
        mark: { type: 'line', strokeWidth: 1.4, clip: true, tooltip: true },
        data: { values: curves },
        transform: [{ flatten: ['x', 'f'] }],
        encoding: {
          x,
          y: { ...y, field: 'f' },
          color: { field: 'network', type: 'nominal', legend: null }
        }
      }
    ]
  }
}
