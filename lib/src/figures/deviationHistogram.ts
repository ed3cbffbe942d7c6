import type { DeviationSample } from '../correlators/deviationTables.js'
import { ParameterError, requireInteger, requireResultList } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { subscript } from '../comparison/orderSubscript.js'
import { lineKinds } from './parts/lineKinds.js'
import { panelTitle } from './parts/panelTitle.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { fadeUnlessChosen, widthColor, widthSelection } from './parts/widthScale.js'

/**
 * `parameters` are what determines the numbers: the ensemble.
 * Default name: `deviation-histogram`; title: "Deviations of the Green functions from the free theory".
 */
export interface DeviationHistogramOptions extends FigureOptions {
  /** Number of bins over the range of each order; default 75, as in the published figure. */
  readonly bins?: number
}

/** Below this the axis of m_n is linear, above logarithmic: about the noise of the talk's runs. */
const linearRange = 0.01

/**
 * Histograms of the deviations m_n = ΔG^(n) / G0^(n) of `combinationDeviations`, one panel per order, one colour per width;
 * dashed lines mark the exact finite-width mean over the same combinations. For n >= 4 the bins are
 * equal steps of arsinh(m / 0.01), so that N = 2 and N = 1000 fit on one axis.
 * Figure "Green function deviations: histogram" of the talk; arXiv:2108.01403, section 3.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * deviationHistogram(combinationDeviations(moments), { parameters: moments.ensemble })
 * @throws ParameterError if there are no samples, values are not finite, or `bins` outside of 1 to 10000
 */
export function deviationHistogram(
  samples: readonly DeviationSample[],
  options: DeviationHistogramOptions
): Figure {
  requireFigureOptions('deviationHistogram', options, [...figureKeys, 'bins'])
  const { bins = 75, name = 'deviation-histogram' } = options
  const { title = 'Deviations of the Green functions from the free theory' } = options
  requireInteger('deviationHistogram', 'bins', bins, 1, 10_000)
  requireResultList('deviationHistogram', 'samples', samples, [
    'order',
    'width',
    'measured',
    'exact'
  ])
  const orders = [...new Set(samples.map(({ order }) => order))]
  const panels = orders.map((order, index) =>
    panel(
      samples.filter((sample) => sample.order === order),
      bins,
      index === 0
    )
  )
  return new Figure({
    name,
    title,
    description:
      'Histograms over all combinations of inputs of the relative deviation m_n, one panel per ' +
      'order, one colour per width N, with the exact mean of each width as a dashed line.',
    parameters: options.parameters,
    results: [samples],
    ...(options.agreement && { agreement: options.agreement }),
    code: resultsCode('deviationHistogram', [samples, drawnOptions(options)], [samples]),
    roles: { width: 'width', order: 'order', combination: 'combinations' },
    spec: { hconcat: panels }
  })
}

const strokeDash = lineKinds({ exact: [4, 3] })

function panel(samples: readonly DeviationSample[], bins: number, first: boolean) {
  const { order } = samples[0]
  const scale = order === 2 ? linear : inverseSinh
  const edges = binEdges(samples, bins, scale)
  const x = {
    field: 'm',
    type: 'quantitative',
    title: `m${subscript(order)}`,
    // Bars at the ends of the axis are seen whole.
    scale: {
      nice: false,
      padding: 6,
      ...(order !== 2 && { type: 'symlog', constant: linearRange })
    },
    axis: order === 2 ? { tickCount: 5 } : { values: symmetricDecades, format: '~r' }
  }
  const outline = {
    mark: { type: 'area', interpolate: 'step-after', line: { strokeWidth: 1 }, tooltip: true },
    data: { values: samples.flatMap((sample) => outlineRows(sample, edges)) },
    ...(first && { params: [widthSelection] }),
    encoding: {
      x,
      y: { field: 'count', type: 'quantitative', title: 'combinations', stack: null },
      color: widthColor,
      opacity: fadeUnlessChosen(0.5)
    }
  }
  const exact = {
    mark: { type: 'rule', strokeWidth: 1.2, tooltip: true },
    data: {
      values: samples.map(({ width, exact }) => ({ width, m: mean(exact), kind: 'exact' }))
    },
    encoding: { x, color: widthColor, opacity: fadeUnlessChosen(1), strokeDash }
  }
  return { width: 250, height: 240, title: panelTitle(`n = ${order}`), layer: [outline, exact] }
}

/** Maps m to the coordinate whose equal steps are the bins, and back. */
interface BinScale {
  readonly forward: (m: number) => number
  readonly backward: (step: number) => number
}

const linear: BinScale = { forward: (m) => m, backward: (step) => step }

const inverseSinh: BinScale = {
  forward: (m) => Math.asinh(m / linearRange),
  backward: (step) => linearRange * Math.sinh(step)
}

const symmetricDecades = [-1, 0, 0.01, 0.1, 1, 10, 100, 1000, 10000]

function binEdges(samples: readonly DeviationSample[], bins: number, scale: BinScale): number[] {
  let low = Infinity
  let high = -Infinity
  for (const { measured, order, width } of samples) {
    for (const value of measured) {
      if (!Number.isFinite(value)) {
        const place = `measured m${order} at width ${width}`
        throw new ParameterError('deviationHistogram', place, 'finite', value)
      }
      low = Math.min(low, scale.forward(value))
      high = Math.max(high, scale.forward(value))
    }
  }
  const step = (high - low || 1e-12) / bins
  return Array.from({ length: bins + 1 }, (_, i) => scale.backward(low + i * step))
}

/**
 * Corners of the histogram's outline, each with the numbers of the combinations in its bin: empty bins
 * are left out, but for those that close it.
 */
function outlineRows({ measured, order, width }: DeviationSample, edges: readonly number[]) {
  const bins = edges.map((): number[] => [])
  measured.forEach((value, combination) => {
    const above = edges.findIndex((edge) => edge > value)
    bins[above === -1 ? edges.length - 2 : Math.max(above - 1, 0)].push(combination)
  })
  return bins
    .map((combinations, i) => ({
      order,
      width,
      m: edges[i],
      count: combinations.length,
      combinations
    }))
    .filter(({ count }, i) => count > 0 || (i > 0 && bins[i - 1].length > 0))
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
