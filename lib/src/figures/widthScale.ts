/**
 * Colour channel for the width N: ordinal, from the interacting (dark) to the nearly free (light);
 * a click on the legend keeps one width, shift-click adds another.
 */
export const widthColor = {
  field: 'width',
  type: 'ordinal',
  title: 'N',
  scale: { scheme: 'viridis' }
} as const

/** Selection of widths by the legend; put it into the first unit of a figure. */
export const widthSelection = {
  name: 'chosenWidth',
  select: { type: 'point', fields: ['width'] },
  bind: 'legend'
} as const

/** Fades the marks of the widths that are not chosen. */
export function fadeUnlessChosen(opacity: number) {
  return { condition: { param: widthSelection.name, value: opacity }, value: opacity / 10 }
}
