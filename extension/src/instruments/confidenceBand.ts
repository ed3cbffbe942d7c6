import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { figureNotes } from './figureNotes.js'
import { surroundUnit } from './layers.js'
import { measuredUnit } from './measuredUnit.js'
import { fieldChannel, isPointMark, viewSpecs, type UnitSpec } from './unitSpecs.js'

/** Half widths of the bands in standard errors: 68 and 95 percent for a normal error. */
const halfWidths = [2, 1]

/** A unit of measured values, and the expressions that give each one and its standard error. */
interface ErrorUnit {
  readonly unit: UnitSpec
  readonly logarithmic: boolean
  readonly value: string
  readonly error: string
}

/** Whether a figure has measured values with errors along a quantitative x axis. */
export function hasErrors(spec: JsonObject): boolean {
  return errorUnits(spec).length > 0
}

/** Draws bands of one and two standard errors behind the measured values of every view. */
export function withConfidenceBand(spec: JsonObject): JsonObject {
  for (const { unit, logarithmic, value, error } of errorUnits(spec)) {
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

function errorUnits(spec: JsonObject): ErrorUnit[] {
  const roles = figureNotes(spec)?.roles ?? {}
  return viewSpecs(spec).flatMap((view) => {
    const measured = measuredUnit(view, roles)
    if (!measured) return []
    const { unit, units, scale, error: field, bar } = measured
    if (fieldChannel(unit, 'x')?.['type'] !== 'quantitative') return []
    if (roles.measured === undefined && !isPointMark(unit)) return []
    const value = datumField(measured.value)
    // The lower end of a bar may be cut, so that it stays on a logarithmic axis.
    const fromBar = bar && `(max(${bar.map(datumField).join()}) - ${value})`
    const error = field === undefined ? fromBar : datumField(field)
    if (error === undefined) return []
    const logarithmic = scale?.['type'] === 'log'
    return units.map((each) => ({ unit: each, value, logarithmic, error }))
  })
}

function datumField(name: string): string {
  return `datum[${JSON.stringify(name)}]`
}

function markColour({ unit: { mark } }: UnitSpec): string {
  return isObject(mark) && typeof mark['color'] === 'string' ? mark['color'] : '#4c78a8'
}
