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

/**
 * Colours of things without a sequence, with the same contrast to both pages. The first six are told apart by
 * eyes with any colour vision: they differ by 12 or more in OKLab (times 100), also as seen without red, green or
 * blue cones (Machado, Oliveira, Fernandes 2009). What needs more than six should differ in shape as well.
 */
export const figureColors = {
  blue: '#0d98fc',
  orange: '#d97e00',
  green: '#127360',
  red: '#cd0212',
  purple: '#8246b4',
  grey: '#8f8f8f',
  brown: '#a0665a',
  pink: '#c9519b',
  olive: '#8f8a1c',
  cyan: '#138f9e'
} as const

/**
 * Colours of deviations in seven steps, from far below through none (green) to far above, with the same contrast to
 * both pages. Any two of them differ by 9 or more in OKLab (times 100) for eyes with any colour vision.
 */
export const deviationColors = [
  '#8f45a1',
  '#0a57f3',
  '#4899ae',
  '#426b59',
  '#94956e',
  '#ed6a15',
  '#c80811'
] as const

/** `figureColors` in the order in which figures take them. */
export const categoryColors = Object.values(figureColors)

/**
 * Scale of a colour channel over a sequence: as many steps between blue and ochre as it has members.
 * The colours themselves stand in the configuration of all figures.
 */
export const sequenceScale = { range: 'ordinal' } as const
