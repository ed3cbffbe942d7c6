import { asksForRoom, fitPage, pageRoom, type FittedSpec } from './fitPage.js'
import { fitScreen } from './fitScreen.js'
import type { FigureLanguage } from './mimeTypes.js'
import type { Magnification, Room, Size } from './room.js'
import type { JsonObject } from './safeSpec.js'

/** A magnification and the size of the picture that came of it. */
export type Trial = Magnification & Size

/** Magnification on the full screen below which a figure is scrolled rather than made smaller. */
export const leastOnScreen = 0.5

/** Share of the room that may stay empty: labels and legends change a little with the size. */
const slack = 0.02

/**
 * Gives a specification its widths and heights; may change its argument. On the full screen a figure that
 * does not ask for its room keeps the sizes it has on the page.
 */
export function fit(
  spec: JsonObject,
  language: FigureLanguage,
  { width, height }: Room,
  magnification: Magnification
): FittedSpec {
  return height === undefined || !asksForRoom(spec, language)
    ? fitPage(spec, language, width, magnification.across)
    : fitScreen(spec, { width, height }, magnification)
}

/**
 * The magnification to try next: in proportion after the first picture, then along the straight line
 * through the last two, for the room of axes and legends hardly depends on it. On the page only widths
 * have a room to fit into.
 *
 * @returns undefined if the last picture fills the room, or nothing makes it larger
 */
export function nextMagnification(trials: readonly Trial[], room: Room): Magnification | undefined {
  const { height } = room
  const along = (factor: keyof Magnification, side: keyof Size, length: number, least: number) =>
    nextFactor(
      trials.map((trial) => ({ factor: trial[factor], size: trial[side] })),
      length,
      least
    )
  const last = trials.at(-1)!
  const next =
    height === undefined
      ? { across: along('across', 'width', pageRoom(room.width), 0), down: last.down }
      : {
          across: along('across', 'width', room.width, leastOnScreen),
          down: along('down', 'height', height, leastOnScreen)
        }
  return next.across === last.across && next.down === last.down ? undefined : next
}

function nextFactor(
  trials: readonly { readonly factor: number; readonly size: number }[],
  room: number,
  least: number
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
