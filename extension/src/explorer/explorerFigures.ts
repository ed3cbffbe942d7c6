import type { TranslationBundle } from '@jupyterlab/translation'
import type { Translation } from '../renderer/figureFailure.js'
import { ownColors, ownLook } from '../renderer/ownLook.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import type { ExplorerCurves, FigureRow, SampledDeviation } from './explorerMessages.js'
import { theoryRange, type ExplorerState } from './explorerState.js'

/** Colours of free, exact and measured values, as in the library's figures; the legend has those that are drawn. */
function seriesColours(rows: readonly FigureRow[], trans: Translation): JsonObject {
  const names = { free: trans.__('free'), exact: trans.__('exact'), measured: trans.__('measured') }
  const colors = { free: ownColors.grey, exact: ownColors.red, measured: ownColors.blue }
  const drawn = new Set(rows.map(({ series }) => series))
  const domain = (['free', 'exact', 'measured'] as const).filter((series) => drawn.has(series))
  return {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain, range: domain.map((series) => colors[series]) },
    legend: { labelExpr: `(${JSON.stringify(names)})[datum.label]` }
  }
}

/** Notes by which the explorer's figures can be inspected, compared and taken back into it. */
function notes(figure: string, title: string, state: ExplorerState): JsonObject {
  return { nnqft: { figure, title, provenance: { parameters: { ...state } } } }
}

/** Green functions on all combinations of the inputs: free, exact, and measured with errors. */
export function greenFunctionFigure(
  state: ExplorerState,
  curves: ExplorerCurves,
  sampled: SampledDeviation | undefined,
  trans: TranslationBundle
): JsonObject {
  const measured = (sampled?.greenFunction ?? []).map((value, combination) => {
    const error = sampled?.errors[combination] ?? 0
    return { combination, series: 'measured', value, low: value - error, high: value + error }
  })
  const values = [...curves.greenFunctions, ...measured]
  const title = trans.__('%1-point function on all combinations, N = %2', state.order, state.width)
  const x = { field: 'combination', type: 'quantitative', title: trans.__('combination') }
  const y = {
    field: 'value',
    type: 'quantitative',
    title: `G(${state.order})`,
    scale: { zero: false }
  }
  return {
    title,
    description: trans.__(
      'Free, exact and measured Green functions of each combination of the inputs.'
    ),
    config: ownLook,
    width: 'container',
    height: 200,
    data: { values },
    encoding: { x, color: seriesColours(values, trans) },
    layer: [
      {
        name: 'errors',
        mark: 'rule',
        transform: [{ filter: 'isValid(datum.low)' }],
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } }
      },
      { name: 'values', mark: { type: 'point', filled: true, tooltip: true }, encoding: { y } }
    ],
    usermeta: notes('explorer-green-function', title, state)
  }
}

/** Exact <|m_n|> against the width, with the measured point of the live run. */
export function deviationFigure(
  state: ExplorerState,
  curves: ExplorerCurves,
  sampled: SampledDeviation | undefined,
  trans: TranslationBundle
): JsonObject {
  const exact = curves.deviations.map(({ width, exact }) => ({
    width,
    series: 'exact',
    value: exact
  }))
  const { mean = 0, standardError = 0 } = sampled ?? {}
  const point = { width: state.width, series: 'measured', value: mean }
  // The lower end stays on the logarithmic axis.
  const bar = { low: Math.max(mean - standardError, mean / 10), high: mean + standardError }
  const values = [...exact, ...(sampled ? [{ ...point, ...bar }] : [])].filter(
    ({ value }) => Number(value) > 0
  )
  const title = trans.__('Mean deviation of the %1-point function', state.order)
  const logarithmic = { type: 'log' }
  const y = { field: 'value', type: 'quantitative', title: '⟨|m|⟩', scale: logarithmic }
  return {
    title,
    description: trans.__(
      'Exact mean deviation from the free theory against the width, and the measured one.'
    ),
    config: ownLook,
    width: 'container',
    height: 180,
    data: { values },
    encoding: {
      x: { field: 'width', type: 'quantitative', title: 'N', scale: logarithmic },
      color: seriesColours(values, trans)
    },
    layer: [
      {
        name: 'exact',
        mark: 'line',
        transform: [{ filter: { field: 'series', equal: 'exact' } }],
        encoding: { y }
      },
      {
        name: 'errors',
        mark: 'rule',
        transform: [{ filter: 'isValid(datum.low)' }],
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } }
      },
      {
        name: 'measured',
        mark: { type: 'point', filled: true, size: 60, tooltip: true },
        transform: [{ filter: { field: 'series', equal: 'measured' } }],
        encoding: { y }
      }
    ],
    usermeta: notes('explorer-deviation', title, state)
  }
}

/** Couplings along the passive flow, with the scale where it blows up. */
export function flowFigure(
  state: ExplorerState,
  { flow, blowUp }: ExplorerCurves,
  trans: TranslationBundle
): JsonObject {
  const title =
    blowUp === undefined
      ? trans.__('Passive flow of the couplings')
      : trans.__('Passive flow of the couplings: ends at k = %1', blowUp.toPrecision(4))
  const x = { field: 'k', type: 'quantitative' }
  const end = {
    name: 'end',
    mark: { type: 'rule', strokeDash: [4, 3] },
    data: { values: [{ k: blowUp }] },
    encoding: { x }
  }
  return {
    title,
    description: trans.__('Couplings of the effective potential against the infrared cutoff k.'),
    config: ownLook,
    width: 'container',
    height: 220,
    layer: [
      {
        name: 'couplings',
        mark: { type: 'line', tooltip: true },
        data: { values: flow },
        encoding: {
          x,
          y: {
            field: 'value',
            type: 'quantitative',
            title: trans.__('coupling'),
            scale: { type: 'symlog' }
          },
          color: { field: 'coupling', type: 'nominal', title: null }
        }
      },
      ...(blowUp === undefined ? [] : [end])
    ],
    usermeta: notes('explorer-flow', title, state)
  }
}

/** Stream of theory space; lines grow thicker towards the ultraviolet. */
export function theoryFigure(
  state: ExplorerState,
  { streams }: ExplorerCurves,
  trajectories: readonly (readonly FigureRow[])[],
  trans: TranslationBundle
): JsonObject {
  const title = trans.__('Theory space: click to start a trajectory')
  const lines = trajectories.flatMap((rows, line) => rows.map((row) => ({ ...row, line })))
  const axis = (field: 'u2' | 'u4', name: string) => ({
    field,
    type: 'quantitative',
    title: name,
    scale: { domain: theoryRange[field], nice: false }
  })
  const encoding = {
    x: axis('u2', 'u2 / k²'),
    y: axis('u4', state.dIn === 1 ? 'u4 / k³' : `u4 / k^${4 - state.dIn}`),
    detail: { field: 'line' },
    order: { field: 't' }
  }
  return {
    title,
    description: trans.__(
      'Stream lines of the dimensionless couplings u2 and u4 towards the ultraviolet, with the trajectories that were started.'
    ),
    config: ownLook,
    width: 'container',
    height: 320,
    encoding,
    layer: [
      {
        name: 'stream',
        mark: { type: 'trail', clip: true, color: ownColors.grey },
        data: { values: streams },
        encoding: {
          size: { field: 't', type: 'quantitative', legend: null, scale: { range: [0.3, 3] } }
        }
      },
      {
        name: 'trajectories',
        mark: { type: 'line', clip: true, color: ownColors.red, strokeWidth: 2 },
        data: { name: 'trajectories', values: lines }
      }
    ],
    usermeta: notes('explorer-theory-space', title, state)
  }
}
