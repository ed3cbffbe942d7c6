/** Red, green and blue between 0 and 1 of `#rrggbb` or `rgb(r, g, b)`. */
function components(color: string): number[] {
  const numbers = color.startsWith('#')
    ? [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16))
    : Array.from(color.matchAll(/[\d.]+/g), Number)
  if (numbers.length !== 3 || numbers.some(Number.isNaN)) throw new Error(`no colour: ${color}`)
  return numbers.map((number) => number / 255)
}

/** Relative luminance (WCAG 2.2). */
export function luminance(color: string): number {
  const [r, g, b] = components(color).map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}
