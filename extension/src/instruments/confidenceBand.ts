import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { figureNotes } from './figureNotes.js'
import { fieldChannel, unitSpecs, type UnitSpec } from './unitSpecs.js'

/** Half widths of the bands in standard errors: 68 and 95 percent for a normal error. */
const halfWidths = [2, 1]

/** Whether a figure has measured values with errors along a quantitative x axis. */
export function hasErrors(spec: JsonObject): boolean {
  return measuredUnit(spec) !== undefined
}

/** Draws bands of one and two standard errors behind the measured values. */
export function withConfidenceBand(spec: JsonObject): JsonObject {
  const unit = measuredUnit(spec)
  const roles = figureNotes(spec)?.roles
  if (!unit || !roles?.measured || !roles.error) return spec
  const { measured, error } = roles
  const { mark, encoding, params, ...rest } = unit.unit
  const point = {
    mark,
    ...(encoding !== undefined && { encoding }),
    ...(params !== undefined && { params })
  }
  const x = unit.encoding['x']
  const y = isObject(unit.encoding['y']) ? unit.encoding['y'] : {}
  const bands = halfWidths.map((half) => ({
    name: `±${half}σ`,
    mark: { type: 'area', opacity: 0.18, color: markColour(mark) },
    transform: [
      {
        calculate: `datum[${JSON.stringify(measured)}] - ${half} * datum[${JSON.stringify(error)}]`,
        as: 'bandLow'
      },
      {
        calculate: `datum[${JSON.stringify(measured)}] + ${half} * datum[${JSON.stringify(error)}]`,
        as: 'bandHigh'
      },
      ...(isLogarithmic(y) ? [{ filter: 'datum.bandLow > 0' }] : [])
    ],
    encoding: { x, y: { ...y, field: 'bandLow' }, y2: { field: 'bandHigh' } }
  }))
  for (const key of Object.keys(unit.unit)) delete unit.unit[key]
  Object.assign(unit.unit, { ...rest, layer: [...bands, point] })
  return spec
}

function measuredUnit(spec: JsonObject): UnitSpec | undefined {
  const { measured, error } = figureNotes(spec)?.roles ?? {}
  if (!measured || !error) return undefined
  return unitSpecs(spec).find(
    (unit) =>
      fieldChannel(unit, 'y')?.['field'] === measured &&
      fieldChannel(unit, 'x')?.['type'] === 'quantitative'
  )
}

function isLogarithmic(channel: JsonObject): boolean {
  return isObject(channel['scale']) && channel['scale']['type'] === 'log'
}

function markColour(mark: unknown): string {
  return isObject(mark) && typeof mark['color'] === 'string' ? mark['color'] : '#4c78a8'
}
