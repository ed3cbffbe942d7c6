import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { isPointMark, type UnitSpec } from './unitSpecs.js'

/** Opacity of marks that step back, so that others stand out; on light and on dark paper they can still be seen. */
export const fadedOpacity = 0.3

/** What Vega-Lite draws points and ticks of raw data at. */
const usualOpacity = 0.7

/** Fades the marks of a unit for which an expression is true, whatever else decides on their opacity. */
export function fadeWhere(unit: UnitSpec, config: unknown, test: string): void {
  const given = unit.encoding['opacity']
  const opacity = isObject(given) ? given : { value: markOpacity(unit, config) }
  const conditions = [opacity['condition'] ?? []].flat()
  unit.unit['encoding'] = {
    ...(isObject(unit.unit['encoding']) ? unit.unit['encoding'] : {}),
    opacity: { ...opacity, condition: [{ test, value: fadedOpacity }, ...conditions] }
  }
}

/** Whether a unit draws one mark for many rows. */
export function isJoined({ mark }: Pick<UnitSpec, 'mark'>): boolean {
  return ['line', 'area', 'trail'].includes(mark)
}

/**
 * Opacity of a unit's marks where no channel sets it, a number or an expression: that of the mark, else
 * of its styles, else of the configuration for its kind and for all marks, as Vega-Lite reads them.
 *
 * @param config of the whole specification
 */
export function markOpacity(unit: UnitSpec, config: unknown): unknown {
  const given = markProperty(unit, config, 'opacity')
  if (given !== undefined) return given
  const isPoint = isPointMark(unit) || unit.mark === 'tick'
  const isRaw = !Object.values(unit.encoding).some(isAggregated)
  const isFilled = markProperty(unit, config, 'fillOpacity') !== undefined
  return isPoint && isRaw && !isFilled ? usualOpacity : 1
}

function markProperty({ unit, mark }: UnitSpec, config: unknown, name: string): unknown {
  const own = isObject(unit['mark']) ? unit['mark'] : {}
  const all = isObject(config) ? config : {}
  const styles = isObject(all['style']) ? all['style'] : {}
  const named = [mark, own['style'] ?? []].flat().map((style) => styles[String(style)])
  const sources = [own, ...named.reverse(), all[mark], all['mark']].filter(isObject)
  return sources.map((source: JsonObject) => source[name]).find((value) => value !== undefined)
}

function isAggregated(channel: unknown): boolean {
  return [channel].flat().some((one) => isObject(one) && one['aggregate'] !== undefined)
}
