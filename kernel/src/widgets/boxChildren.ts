import { referenceKey } from './stateCodec.js'

type State = Readonly<Record<string, unknown>>

/**
 * The fields of a box that change when a child is closed: its children, their titles, and which of them is open.
 * Undefined where it is no child.
 */
export function withoutChild(state: State, closed: string): State | undefined {
  const { children, titles, selected_index: open } = state
  if (!Array.isArray(children)) return undefined
  const places = children.flatMap((child, place) => (referenceOf(child) === closed ? [] : [place]))
  if (places.length === children.length) return undefined
  const kept = (list: readonly unknown[]) => places.map((place) => list[place])
  return {
    children: kept(children as unknown[]),
    ...(Array.isArray(titles) && { titles: kept(titles as unknown[]) }),
    ...(typeof open === 'number' && { selected_index: openIn(places, open) })
  }
}

/** The place of the page that is open, of the next one where that is closed; null if there is none. */
function openIn(places: readonly number[], open: number): number | null {
  const before = places.filter((place) => place < open).length
  return places.length === 0 ? null : Math.min(before, places.length - 1)
}

/** A child is a widget, or the name of its model as a page has sent it. */
function referenceOf(child: unknown): unknown {
  return typeof child === 'string'
    ? child
    : (child as { [referenceKey]?: string } | null | undefined)?.[referenceKey]
}
