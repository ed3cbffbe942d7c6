import { breakRows, isComposition, isFaceted, type FittedSpec } from './fitWidth.js'
import type { FigureLanguage } from './mimeTypes.js'
import { isObject, type JsonObject } from './safeSpec.js'

/** Width and height in pixels. */
interface Size {
  readonly width: number
  readonly height: number
}

/** How much wider and taller each view is drawn than it asks for. */
export interface Magnification {
  readonly across: number
  readonly down: number
}

/** A magnification and the size of the picture that came of it. */
export type ScreenTrial = Magnification & Size

/** Sides that Vega-Lite gives views that name none, in pixels (`config.view`). */
const usualSide = 300

/** Pixels that Vega-Lite gives each step of a discrete scale. */
const usualStep = 20

/** Magnification below which a figure is scrolled rather than made smaller. */
const least = 0.5

/** Share of the screen that may stay empty: labels and legends change a little with the size. */
const slack = 0.02

/**
 * Makes a specification fill the whole of a screen. A single view takes exactly the room; the views
 * of compositions and facets keep their proportions to each other, since how much room axes and
 * legends take is known only once they are drawn (see `nextMagnification`). Changes `spec` in place.
 */
export function fitScreen(
  spec: JsonObject,
  language: FigureLanguage,
  room: Size,
  magnification: Magnification
): FittedSpec {
  if (language === 'vega') magnifyView(spec, magnification)
  else if (isComposition(spec) || isFaceted(spec)) {
    breakRows(spec, room.width)
    magnify(spec, magnification)
    magnifyDefaults(spec, magnification)
  } else {
    const autosize = isObject(spec['autosize']) ? spec['autosize'] : {}
    Object.assign(spec, room, { autosize: { ...autosize, type: 'fit', contains: 'padding' } })
  }
  return { spec, resizable: false }
}

/**
 * The magnification to try next: in proportion after the first picture, then along the straight line
 * through the last two, for the room of axes and legends hardly depends on it.
 *
 * @returns undefined if the last picture fills the room, or nothing makes it larger
 */
export function nextMagnification(
  trials: readonly ScreenTrial[],
  room: Size
): Magnification | undefined {
  const along = (factor: keyof Magnification, side: keyof Size) =>
    nextFactor(
      trials.map((trial) => ({ factor: trial[factor], size: trial[side] })),
      room[side]
    )
  const next = { across: along('across', 'width'), down: along('down', 'height') }
  const last = trials.at(-1)!
  return next.across === last.across && next.down === last.down ? undefined : next
}

function nextFactor(
  trials: readonly { readonly factor: number; readonly size: number }[],
  room: number
): number {
  const last = trials.at(-1)!
  const before = trials.at(-2)
  if (last.size <= room && last.size >= room * (1 - slack)) return last.factor
  // A little less than all of it: a picture too large by a pixel would need scroll bars.
  const target = room * (1 - slack / 4)
  if (!before || before.factor === last.factor) {
    return Math.max(least, (last.factor * target) / last.size)
  }
  const slope = (last.size - before.size) / (last.factor - before.factor)
  return slope > 0 ? Math.max(least, last.factor + (target - last.size) / slope) : last.factor
}

function magnify(spec: JsonObject, magnification: Magnification): void {
  const parts = ['hconcat', 'vconcat', 'concat'].flatMap((key) => {
    const children = spec[key]
    return Array.isArray(children) ? children.filter(isObject) : []
  })
  if (isObject(spec['spec'])) parts.push(spec['spec'])
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
