import { inlineTables } from '../renderer/inlineRows.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { hasBaseline, isStacked, quantitativeChannel } from './measuredAxis.js'
import { unitSpecs, viewSpecs, type UnitSpec } from './unitSpecs.js'

/** An axis of a figure. */
export type Axis = 'x' | 'y'

/** Why an axis has no logarithm: sums of stacked parts, or nothing that is a number. */
export type NoLogarithm = 'stacked' | 'no numbers'

/** Whether a figure has a quantitative axis whose scale can change. */
export function hasQuantitativeAxis(spec: JsonObject, axis: Axis): boolean {
  return unitSpecs(spec).some((unit) => quantitativeChannel(unit, axis) !== undefined)
}

/** Whether a figure draws bars or areas from a zero that its logarithmic axis does not have. */
export function hasLogarithmicBars(spec: JsonObject, axis: Axis): boolean {
  return unitSpecs(spec).some(
    (unit) => hasBaseline(unit, axis) && scaleOf(unit, axis)['type'] === 'log'
  )
}

/**
 * Why `toggleAxisScale` would make a figure that says nothing or is empty; `undefined` if it would not.
 *
 * @param drawn rows of the marks in the picture: computed fields are in no other rows
 */
export function whyNoLogarithm(
  spec: JsonObject,
  axis: Axis,
  drawn: readonly JsonObject[]
): NoLogarithm | undefined {
  for (const view of viewSpecs(spec)) {
    const units = axisUnits(view, axis)
    if (units.length === 0 || units.some((unit) => isCurved(unit, axis))) continue
    if (units.some((unit) => isStacked(unit, axis))) return 'stacked'
    if (axisValues(spec, units, axis, drawn).length === 0) return 'no numbers'
  }
  return undefined
}

/**
 * Changes an axis of each view from logarithmic to linear, or from linear to logarithmic. Values that
 * are not positive, and bars and areas, which start at zero, get a symmetric logarithm, linear around
 * zero: log1p(|v| / c), with c the smallest absolute value other than zero.
 *
 * @param drawn rows of the marks in the picture, beside the inline ones
 */
export function toggleAxisScale(
  spec: JsonObject,
  axis: Axis,
  drawn: readonly JsonObject[] = []
): JsonObject {
  for (const view of viewSpecs(spec)) {
    const units = axisUnits(view, axis)
    const target = units.some((unit) => isCurved(unit, axis))
      ? { type: 'linear' }
      : logarithm(axisValues(spec, units, axis, drawn))
    units.forEach((unit) => setScale(unit, axis, target))
  }
  return spec
}

function axisUnits(view: JsonObject, axis: Axis): UnitSpec[] {
  return unitSpecs(view).filter((unit) => quantitativeChannel(unit, axis))
}

function setScale(unit: UnitSpec, axis: Axis, target: JsonObject): void {
  const channel = quantitativeChannel(unit, axis) ?? {}
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
  return !['linear', undefined].includes(scaleOf(unit, axis)['type'] as string | undefined)
}

function scaleOf(unit: UnitSpec, axis: Axis): JsonObject {
  const scale = quantitativeChannel(unit, axis)?.['scale']
  return isObject(scale) ? scale : {}
}

function without(value: unknown, keys: readonly string[]): JsonObject {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

/** What stands on an axis: values of the fields, constants, ends of the domain, and zeros of bars. */
function axisValues(
  spec: JsonObject,
  units: readonly UnitSpec[],
  axis: Axis,
  drawn: readonly JsonObject[]
): number[] {
  const rows = [...inlineTables(spec).flatMap((table) => table.rows), ...drawn]
  const channels = units.flatMap(({ encoding }) =>
    [encoding[axis], encoding[`${axis}2`]].filter(isObject)
  )
  const names = new Set(channels.flatMap(fieldName))
  const constants = channels.flatMap(({ datum }) => datum ?? [])
  const domains = units.flatMap((unit) => scaleOf(unit, axis)['domain'] ?? [])
  const baseline = units.some((unit) => hasBaseline(unit, axis)) ? [0] : []
  const keys = new Set(rows.flatMap(Object.keys))
  const used = [...keys].filter((key) => isOfField(key, names))
  const fields = used.flatMap((key) => rows.map((row) => row[key]))
  const numbers = [...fields, ...constants, ...domains].flatMap(asNumber)
  return numbers.length === 0 ? [] : [...numbers, ...baseline]
}

function fieldName({ field, aggregate }: JsonObject): string[] {
  if (typeof field === 'string') return [field]
  return aggregate === 'count' ? ['__count'] : []
}

/** Vega-Lite calls what it computes of a field by the field: `mean_a`, `lower_box_a`, `a_end`. */
function isOfField(key: string, names: ReadonlySet<string>): boolean {
  return [...names].some(
    (name) => key === name || key.endsWith(`_${name}`) || key.startsWith(`${name}_`)
  )
}

function asNumber(value: unknown): number[] {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? [number] : []
}

function logarithm(values: readonly number[]): JsonObject {
  if (values.every((value) => value > 0)) return { type: 'log', zero: false }
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const constant = sizes.reduce((least, size) => Math.min(least, size), Infinity)
  return { type: 'symlog', constant: Number.isFinite(constant) ? constant : 1 }
}
