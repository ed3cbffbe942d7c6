import type { FigureRoles } from 'nnqft'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { errorBarFields, fieldChannel, isPointMark, unitSpecs, type UnitSpec } from './unitSpecs.js'

/** The unit of a view that draws its measured values, with where their standard errors are found. */
export interface MeasuredUnit {
  readonly unit: UnitSpec
  /** All units that draw them: points whose averages have converged and those that have not are two. */
  readonly units: readonly UnitSpec[]
  /** Field of the values. */
  readonly value: string
  /** Field of the standard errors, if one plays that part. */
  readonly error?: string
  /** Fields of both ends of the error bars, if there are any. */
  readonly bar?: readonly [string, string]
  /** Scale of the values, which any layer may state: the layers of a view share their axes. */
  readonly scale?: JsonObject
}

/**
 * What a view measures: the field that plays the part of the measured value, or else that of the
 * points, or else that of the first quantitative y axis. `undefined` if nothing has such an axis.
 */
export function measuredUnit(view: JsonObject, roles: FigureRoles): MeasuredUnit | undefined {
  const units = unitSpecs(view)
  const drawing = units.filter((unit) => drawsValue(unit, roles.measured))
  const points = drawing.filter(isPointMark)
  const shown = points.length > 0 ? points : drawing.slice(0, 1)
  const [unit] = shown
  if (!unit) return undefined
  const bar = units.map(errorBarFields).find((ends) => ends !== undefined)
  const scale = units.map((other) => fieldChannel(other, 'y')?.['scale']).find(isObject)
  return {
    unit,
    units: shown.filter(
      (other) => fieldChannel(other, 'y')?.['field'] === fieldChannel(unit, 'y')?.['field']
    ),
    value: String(fieldChannel(unit, 'y')?.['field']),
    ...(roles.error !== undefined && { error: roles.error }),
    ...(bar && { bar }),
    ...(scale && { scale })
  }
}

/** A second field on the y axis makes a bar between two values; a constant makes columns on a base. */
function drawsValue(unit: UnitSpec, measured: string | undefined): boolean {
  const y = fieldChannel(unit, 'y')
  if (y?.['type'] !== 'quantitative' || !fieldChannel(unit, 'x')) return false
  // A drawing without axes, as a diagram, measures nothing.
  if (fieldChannel(unit, 'y2') || y['axis'] === null) return false
  return measured === undefined || y['field'] === measured
}
