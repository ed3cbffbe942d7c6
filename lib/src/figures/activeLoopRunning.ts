import { requireResults } from '../numerics/parameterError.js'
import type { ActiveLoopFlow } from '../flow/activeLoopFlow.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { logarithmicAxis } from './parts/logarithmicAxis.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { widthColor } from './parts/widthScale.js'

/** The flow that starts from the canonical couplings of networks of one width. */
export interface ActiveLoopSample {
  /** Width N. */
  readonly width: number
  /** The flow with loops at this width. */
  readonly flow: ActiveLoopFlow
}

/** Default name: `active-rg-loops`; title: "Active flow with loops, and the networks". */
export type ActiveLoopRunningOptions = FigureOptions

/**
 * |u4| against sigmaW: networks, which follow the talk's equation exactly (solid), and the flow with loops that starts from their
 * smallest sigmaW (dashed), one colour per width; on the right in units of k^(4 - d), where networks stand still. A change of
 * sign is a dip of the line.
 *
 * @example
 * const parameters = { dimension: 1, couplings: [-1], start: 1, sigmaW: [1, 1.5, 2] }
 * activeLoopRunning([{ width: 10, flow: activeLoopFlow(parameters) }], { parameters })
 * @throws ParameterError if there are no flows
 */
export function activeLoopRunning(
  samples: readonly ActiveLoopSample[],
  options: ActiveLoopRunningOptions
): Figure {
  requireFigureOptions('activeLoopRunning', options)
  const { parameters, agreement, name = 'active-rg-loops' } = options
  const { title = 'Active flow with loops, and the networks' } = options
  requireResults('activeLoopRunning', 'samples', samples, {
    flow: ['sigmaW', 'scales', 'couplings', 'treeLevel']
  })
  return new Figure({
    name,
    title,
    description:
      'Size of the canonical quartic coupling against the standard deviation of the weights, of networks and along ' +
      'the flow with loops, one colour per width; beside it the same in units of the scale.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    code: resultsCode(
      'activeLoopRunning',
      [samples.map(({ width, flow }) => ({ width, flow })), drawnOptions(options)],
      samples.map(({ flow }) => flow)
    ),
    roles: { width: 'width', measured: 'value' },
    spec: {
      hconcat: [
        panel(samples, '|u₄|, canonical', () => 1),
        panel(samples, '|u₄| / k^(4 − d), canonical', (k, d) => k ** (d - 4))
      ]
    }
  })
}

const curves = ['networks', 'with loops'] as const

function panel(
  samples: readonly ActiveLoopSample[],
  title: string,
  unit: (k: number, dimension: number) => number
) {
  const values = samples
    .flatMap(
      ({ width, flow }) =>
        Array.from(flow.sigmaW).flatMap((sigmaW, i) => {
          const scaled = unit(flow.scales[i], flow.dimension)
          return [flow.treeLevel[0][i], flow.couplings[0][i]].map((u4, c) => ({
            width,
            sigmaW,
            curve: curves[c],
            value: plottedValue(Math.abs(u4) * scaled)
          }))
        })
      // A coupling of zero has no place on the axis.
    )
    .filter(({ value }) => value > 0)
  return {
    width: 300,
    height: 260,
    title: panelTitle(title),
    data: { values },
    mark: { type: 'line', strokeWidth: 1.6 },
    encoding: {
      x: {
        field: 'sigmaW',
        type: 'quantitative',
        scale: { type: 'log', nice: false },
        axis: { values: [1, 2, 5, 10, 20, 50, 100] },
        title: 'σ_W'
      },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: logarithmicAxis(values.map(({ value }) => value)),
        title
      },
      color: widthColor,
      strokeDash: {
        field: 'curve',
        type: 'nominal',
        title: null,
        sort: curves,
        scale: {
          domain: curves,
          range: [
            [1, 0],
            [5, 3]
          ]
        }
      }
    }
  }
}
