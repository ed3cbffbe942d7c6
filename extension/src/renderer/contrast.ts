/** Red, green, blue and opacity, each from 0 to 1. */
export type Rgba = readonly [number, number, number, number]

const known = new Map<string, Rgba | undefined>()

/** A CSS colour as numbers; `undefined` for what is none. */
export function parsedColour(colour: string): Rgba | undefined {
  if (!known.has(colour)) known.set(colour, parse(colour))
  return known.get(colour)
}

function parse(colour: string): Rgba | undefined {
  const context = document.createElement('canvas').getContext('2d')
  if (!context || !CSS.supports('color', colour)) return undefined
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [r, g, b, a] = Array.from(context.getImageData(0, 0, 1, 1).data, (channel) => channel / 255)
  return [r, g, b, a]
}

/** Relative luminance (WCAG 2.2), from 0 for black to 1 for white. */
export function luminance([r, g, b]: Rgba): number {
  const [red, green, blue] = [r, g, b].map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of a colour on another one, opaque one (WCAG 2.2): from 1 for equal ones to 21. */
export function contrast(ink: Rgba, paper: Rgba): number {
  const [r, g, b, alpha] = ink
  const seen = [r, g, b].map((c, i) => alpha * c + (1 - alpha) * paper[i])
  const [a, c] = [luminance([seen[0], seen[1], seen[2], 1]), luminance(paper)]
  return (Math.max(a, c) + 0.05) / (Math.min(a, c) + 0.05)
}
