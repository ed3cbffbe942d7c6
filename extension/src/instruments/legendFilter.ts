import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { fadedOpacity, markOpacity } from './markOpacity.js'
import { fieldChannel, unitSpecs, type UnitSpec } from './unitSpecs.js'

/** Name of the change that makes the legends of a figure of other software a filter. */
export const legendChange = 'legend'

/** Marks that Vega-Lite makes of several others, none of which can be chosen. */
const compositeMarks = ['boxplot', 'errorband', 'errorbar']

/**
 * Whether the legends of a figure can filter it: those of categories, of marks that can be chosen one by
 * one. A figure that brings parameters of its own keeps these.
 */
export function canFilterByLegend(spec: JsonObject): boolean {
  const units = unitSpecs(spec)
  if ([spec, ...units.map(({ unit }) => unit)].some(hasParameters)) return false
  const coloured = units.filter(hasCategories)
  return coloured.length > 0 && !coloured.some(isComposite)
}

/**
 * Makes a legend of categories a filter: a click keeps one category, shift-click adds another, the
 * rest fades. Until then all marks are as opaque as they were.
 */
export function withLegendFilter(spec: JsonObject): JsonObject {
  if (!canFilterByLegend(spec)) return spec
  const legends = new Map<string, string>()
  for (const unit of unitSpecs(spec).filter(hasCategories)) {
    const field = String(fieldChannel(unit, 'color')?.['field'])
    const name = legends.get(field) ?? `nnqft_legend_${legends.size}`
    if (!legends.has(field)) {
      unit.unit['params'] = [{ name, select: { type: 'point', fields: [field] }, bind: 'legend' }]
      legends.set(field, name)
    }
    fadeUnlessChosen(unit, name, spec['config'])
  }
  return spec
}

/** Lines and points over an area have an opacity of their own, beside that of the area. */
function isComposite({ mark, unit }: UnitSpec): boolean {
  const own = isObject(unit['mark']) ? unit['mark'] : {}
  const isOverlaid = mark === 'area' && Boolean(own['line'] ?? own['point'])
  return isOverlaid || compositeMarks.includes(mark)
}

function hasParameters({ params }: JsonObject): boolean {
  return Array.isArray(params) && params.length > 0
}

function fadeUnlessChosen(unit: UnitSpec, param: string, config: unknown): void {
  // A figure that uses opacity for its data keeps it.
  if (unit.encoding['opacity'] !== undefined) return
  const value = markOpacity(unit, config)
  const own = unit.unit['encoding'] as JsonObject | undefined
  const opacity = { condition: { param, value }, value: fadedOpacity }
  unit.unit['encoding'] = { ...own, opacity }
}

function hasCategories(unit: UnitSpec): boolean {
  const colour = fieldChannel(unit, 'color')
  if (!colour || colour['legend'] === null) return false
  // Values that are computed are in no row: a click could not find them.
  if (['aggregate', 'bin', 'timeUnit'].some((key) => key in colour)) return false
  return ['nominal', 'ordinal', undefined].includes(colour['type'] as string | undefined)
}
