import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { fadedOpacity, fieldChannel, markOpacity, unitSpecs, type UnitSpec } from './unitSpecs.js'

/**
 * Makes a legend of categories a filter: a click keeps one category, shift-click adds another, the
 * rest fades. Figures that bring their own selections are left as they are.
 */
export function withLegendFilter(spec: JsonObject): JsonObject {
  const units = unitSpecs(spec)
  if (units.some(({ unit }) => Array.isArray(unit['params']) && unit['params'].length > 0))
    return spec
  const legends = new Map<string, string>()
  for (const unit of units) {
    const colour = fieldChannel(unit, 'color')
    if (!colour || !isCategory(colour)) continue
    const field = String(colour['field'])
    const name = legends.get(field) ?? `nnqft_legend_${legends.size}`
    if (!legends.has(field)) {
      unit.unit['params'] = [{ name, select: { type: 'point', fields: [field] }, bind: 'legend' }]
      legends.set(field, name)
    }
    fadeUnlessChosen(unit, name)
  }
  return spec
}

function fadeUnlessChosen(unit: UnitSpec, param: string): void {
  // A figure that uses opacity for its data keeps it.
  if (unit.encoding['opacity'] !== undefined) return
  const value = markOpacity(unit)
  const own = isObject(unit.unit['encoding']) ? unit.unit['encoding'] : {}
  const opacity = { condition: { param, value }, value: fadedOpacity }
  unit.unit['encoding'] = { ...own, opacity }
}

function isCategory(channel: JsonObject): boolean {
  return ['nominal', 'ordinal'].includes(String(channel['type'])) && channel['legend'] !== null
}
