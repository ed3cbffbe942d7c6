import type { ActiveFlow } from '../flow/activeFlow.js'
import { ParameterError, requireResults } from '../numerics/parameterError.js'
import type { ConvergenceSummary } from '../statistics/convergenceSummary.js'
import { logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { convergenceRow } from './parts/figureNotes.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { lineKinds } from './parts/lineKinds.js'
import { logarithmicAxis } from './parts/logarithmicAxis.js'
import { convergenceField, measuredPoints } from './parts/measuredPoints.js'
import { panelTitle } from './parts/panelTitle.js'
import { drawnOptions, resultsCode } from './parts/resultsCode.js'
import { fadeUnlessChosen, widthColor, widthSelection } from './parts/widthScale.js'

/** One coupling of one width along an active flow, measured and exact, at the same sigmaW. */
export interface ActiveRunningSample {
  /** Width N. */
  readonly width: number
  /** The measured flow at this width. */
  readonly measured: ActiveFlow
  /** The exact flow, at its own values of sigmaW. */
  readonly exact: ActiveFlow
  /** Diagnostics of the four-point function at each sigmaW. */
  readonly convergence?: readonly ConvergenceSummary[]
}

/**
 * `parameters` are what determines the numbers: the ensemble, and the values of sigmaW.
 * Default name: `active-rg`; title: "Quartic coupling against the standard deviation of the weights".
 */
export type ActiveRunningOptions = FigureOptions

/**
 * Couplings along the active renormalization group: |u4| against sigmaW on logarithmic axes, one
 * panel per normalisation, one colour per width, measured points with one standard error on exact
 * curves; and measured over exact in the last panel.
 * Figure "Results: active RG" of the talk; arXiv:2108.01403, section 4.
 *
 * @example
 * const scan = [1, 1.5, 2].map((sigmaW) => ensemble({ network: 'gauss', sigmaW, widths: [2] }))
 * const samples = await Promise.all(scan.map((setup) => sampleEnsemble(setup)))
 * const measured = measuredActiveFlow(samples, 4, 2)
 * const exact = exactActiveFlow(scan[0], 4, 2, [1, 1.5, 2])
 * activeRunning([{ width: 2, measured, exact }], { parameters: scan[0] })
 * @throws ParameterError if there are no samples, or measured and exact values of sigmaW differ, or
 *   couplings are scaled
 */
export function activeRunning(
  samples: readonly ActiveRunningSample[],
  options: ActiveRunningOptions
): Figure {
  requireFigureOptions('activeRunning', options)
  const { parameters, agreement, name = 'active-rg' } = options
  const { title = 'Quartic coupling against the standard deviation of the weights' } = options
  requireResults('activeRunning', 'samples', samples, {
    measured: ['sigmaW', 'logScales', 'values', 'errors'],
    exact: ['sigmaW', 'logScales', 'values']
  })
  for (const { width, measured, exact } of samples) {
    if (measured.sigmaW.join() !== exact.sigmaW.join()) {
      const place = `exact sigmaW at width ${width}`
      throw new ParameterError('activeRunning', place, 'those of the measurement', exact.sigmaW)
    }
    const scaled = [...measured.logScales, ...exact.logScales].find((scale) => scale !== 0)
    if (scaled !== undefined) {
      throw new ParameterError('activeRunning', `logScales at width ${width}`, '0', scaled)
    }
  }
  const normalisations = [...new Set(samples.map(({ measured }) => measured.normalisation))]
  const panels = normalisations.map((normalisation, i) =>
    runningPanel(
      samples.filter(({ measured }) => measured.normalisation === normalisation),
      i === 0
    )
  )
  const first = samples.filter(({ measured }) => measured.normalisation === normalisations[0])
  return new Figure({
    name,
    title,
    description:
      'Absolute quartic coupling against sigmaW on logarithmic axes, one panel per normalisation ' +
      'of the field, one colour per width N, measured points on exact curves; and the ratio of ' +
      'measured and exact coupling.',
    parameters,
    results: [samples],
    ...(agreement && { agreement }),
    convergence: first.flatMap(({ width, measured, convergence = [] }) =>
      convergence.map((one, i) =>
        convergenceRow(`u₄, N = ${width}, σ_W = ${measured.sigmaW[i]}`, one)
      )
    ),
    code: resultsCode(
      'activeRunning',
      [samples, drawnOptions(options)],
      samples.flatMap(({ measured, exact }) => [measured, exact])
    ),
    roles: { width: 'width', measured: 'value', exact: 'exact' },
    spec: { hconcat: [...panels, ratioPanel(first)] }
  })
}

const x = {
  field: 'sigmaW',
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 8 },
  axis: { values: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] },
  title: 'σ_W'
}

const strokeDash = lineKinds({ exact: [1, 0], 'measured = exact': [4, 3] })

function runningPanel(samples: readonly ActiveRunningSample[], first: boolean) {
  const { normalisation, expectedSlope } = samples[0].measured
  const slope = expectedSlope === undefined ? '' : `: slope ${signed(expectedSlope)}`
  const rows = samples.flatMap(({ width, measured, exact, convergence }) =>
    measured.sigmaW.map((sigmaW, i) => {
      const value = Math.abs(measured.values[i])
      const bar = logarithmicErrorBar(value, measured.errors[i])
      return {
        width,
        sigmaW,
        value,
        ...bar,
        exact: Math.abs(exact.values[i]),
        ...convergenceField(convergence?.[i]?.converged)
      }
    })
  )
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log' },
    title: '|u₄|',
    axis: logarithmicAxis(rows.flatMap(({ value, exact }) => [value, exact]))
  }
  return {
    width: 225,
    height: 260,
    title: panelTitle(`${normalisation}${slope}`),
    data: { values: rows },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1 },
        ...(first && { params: [widthSelection] }),
        transform: [{ calculate: "'exact'", as: 'kind' }],
        encoding: {
          x,
          y: { ...y, field: 'exact' },
          color: widthColor,
          opacity: fadeUnlessChosen(1),
          strokeDash
        }
      },
      ...pointsWithBars(rows, y)
    ]
  }
}

function ratioPanel(samples: readonly ActiveRunningSample[]) {
  const rows = samples.flatMap(({ width, measured, exact, convergence }) =>
    measured.sigmaW.map((sigmaW, i) => {
      const value = Math.abs(measured.values[i] / exact.values[i])
      const error = measured.errors[i] / Math.abs(exact.values[i])
      return {
        width,
        sigmaW,
        value,
        ...logarithmicErrorBar(value, error),
        ...convergenceField(convergence?.[i]?.converged)
      }
    })
  )
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log' },
    title: 'measured |u₄| / exact |u₄|'
  }
  return {
    width: 225,
    height: 260,
    title: panelTitle('measured / exact'),
    data: { values: rows },
    layer: [
      {
        data: { values: [{ kind: 'measured = exact' }] },
        mark: 'rule',
        encoding: { y: { datum: 1 }, strokeDash }
      },
      ...pointsWithBars(rows, y)
    ]
  }
}

function pointsWithBars(rows: readonly object[], y: { readonly field: string }) {
  return [
    {
      mark: { type: 'rule' },
      encoding: {
        x,
        y: { ...y, field: 'low' },
        y2: { field: 'high' },
        color: widthColor,
        opacity: fadeUnlessChosen(0.6)
      }
    },
    ...measuredPoints(rows, { x, y, color: widthColor, opacity: fadeUnlessChosen(1) }, { size: 20 })
  ]
}

function signed(value: number): string {
  return value < 0 ? `−${-value}` : `+${value}`
}
