import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** Names of the layers that the reader can switch, in the order they are drawn. */
export function layerNames(spec: JsonObject): string[] {
  const names = layerLists(spec).flatMap((layers) => layers.map(layerName))
  const distinct = [...new Set(names)]
  return distinct.length > 1 ? distinct : []
}

/** Leaves out the layers of these names. A view never loses its last layer. */
export function withoutLayers(spec: JsonObject, hidden: ReadonlySet<string>): JsonObject {
  for (const layers of layerLists(spec)) {
    const kept = layers.filter((layer) => !hidden.has(layerName(layer)))
    if (kept.length > 0) layers.splice(0, layers.length, ...kept)
  }
  return spec
}

/**
 * Puts other layers behind or before a unit, which keeps its data and its place among the layers of
 * the view. They get no names: Vega-Lite mixes up the data of views that share one. Changes `unit`
 * in place.
 */
export function surroundUnit(
  unit: JsonObject,
  { behind = [], before = [] }: { behind?: readonly JsonObject[]; before?: readonly JsonObject[] }
): void {
  const description = layerName(unit)
  const own: JsonObject = {}
  for (const key of ['name', 'mark', 'encoding', 'params']) {
    if (key in unit) own[key] = unit[key]
    delete unit[key]
  }
  Object.assign(unit, { description, layer: [...behind, own, ...before] })
}

/**
 * A layer is called by its own name, or as it was called before others were put around it; else by the series it picks out of its data, the title or the
 * field of its y axis; else by its mark.
 */
function layerName(layer: JsonObject): string {
  if (typeof layer['name'] === 'string') return layer['name']
  if ('layer' in layer && typeof layer['description'] === 'string') return layer['description']
  return pickedSeries(layer) ?? axisName(layer) ?? markName(layer)
}

function pickedSeries({ transform }: JsonObject): string | undefined {
  if (!Array.isArray(transform)) return undefined
  for (const { filter } of transform.filter(isObject)) {
    if (isObject(filter) && typeof filter['equal'] === 'string') return filter['equal']
  }
  return undefined
}

function axisName({ encoding }: JsonObject): string | undefined {
  // A bar between two fields is called by its mark: its lower end says nothing.
  if (isObject(encoding) && 'y2' in encoding) return undefined
  const y = isObject(encoding) && isObject(encoding['y']) ? encoding['y'] : {}
  return typeof y['field'] === 'string' ? y['field'] : undefined
}

function markName({ mark }: JsonObject): string {
  return String(isObject(mark) ? mark['type'] : (mark ?? 'layer'))
}

function layerLists(spec: JsonObject): JsonObject[][] {
  const lists: JsonObject[][] = []
  if (Array.isArray(spec['layer'])) lists.push(spec['layer'] as JsonObject[])
  for (const key of ['hconcat', 'vconcat', 'concat']) {
    const children = spec[key]
    if (Array.isArray(children)) lists.push(...children.filter(isObject).flatMap(layerLists))
  }
  if (isObject(spec['spec'])) lists.push(...layerLists(spec['spec']))
  return lists
}
