import { breakRows, innerViews, isComposition, isFaceted, type FittedSpec } from './fitPage.js'
import type { Magnification, Size } from './room.js'
import { isObject, type JsonObject } from './safeSpec.js'

/** Sides that Vega-Lite gives views that name none, in pixels (`config.view`). */
const usualSide = 300

/** Pixels that Vega-Lite gives each step of a discrete scale. */
const usualStep = 20

/**
 * Makes a specification of Vega-Lite fill the whole of a screen. A single view takes exactly the room; the views
 * of compositions and facets keep their proportions to each other, since how much room axes and
 * legends take is known only once they are drawn (see `fitting.ts`). Changes `spec` in place.
 */
export function fitScreen(spec: JsonObject, room: Size, magnification: Magnification): FittedSpec {
  if (isComposition(spec) || isFaceted(spec)) {
    breakRows(spec, room.width)
    magnify(spec, magnification)
    magnifyDefaults(spec, magnification)
  } else {
    const autosize = isObject(spec['autosize']) ? spec['autosize'] : {}
    Object.assign(spec, room, { autosize: { ...autosize, type: 'fit', contains: 'padding' } })
  }
  return { spec, follows: 'drawing' }
}

function magnify(spec: JsonObject, magnification: Magnification): void {
  const parts = innerViews(spec)
  if (parts.length === 0) magnifyView(spec, magnification)
  for (const part of parts) magnify(part, magnification)
}

function magnifyView(view: JsonObject, { across, down }: Magnification): void {
  magnifySide(view, 'width', across)
  magnifySide(view, 'height', down)
}

function magnifySide(view: JsonObject, side: keyof Size, factor: number): void {
  const wish = view[side]
  if (wish === 'container') delete view[side]
  else if (typeof wish === 'number') view[side] = Math.floor(wish * factor)
  else if (isObject(wish) && typeof wish['step'] === 'number') {
    view[side] = { ...wish, step: wish['step'] * factor }
  }
}

/** Views that name no side take theirs from the configuration. */
function magnifyDefaults(spec: JsonObject, { across, down }: Magnification): void {
  const config = isObject(spec['config']) ? spec['config'] : {}
  const own = isObject(config['view']) ? config['view'] : {}
  const step = typeof own['step'] === 'number' ? own['step'] : usualStep
  const given: JsonObject = {
    continuousWidth: usualSide,
    continuousHeight: usualSide,
    discreteWidth: { step },
    discreteHeight: { step },
    ...own
  }
  for (const kind of ['continuous', 'discrete']) {
    const sides: JsonObject = { width: given[`${kind}Width`], height: given[`${kind}Height`] }
    magnifyView(sides, { across, down })
    given[`${kind}Width`] = sides['width']
    given[`${kind}Height`] = sides['height']
  }
  spec['config'] = { ...config, view: given }
}
