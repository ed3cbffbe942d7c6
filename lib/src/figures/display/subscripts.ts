/** A part of a text that stands on the line, or below it. */
export interface TextRun {
  readonly text: string
  readonly isLowered: boolean
}

/** Size of a subscript over that of its text, and how far below the line it stands, in units of the text's size. */
export const loweredSize = 0.72
export const loweredBy = 0.22

/**
 * A symbol is one letter, its index up to three: Unicode has no subscripts for most letters, so that they are written
 * σ_W, d_in, G_c and lowered where the picture is drawn. Names of columns such as x_max_all stay as they are.
 */
const lowered = /(?<![\p{L}\p{Nd}_])(\p{L})_(\p{L}{1,3})(?![\p{L}\p{Nd}_])/gu

/** The parts of a text one after the other; one part if nothing in it is lowered. */
export function textRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = []
  let start = 0
  for (const match of text.matchAll(lowered)) {
    runs.push({ text: text.slice(start, match.index) + match[1], isLowered: false })
    runs.push({ text: match[2], isLowered: true })
    start = match.index + match[0].length
  }
  const rest = text.slice(start)
  return rest === '' && runs.length > 0 ? runs : [...runs, { text: rest, isLowered: false }]
}

/** An SVG document with its subscripts below the line. */
export function withSubscripts(svg: string): string {
  return svg.replace(
    /<text [^>]*font-size="([\d.]+)px"[^>]*>.*?<\/text>/gs,
    (element, size: string) =>
      element.replace(/>([^<>]+)</g, (whole, text: string) => {
        const runs = textRuns(text)
        return runs.length === 1 ? whole : `>${loweredMarkup(runs, Number(size))}<`
      })
  )
}

/** What follows a subscript goes up again; where nothing does, a space without width, for a line that comes after. */
function loweredMarkup(runs: readonly TextRun[], size: number): string {
  const [down, small] = [loweredBy * size, loweredSize * size].map((length) => length.toFixed(2))
  return runs
    .map(({ text, isLowered }, i) => {
      if (isLowered) return `<tspan dy="${down}" font-size="${small}px">${text}</tspan>`
      return i === 0 ? text : `<tspan dy="-${down}">${text}</tspan>`
    })
    .concat(runs.at(-1)?.isLowered ? `<tspan dy="-${down}">\u200b</tspan>` : [])
    .join('')
}
