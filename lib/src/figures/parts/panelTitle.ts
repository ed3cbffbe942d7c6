/**
 * Title of one panel of several: over the middle of its plot, however far the labels of its axes reach.
 */
export function panelTitle(text: string) {
  return { text, anchor: 'middle', frame: 'group' } as const
}
