/** Configuration of the figures that the extension makes itself: the look of the library's figures. */
export const ownLook = {
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridOpacity: 0.5 },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
  title: { fontSize: 13, anchor: 'start', fontWeight: 'normal' }
} as const
