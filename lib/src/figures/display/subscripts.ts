/** A part of a text that stands on the line, or below it. */
export interface TextRun {
  readonly text: string
  readonly isLowered: boolean
}

/** A run where it is drawn: from its left end, on a line of its own. */
export interface PlacedRun {
  readonly text: string
  readonly size: number
  readonly x: number
  readonly y: number
}

/** A run as an SVG `tspan`, or as plain text where it has no attributes. */
export interface TextSpan {
  readonly text: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Size of a subscript over that of its text, and how far below the line it stands, in units of the text's size. */
const loweredSize = 0.72
const loweredBy = 0.22

/**
 * A symbol is one letter, its index up to three: Unicode has no subscripts for most letters, so that they are written
 * σ_W, d_in, G_c and lowered where the picture is drawn. Names of columns such as x_max_all stay as they are.
 */
const lowered = /(?<![\p{L}\p{Nd}_])(\p{L})_(\p{L}{1,3})(?![\p{L}\p{Nd}_])/gu

/** Whether a specification is of this library, whose texts hold such symbols; in others x_max may be anything. */
export function hasSymbols(spec: object): boolean {
  const { usermeta } = spec as { readonly usermeta?: { readonly nnqft?: unknown } | null }
  return typeof usermeta?.nnqft === 'object' && usermeta.nnqft !== null
}

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

/** A text as a page or canvas draws it. */
export interface TextPlace {
  readonly x: number
  /** Of the line. */
  readonly y: number
  readonly size: number
  /** Which of its ends is at x, or its middle. */
  readonly align: 'left' | 'center' | 'right'
}

/**
 * Where each run of a text is drawn.
 *
 * @param widthOf width of a text in a size, in the font that it is drawn in
 */
export function placedRuns(
  runs: readonly TextRun[],
  { x, y, size, align }: TextPlace,
  widthOf: (text: string, size: number) => number
): readonly PlacedRun[] {
  const sized = runs.map(({ text, isLowered }) => {
    const own = isLowered ? loweredSize * size : size
    const line = isLowered ? y + loweredBy * size : y
    return { text, size: own, y: line, width: widthOf(text, own) }
  })
  const width = sized.reduce((sum, run) => sum + run.width, 0)
  let left = x - { left: 0, center: width / 2, right: width }[align]
  return sized.map(({ width: own, ...run }) => {
    left += own
    return { ...run, x: left - own }
  })
}

/**
 * The runs of a text of some size as the content of an SVG element. What follows a subscript goes up again; where
 * nothing does, a space without width, for a line that comes after.
 */
export function textSpans(text: string, size: number): readonly TextSpan[] {
  const runs = textRuns(text)
  const [down, small] = [(loweredBy * size).toFixed(2), (loweredSize * size).toFixed(2)]
  const up = { dy: `-${down}` }
  const spans = runs.map(({ text: part, isLowered }, i): TextSpan => {
    if (isLowered) return { text: part, attributes: { dy: down, 'font-size': `${small}px` } }
    return { text: part, attributes: i === 0 ? {} : up }
  })
  return runs.at(-1)?.isLowered ? [...spans, { text: '\u200b', attributes: up }] : spans
}

/** An SVG document with its subscripts below the line. */
export function withSubscripts(svg: string): string {
  return svg.replace(
    /<text [^>]*font-size="([\d.]+)px"[^>]*>.*?<\/text>/gs,
    (element, size: string) =>
      element.replace(/>([^<>]+)</g, (whole, text: string) => {
        const spans = textSpans(text, Number(size))
        return spans.length === 1 ? whole : `>${spans.map(markup).join('')}<`
      })
  )
}

function markup({ text, attributes }: TextSpan): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`)
  return given.length === 0 ? text : `<tspan${given.join('')}>${text}</tspan>`
}
