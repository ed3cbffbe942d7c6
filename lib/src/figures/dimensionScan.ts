import { figureColors } from './parts/colorScales.js'
import type { Coupling } from '../couplings/exactCoupling.js'
import { ParameterError, requireObjects } from '../numerics/parameterError.js'
import { linearErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions, type FigureOptions } from './parts/figureOptions.js'
import { panelTitle } from './parts/panelTitle.js'

/** Exact couplings in one dimension of data space. */
export interface DimensionPoint {
  /** Input dimension d_in. */
  readonly dIn: number
  /** Quartic coupling of the network's output. */
  readonly raw: Coupling
  /** Quartic coupling of the canonically normalised field. */
  readonly canonical: Coupling
}

/** Share of the exchange diagrams in the connected six-point function, in one dimension. */
export interface ExchangePoint {
  /** Which network, as the legend names it. */
  readonly series: string
  /** Input dimension d_in. */
  readonly dIn: number
  /** `exchangeShare`, > 0. */
  readonly share: number
}

/** The raw quartic coupling measured in one dimension, beside the exact one at the same inputs. */
export interface MeasuredDimension {
  /** Input dimension d_in. */
  readonly dIn: number
  /** The measured value. */
  readonly measured: number
  /** Standard error of `measured`. */
  readonly standardError: number
  /** The exact value. */
  readonly exact: number
}

/**
 * `parameters` are what determines the numbers: ensembles and dimensions.
 * Default name: `dimension-scan`; title: "Couplings against the dimension of data space".
 */
export type DimensionScanOptions = FigureOptions

const x = {
  field: 'dIn',
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 8 },
  axis: { values: [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000], format: '~r' },
  title: 'd_in'
}

const magnitudes = [1, 3, 10, 30, 100, 300, 1000, 3000]

const measuredColor = figureColors.blue

const measuredMark = {
  type: 'point',
  filled: true,
  size: 40,
  opacity: 1,
  color: measuredColor,
  tooltip: true
}

/**
 * Couplings against the dimension of data space: log10 |u4|, raw and canonical, exact lines with measured points;
 * measured over exact, with one standard error; and the share of the exchange diagrams in the six-point
 * function, above one where u6 is positive.
 *
 * @example
 * const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
 * const exact = [1, 2].map((dIn) => {
 *   const points = new Array(4).fill(new Array(dIn).fill(0))
 *   const canonical = exactCoupling(gauss, points, 10, { normalisation: 'canonical' })
 *   return { dIn, raw: exactCoupling(gauss, points, 10), canonical }
 * })
 * const share = exchangeShare(gauss, new Array(6).fill([0]), 10)
 * dimensionScan(exact, [], [{ series: 'GaussNet', dIn: 1, share }], { parameters: gauss })
 * @throws ParameterError if there are no exact points or shares, or a measured coupling is zero or not finite
 */
export function dimensionScan(
  exact: readonly DimensionPoint[],
  measured: readonly MeasuredDimension[],
  shares: readonly ExchangePoint[],
  options: DimensionScanOptions
): Figure {
  requireObjects('dimensionScan', 'measured', measured, 0)
  requireFigureOptions('dimensionScan', options)
  const { parameters, agreement, name = 'dimension-scan' } = options
  const { title = 'Couplings against the dimension of data space' } = options
  requireObjects('dimensionScan', 'exact', exact)
  requireObjects('dimensionScan', 'shares', shares)
  for (const { dIn, measured: value } of measured) {
    if (!Number.isFinite(value) || value === 0) {
      const place = `measured u4 in ${dIn} dimensions`
      throw new ParameterError('dimensionScan', place, 'finite and not zero', value)
    }
  }
  return new Figure({
    name,
    title,
    description:
      'Against the dimension of data space: decimal logarithm of the quartic coupling, raw and ' +
      'canonical, exact with measured points; measured over exact; and the share of exchange ' +
      'diagrams in the connected six-point function.',
    parameters,
    results: [exact, measured, shares],
    ...(agreement && { agreement }),
    roles: { measured: 'ratio' },
    spec: {
      resolve: { scale: { color: 'independent' } },
      hconcat: [couplingPanel(exact, measured), ratioPanel(measured), exchangePanel(shares)]
    }
  })
}

function couplingPanel(exact: readonly DimensionPoint[], measured: readonly MeasuredDimension[]) {
  const series = ['raw', 'canonical'] as const
  const rows = exact.flatMap((point) =>
    series.map((normalisation) => ({
      dIn: point.dIn,
      normalisation,
      decimalLogarithm: point[normalisation].logMagnitude / Math.LN10
    }))
  )
  const y = {
    field: 'decimalLogarithm',
    type: 'quantitative',
    title: 'log₁₀ |u₄|',
    scale: { type: 'symlog', constant: 1 },
    axis: { values: [...magnitudes.map((value) => -value), 0, ...magnitudes], format: '~r' }
  }
  return {
    width: 230,
    height: 260,
    title: panelTitle('coupling'),
    layer: [
      {
        data: { values: rows },
        mark: { type: 'line', strokeWidth: 1.4, tooltip: true },
        encoding: {
          x,
          y,
          color: {
            field: 'normalisation',
            type: 'nominal',
            title: 'exact',
            scale: { domain: [...series], range: [figureColors.red, figureColors.purple] }
          }
        }
      },
      {
        data: {
          values: measured.map(({ dIn, measured }) => ({
            dIn,
            normalisation: 'raw, measured',
            decimalLogarithm: Math.log10(Math.abs(measured))
          }))
        },
        mark: measuredMark,
        encoding: { x, y }
      }
    ]
  }
}

function ratioPanel(measured: readonly MeasuredDimension[]) {
  const rows = measured.map(({ dIn, measured, standardError, exact }) => ({
    dIn,
    ratio: measured / exact,
    ...linearErrorBar(measured / exact, Math.abs(standardError / exact))
  }))
  const y = {
    field: 'ratio',
    type: 'quantitative',
    title: 'measured u₄ / exact u₄',
    scale: { zero: false }
  }
  return {
    width: 200,
    height: 260,
    title: panelTitle('measured / exact'),
    data: { values: rows },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: { datum: 1 } } },
      {
        mark: { type: 'rule', color: measuredColor },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } }
      },
      {
        mark: measuredMark,
        encoding: { x, y }
      }
    ]
  }
}

function exchangePanel(shares: readonly ExchangePoint[]) {
  const y = {
    field: 'share',
    type: 'quantitative',
    title: 'exchange / G_c⁽⁶⁾',
    scale: { type: 'log' },
    axis: { format: '~e', tickCount: 8 }
  }
  const names = [...new Set(shares.map(({ series }) => series))]
  return {
    width: 200,
    height: 260,
    title: panelTitle('six points: u₆ > 0 above 1'),
    data: { values: shares },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: { datum: 1 } } },
      {
        mark: { type: 'line', strokeWidth: 1.4, point: { size: 18 }, tooltip: true },
        encoding: {
          x,
          y,
          color: {
            field: 'series',
            type: 'nominal',
            title: 'exchange',
            sort: names,
            scale: {
              domain: names,
              range: [figureColors.red, figureColors.pink, figureColors.brown, figureColors.olive]
            }
          }
        }
      }
    ]
  }
}
