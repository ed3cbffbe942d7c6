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

/** Linear light of a colour as eyes without one kind of cone see it (Machado, Oliveira, Fernandes 2009, severity 1). */
const visions = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998]
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881]
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039]
  ]
}

export type Vision = keyof typeof visions

export const visionNames = Object.keys(visions) as Vision[]

/** Distance of two colours in OKLab, times 100, as some eyes see them. */
export function colorDistance(a: string, b: string, vision: Vision): number {
  const [first, second] = [a, b].map((color) => {
    const light = components(color).map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    )
    return oklab(
      visions[vision].map((row) => clamp(row.reduce((sum, m, i) => sum + m * light[i], 0)))
    )
  })
  return 100 * Math.hypot(...first.map((x, i) => x - second[i]))
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))

/** Björn Ottosson's OKLab of linear red, green and blue. */
function oklab([r, g, b]: readonly number[]): number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  ]
}
