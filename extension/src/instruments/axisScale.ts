import { inlineTables } from '../renderer/inlineRows.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { fieldChannel, unitSpecs, viewSpecs, type UnitSpec } from './unitSpecs.js'

/** An axis of a figure. */
export type Axis = 'x' | 'y'

/** Whether a figure has a quantitative axis whose scale can change. */
export function hasQuantitativeAxis(spec: JsonObject, axis: Axis): boolean {
  return unitSpecs(spec).some((unit) => quantitative(unit, axis) !== undefined)
}

/**
 * Changes an axis of each view from logarithmic to linear, or from linear to logarithmic. A field
 * with values that are not positive gets a symmetric logarithm, linear around zero:
 * log1p(|v| / c), with c the smallest absolute value other than zero.
 */
export function toggleAxisScale(spec: JsonObject, axis: Axis): JsonObject {
  for (const view of viewSpecs(spec)) {
    const units = unitSpecs(view).filter((unit) => quantitative(unit, axis))
    const fields = units.map((unit) => String(fieldChannel(unit, axis)?.['field']))
    const target = units.some((unit) => isCurved(unit, axis))
      ? { type: 'linear' }
      : logarithm(spec, fields)
    units.forEach((unit) => setScale(unit, axis, target))
  }
  return spec
}

function setScale(unit: UnitSpec, axis: Axis, target: JsonObject): void {
  const channel = quantitative(unit, axis) ?? {}
  const scale = without(channel['scale'], ['type', 'constant', 'base', 'exponent', 'zero'])
  // Tick values chosen for one kind of scale do not suit the other.
  const options = isObject(channel['axis']) ? { axis: without(channel['axis'], ['values']) } : {}
  const own = isObject(unit.unit['encoding']) ? unit.unit['encoding'] : {}
  unit.unit['encoding'] = {
    ...own,
    [axis]: { ...channel, scale: { ...scale, ...target }, ...options }
  }
}

function isCurved(unit: UnitSpec, axis: Axis): boolean {
  const scale = quantitative(unit, axis)?.['scale']
  return isObject(scale) && !['linear', undefined].includes(scale['type'] as string | undefined)
}

function quantitative(unit: UnitSpec, axis: Axis): JsonObject | undefined {
  const channel = fieldChannel(unit, axis)
  return channel?.['type'] === 'quantitative' && !channel['bin'] ? channel : undefined
}

function without(value: unknown, keys: readonly string[]): JsonObject {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

function logarithm(spec: JsonObject, fields: readonly string[]): JsonObject {
  const values = inlineTables(spec).flatMap(({ rows }) =>
    rows.flatMap((row) => fields.map((field) => row[field]).filter((v) => typeof v === 'number'))
  )
  if (values.every((value) => value > 0)) return { type: 'log', zero: false }
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const constant = sizes.reduce((least, size) => Math.min(least, size), Infinity)
  return { type: 'symlog', constant: Number.isFinite(constant) ? constant : 1 }
}
