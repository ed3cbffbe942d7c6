import type { CutoffRunningSample } from '../comparison/cutoffAgreement.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import { convergenceRows } from './parts/figureNotes.js'
import { logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { figureKeys, requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { panelTitle } from './parts/panelTitle.js'

/**
 * `parameters` are what determines the numbers: the ensembles, and the cutoffs.
 * Default name: `cutoff-running`; title: "Quartic coupling against the infrared cutoff".
 */
export interface CutoffRunningOptions extends FigureOptions {
  /** Title of the legend; default: none. */
  readonly legend?: string
}

const x = {
  field: 'cutoff',
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 8 },
  axis: { values: [10, 100, 1000, 1e4, 1e5, 1e6], format: '~e' },
  title: 'infrared cutoff L'
}

/**
 * Couplings against the infrared cutoff L on logarithmic axes, measured points with one standard error on exact
 * lines, a line broken where the coupling changes sign; beside it the logarithmic slopes of the exact couplings
 * with those expected at large L, dashed. Figures of arXiv:2008.08601, section 4.
 *
 * @example
 * const setup = ensemble({ network: 'relu', sigmaB: 0, widths: [2], inputs: [[0.5], [1]] })
 * const measured = measuredInfraredCutoffFlow(await sampleEnsemble(setup), [0, 0, 1, 1], 2, [10, 20])
 * const exact = infraredCutoffFlow(setup, [[0.5], [0.5], [1], [1]], 2, [10, 20])
 * cutoffRunning([{ series: 'ReLU-net', measured, exact }], { parameters: setup })
 * @throws ParameterError if there are no samples, or measured and exact cutoffs differ
 */
export function cutoffRunning(
  samples: readonly CutoffRunningSample[],
  options: CutoffRunningOptions
): Figure {
  requireFigureOptions('cutoffRunning', options, [...figureKeys, 'legend'])
  const { parameters, agreement, legend = null, name = 'cutoff-running' } = options
  const { title = 'Quartic coupling against the infrared cutoff' } = options
  requireResults('cutoffRunning', 'samples', samples, {
    measured: ['cutoffs', 'couplings'],
    exact: ['cutoffs', 'couplings', 'localSlopes']
  })
  for (const { series, measured, exact } of samples) {
    if (measured.cutoffs.join() !== exact.cutoffs.join()) {
      const place = `exact cutoffs of '${series}'`
      throw new ParameterError('cutoffRunning', place, 'those of the measurement', exact.cutoffs)
    }
  }
  const names = samples.map(({ series }) => series)
  const color = {
    field: 'series',
    type: 'nominal',
    title: legend,
    sort: names,
    legend: { labelLimit: 0 },
    scale: { domain: names }
  }
  return new Figure({
    name,
    title,
    description:
      'Absolute quartic coupling against the infrared cutoff L of its vertex integral on ' +
      'logarithmic axes, measured points on exact lines, and the logarithmic slopes of the lines ' +
      'with the values expected at large L.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    code: resultsCode(
      'cutoffRunning',
      [
        samples.map(({ series, measured, exact }) => ({ series, measured, exact })),
        drawnOptions(options)
      ],
      samples.flatMap(({ measured, exact }) => [measured, exact])
    ),
    convergence: samples.flatMap(({ series, measured }) =>
      convergenceRows(`u₄, ${series}`, measured)
    ),
    roles: { measured: 'value', exact: 'exact' },
    spec: { hconcat: [couplingPanel(samples, color), slopePanel(samples, color)] }
  })
}

function couplingPanel(samples: readonly CutoffRunningSample[], color: object) {
  const rows = samples.flatMap(({ series, measured, exact }) =>
    measured.cutoffs.map((cutoff, i) => {
      const value = Math.abs(measured.couplings[i].value)
      return {
        series,
        cutoff,
        value,
        ...logarithmicErrorBar(value, measured.couplings[i].error),
        exact: Math.abs(exact.couplings[i].value),
        exactSign: exact.couplings[i].sign,
        sign: measured.couplings[i].sign < 0 ? 'u₄ < 0' : 'u₄ > 0'
      }
    })
  )
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log' },
    title: '|u₄|, raw',
    axis: { format: '~e', tickCount: 8 }
  }
  const signs = [...new Set(rows.map(({ sign }) => sign))].sort()
  const shape = {
    field: 'sign',
    type: 'nominal',
    title: null,
    scale: { domain: signs, range: ['circle', 'triangle-up'] }
  }
  return {
    width: 300,
    height: 280,
    title: panelTitle('coupling'),
    data: { values: rows },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.2 },
        encoding: { x, y: { ...y, field: 'exact' }, color, detail: { field: 'exactSign' } }
      },
      {
        mark: { type: 'rule' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color }
      },
      {
        mark: { type: 'point', filled: true, size: 30, opacity: 1, tooltip: true },
        encoding: { x, y, color, ...(signs.length > 1 && { shape }) }
      }
    ]
  }
}

function slopePanel(samples: readonly CutoffRunningSample[], color: object) {
  const rows = samples.flatMap(({ series, exact: { cutoffs, couplings, localSlopes } }) =>
    Array.from(localSlopes, (slope, i) => ({
      series,
      cutoff: Math.sqrt(cutoffs[i] * cutoffs[i + 1]),
      slope,
      sign: couplings[i].sign,
      nextSign: couplings[i + 1].sign
    })).filter(({ sign, nextSign }) => sign === nextSign)
  )
  const expected = [...new Set(samples.map(({ exact }) => exact.expectedSlope))]
  const y = {
    field: 'slope',
    type: 'quantitative',
    title: 'd ln|u₄| / d ln L',
    // Beside a change of sign slopes grow without bound.
    scale: { domain: [Math.min(...expected) - 1, Math.max(...expected) + 1.5] }
  }
  return {
    width: 230,
    height: 280,
    title: panelTitle('slope'),
    layer: [
      {
        data: { values: expected.map((slope) => ({ slope })) },
        mark: { type: 'rule', strokeDash: [4, 3], tooltip: true },
        encoding: { y }
      },
      {
        data: { values: rows },
        mark: { type: 'line', clip: true, strokeWidth: 1.2, point: { size: 18 }, tooltip: true },
        encoding: { x, y, color, detail: { field: 'sign' } }
      }
    ]
  }
}
