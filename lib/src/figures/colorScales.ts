/**
 * Colours of a sequence, of widths or scales: from blue to ochre, which eyes with any colour vision
 * tell apart, in steps of growing luminance that stand out from a white page and from a black one
 * (contrast 3 or more to both; WCAG 2.2, 1.4.11).
 */
export const sequenceColors = [
  '#3655dd',
  '#784cde',
  '#a643c9',
  '#ca3aa5',
  '#e23776',
  '#ed4138',
  '#d4690d',
  '#bc8001',
  '#a39103'
] as const

/** Colours of things without a sequence, with the same contrast to both pages. */
export const categoryColors = [
  '#1f77b4',
  '#e06c00',
  '#2a982a',
  '#d62728',
  '#9467bd',
  '#a0665a',
  '#c9519b',
  '#7f7f7f',
  '#8f8a1c',
  '#138f9e'
] as const

/**
 * Scale of a colour channel over a sequence: as many steps between blue and ochre as it has members.
 * The colours themselves stand in the configuration of all figures.
 */
export const sequenceScale = { range: 'ordinal' } as const
