import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { figureNotes, type FieldRoles } from './figureNotes.js'
import { surroundUnit } from './layers.js'
import {
  errorBarFields,
  fieldChannel,
  isPointMark,
  unitSpecs,
  viewSpecs,
  type UnitSpec
} from './unitSpecs.js'

/** Half widths of the bands in standard errors: 68 and 95 percent for a normal error. */
const halfWidths = [2, 1]

/** A unit that draws measured values, and the expression that gives their standard error. */
interface MeasuredUnit {
  readonly unit: UnitSpec
  /** Whether the axis of the values is logarithmic. */
  readonly logarithmic: boolean
  readonly value: string
  readonly error: string
}

/** Whether a figure has measured values with errors along a quantitative x axis. */
export function hasErrors(spec: JsonObject): boolean {
  return measuredUnits(spec).length > 0
}

/** Draws bands of one and two standard errors behind the measured values of every view. */
export function withConfidenceBand(spec: JsonObject): JsonObject {
  for (const { unit, logarithmic, value, error } of measuredUnits(spec)) {
    const { x, y, color } = unit.encoding
    const onAxis = (low: string) => (logarithmic ? `max(${low}, ${value} / 10)` : low)
    const behind = halfWidths.map((half) => ({
      mark: {
        type: 'area',
        opacity: 0.18,
        ...(color === undefined && { color: markColour(unit) })
      },
      transform: [
        { calculate: onAxis(`${value} - ${half} * ${error}`), as: 'bandLow' },
        { calculate: `${value} + ${half} * ${error}`, as: 'bandHigh' },
        { filter: 'isValid(datum.bandHigh)' }
      ],
      encoding: {
        x,
        y: { ...(isObject(y) ? y : {}), field: 'bandLow' },
        y2: { field: 'bandHigh' },
        ...(color !== undefined && { color })
      }
    }))
    surroundUnit(unit.unit, { behind })
  }
  return spec
}

function measuredUnits(spec: JsonObject): MeasuredUnit[] {
  const roles = figureNotes(spec)?.roles ?? {}
  return viewSpecs(spec).flatMap((view) => {
    const units = unitSpecs(view)
    const bar = units.map(errorBarFields).find((ends) => ends !== undefined)
    const unit = units.find((unit) => drawsMeasured(unit, roles))
    if (!unit) return []
    const value = datumField(String(fieldChannel(unit, 'y')?.['field']))
    const measured = { unit, value, logarithmic: isLogarithmic(units) }
    if (roles.error !== undefined) return [{ ...measured, error: datumField(roles.error) }]
    // The lower end may be cut, so that it stays on a logarithmic axis.
    return bar ? [{ ...measured, error: `(max(${bar.map(datumField).join()}) - ${value})` }] : []
  })
}

function drawsMeasured(unit: UnitSpec, { measured }: FieldRoles): boolean {
  const y = fieldChannel(unit, 'y')
  if (y?.['type'] !== 'quantitative' || 'y2' in unit.encoding) return false
  if (fieldChannel(unit, 'x')?.['type'] !== 'quantitative') return false
  return measured === undefined ? isPointMark(unit) : y['field'] === measured
}

function isLogarithmic(view: readonly UnitSpec[]): boolean {
  return view.some(({ encoding: { y } }) => {
    const scale = isObject(y) ? y['scale'] : undefined
    return isObject(scale) && scale['type'] === 'log'
  })
}

function datumField(name: string): string {
  return `datum[${JSON.stringify(name)}]`
}

function markColour({ unit: { mark } }: UnitSpec): string {
  return isObject(mark) && typeof mark['color'] === 'string' ? mark['color'] : '#4c78a8'
}
