/** The library's colours of things without a sequence (a test holds them equal): the page does not load the library. */
export const ownColors = {
  blue: '#0d98fc',
  orange: '#d97e00',
  green: '#127360',
  red: '#cd0212',
  purple: '#8246b4',
  grey: '#8f8f8f'
} as const

/** Configuration of the figures that the extension makes itself: the look of the library's figures. */
export const ownLook = {
  range: { category: Object.values(ownColors) },
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridOpacity: 0.5 },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
  title: { fontSize: 13, anchor: 'start', fontWeight: 'normal' }
} as const
