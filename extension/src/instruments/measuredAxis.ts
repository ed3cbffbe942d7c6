import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { fieldChannel, type UnitSpec } from './unitSpecs.js'

type Axis = 'x' | 'y'

/** Channels by which the parts of a stack differ. */
const parts = 'color fill stroke detail opacity size shape strokeDash url text order'.split(' ')

/** Definition of an axis whose values are numbers as they are, not bins of them. */
export function quantitativeChannel(unit: UnitSpec, axis: Axis): JsonObject | undefined {
  const channel = unit.encoding[axis]
  if (!isObject(channel) || channel['bin']) return undefined
  const { field, type, aggregate } = channel
  if (typeof field !== 'string' && aggregate !== 'count') return undefined
  const isNumber = type === 'quantitative' || (type === undefined && typeof aggregate === 'string')
  return isNumber ? channel : undefined
}

/** Whether a unit draws bars or areas that start at the zero of an axis. */
export function hasBaseline(unit: UnitSpec, axis: Axis): boolean {
  if (!['bar', 'area'].includes(unit.mark)) return false
  if ('x2' in unit.encoding || 'y2' in unit.encoding) return false
  return measuredAxis(unit) === axis
}

/** Whether the parts of a bar or an area stand on each other, so that most start at no zero. */
export function isStacked(unit: UnitSpec, axis: Axis): boolean {
  const stack = quantitativeChannel(unit, axis)?.['stack']
  if (stack === null || stack === false || !hasBaseline(unit, axis)) return false
  if (stack !== undefined) return true
  const across = axis === 'x' ? ['y', 'yOffset'] : ['x', 'xOffset']
  const places = across.map((channel) => fieldChannel(unit, channel)?.['field'])
  return parts.some((channel) => {
    const part = fieldChannel(unit, channel)
    return part !== undefined && !part['aggregate'] && !places.includes(part['field'])
  })
}

/** The axis along which bars and areas measure, as Vega-Lite orients them. */
function measuredAxis(unit: UnitSpec): Axis | undefined {
  const [x, y] = [quantitativeChannel(unit, 'x'), quantitativeChannel(unit, 'y')]
  if (!x || !y) return x ? 'x' : y ? 'y' : undefined
  if (unit.mark === 'bar' && Boolean(x['aggregate']) !== Boolean(y['aggregate'])) {
    return x['aggregate'] ? 'x' : 'y'
  }
  const mark = unit.unit['mark']
  const isHorizontal = isObject(mark) && mark['orient'] === 'horizontal'
  return isHorizontal ? 'x' : 'y'
}
