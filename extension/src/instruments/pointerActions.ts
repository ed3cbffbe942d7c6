import type { View } from 'vega'

/** A place in the window, in pixels. */
export interface WindowPlace {
  readonly clientX: number
  readonly clientY: number
}

/**
 * What a pointer does on a picture, for readers without one: Vega, its selections and whoever listens to a
 * view get the events that a hand would have caused. The place has to be in sight.
 */
export function clickAt(view: View, place: WindowPlace, shiftKey = false): void {
  const target = targetAt(view, place)
  for (const type of ['pointermove', 'pointerdown', 'pointerup', 'click']) {
    target?.dispatchEvent(pointerEvent(type, place, shiftKey))
  }
}

/** Turns the wheel at a place; `deltaY` in pixels, as of a wheel event. */
export function turnWheel(view: View, place: WindowPlace, deltaY: number): void {
  const options = { ...place, deltaY, bubbles: true, cancelable: true }
  targetAt(view, place)?.dispatchEvent(new WheelEvent('wheel', options))
}

/** Drags the picture by a number of pixels. */
export async function drag(
  view: View,
  from: WindowPlace,
  across: number,
  down: number
): Promise<void> {
  const target = targetAt(view, from)
  const to = { clientX: from.clientX + across, clientY: from.clientY + down }
  target?.dispatchEvent(pointerEvent('pointerdown', from))
  // The view has to know where it was taken before it is moved.
  await view.runAsync()
  for (const type of ['pointermove', 'pointerup']) target?.dispatchEvent(pointerEvent(type, to))
}

/** What a pointer would meet in the picture: other elements of the page may lie over it. */
function targetAt(view: View, { clientX, clientY }: WindowPlace): Element | undefined {
  const picture = view.container()?.querySelector('svg, canvas')
  return document.elementsFromPoint(clientX, clientY).find((node) => picture?.contains(node))
}

function pointerEvent(type: string, place: WindowPlace, shiftKey = false): PointerEvent {
  return new PointerEvent(type, { ...place, shiftKey, bubbles: true, cancelable: true })
}
