import { figureColors } from './parts/colorScales.js'
import { regulatorNames, regulators, type RegulatorName } from '../flow/regulator.js'
import { ParameterError, requireList, requirePositive } from '../numerics/parameterError.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'
import { callCode } from './parts/figureCode.js'
import { panelTitle } from './parts/panelTitle.js'
import { plottedValue } from './parts/plottedValue.js'

/** What the figure shows, and its titles. */
export interface RegulatorShapesOptions {
  /** The momentum p > 0 at which the limits in k are shown; default 1. */
  readonly momentum?: number
  /** Default: `regulators`. */
  readonly name?: string
}

/**
 * Where a regulator is infinite its line leaves the picture here, in units of the axis: not so far that
 * a renderer in single precision loses the other end of the line.
 */
const offTheTop = 1e4

const steps = (from: number, to: number, count: number) =>
  Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count)

/**
 * Regulators R_k(p) by name: against the momentum at fixed k, where modes below k are frozen, and against k at fixed
 * momentum on logarithmic axes, where the limits R_0 = 0 and R_infinity = infinity are seen.
 * Definitions of arXiv:2108.01403, section 4.
 *
 * @example regulatorShapes(regulatorNames)
 * @throws ParameterError if there are no names, for an unknown name, or a momentum that is not > 0
 */
export function regulatorShapes(
  names: readonly RegulatorName[],
  options: RegulatorShapesOptions = {}
): Figure {
  requireFigureOptions('regulatorShapes', options, ['name', 'momentum'])
  const { momentum = 1, name = 'regulators' } = options
  requirePositive('regulatorShapes', 'momentum', momentum)
  requireList('regulatorShapes', 'names', names)
  for (const regulator of names) {
    if (!Object.hasOwn(regulators, regulator)) {
      const rule = `one of ${regulatorNames.join(', ')}`
      throw new ParameterError('regulatorShapes', 'names', rule, regulator)
    }
  }
  return new Figure({
    name,
    title: 'Regulators',
    description:
      'Regulators R_k(p): against the momentum in units of k on linear axes, and against k in ' +
      'units of the momentum on logarithmic axes, one line per regulator.',
    parameters: { regulators: names, momentum },
    results: [],
    code: callCode('regulatorShapes', names, options),
    spec: { hconcat: [againstMomentum(names), againstScale(names, momentum)] }
  })
}

const color = (names: readonly RegulatorName[]) => ({
  field: 'regulator',
  type: 'nominal',
  title: 'regulator',
  scale: {
    domain: names,
    range: [figureColors.blue, figureColors.orange, figureColors.red, figureColors.grey]
  }
})

function againstMomentum(names: readonly RegulatorName[]) {
  // Both sides of the jump of the sharp cutoff are among the momenta.
  const momenta = [...steps(0, 1, 50).slice(0, -1), 1 - 1e-9, ...steps(1, 2, 50)]
  return {
    width: 300,
    height: 250,
    title: panelTitle('fixed scale k'),
    data: {
      values: names.flatMap((regulator) =>
        momenta.map((p) => ({
          regulator,
          p,
          value: plottedValue(Math.min(regulators[regulator].shape(p * p), offTheTop))
        }))
      )
    },
    mark: { type: 'line', clip: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'p', type: 'quantitative', title: 'p / k' },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { domain: [0, 1.6] },
        title: 'R_k(p) / k²'
      },
      color: color(names)
    }
  }
}

function againstScale(names: readonly RegulatorName[], momentum: number) {
  const scales = [...steps(-1, 0, 60), 1e-9, ...steps(0, 1, 60).slice(1)].map((x) => 10 ** x)
  const lowest = 1e-4
  return {
    width: 300,
    height: 250,
    title: panelTitle(`fixed momentum p = ${momentum}`),
    data: {
      values: names.flatMap((regulator) =>
        scales.map((ratio) => {
          const k = ratio * momentum
          const value = k * k * regulators[regulator].shape(1 / ratio ** 2)
          const bounded = Math.min(Math.max(value, lowest / 1e6), offTheTop)
          return { regulator, k, value: plottedValue(bounded) }
        })
      )
    },
    mark: { type: 'line', clip: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'k', type: 'quantitative', scale: { type: 'log', nice: false }, title: 'k' },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'log', domain: [lowest, 1e3] },
        axis: { format: '~e' },
        title: 'R_k(p)'
      },
      color: color(names)
    }
  }
}
