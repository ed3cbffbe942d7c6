/**
 * Title of one panel of several: over the middle of its plot, at the same height whatever the labels
 * of its axes take.
 */
export function panelTitle(text: string) {
  return { text, anchor: 'middle', frame: 'group' } as const
}
