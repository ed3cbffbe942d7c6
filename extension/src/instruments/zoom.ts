import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { fieldChannel, unitSpecs, viewSpecs } from './unitSpecs.js'

/** Name of the change that makes a figure zoom. */
export const zoomChange = 'zoom'

/** Whether a figure has a view that can be zoomed: a quantitative or temporal axis. */
export function canZoom(spec: JsonObject): boolean {
  return zoomable(spec).length > 0
}

/** Binds dragging and the wheel to the axes of all views; a double click takes it back. */
export function withZoom(spec: JsonObject): JsonObject {
  zoomable(spec).forEach(({ unit, encodings }, i) => {
    const params = Array.isArray(unit['params']) ? (unit['params'] as unknown[]) : []
    const select = { type: 'interval', encodings }
    unit['params'] = [...params, { name: `nnqft_zoom_${i}`, select, bind: 'scales' }]
  })
  return spec
}

/** First unit of each view: layers share their axes, so one selection serves them all. */
function zoomable(spec: JsonObject): { unit: JsonObject; encodings: string[] }[] {
  return viewSpecs(spec).flatMap((view) => {
    // A selection in each of several repeated layers would have one name.
    if (isObject(view['repeat']) && 'layer' in view['repeat']) return []
    for (const unit of unitSpecs(view)) {
      const encodings = ['x', 'y'].filter((axis) => {
        const channel = fieldChannel(unit, axis)
        const continuous = ['quantitative', 'temporal'].includes(String(channel?.['type']))
        return continuous && !channel?.['bin'] && !channel?.['aggregate']
      })
      if (encodings.length > 0) return [{ unit: unit.unit, encodings }]
    }
    return []
  })
}
