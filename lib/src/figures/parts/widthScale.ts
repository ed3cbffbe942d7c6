import { sequenceScale } from './colorScales.js'

/** The width N along a logarithmic axis, with labels that do not crowd each other. */
export const widthAxis = {
  field: 'width',
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 8 },
  axis: { values: [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000], format: 'd' },
  title: 'N'
} as const

/**
 * Colour channel for the width N: ordinal, from the interacting (blue) to the nearly free (ochre);
 * a click on the legend keeps one width, shift-click adds another.
 */
export const widthColor = {
  field: 'width',
  type: 'ordinal',
  title: 'N',
  legend: { symbolOpacity: 1 },
  scale: sequenceScale
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
