import type { color as parseColor } from 'd3-color'
import { placedRuns, type PlacedRun, type TextRun } from './subscripts.js'

type Document = PDFKit.PDFDocument

/** Image of (x, y): (a x + c y + e, b x + d y + f). */
type Transform = readonly [number, number, number, number, number, number]

/** Colours from one point to another, as a canvas has them; they may be seen through. */
type Gradient = ReturnType<Document['linearGradient']> & {
  addColorStop(offset: number, color: string): void
}

type Paint = string | Gradient

/** What `save` keeps beside the document's own state. */
const styles = {
  transform: [1, 0, 0, 1, 0, 0] as Transform,
  font: '10px sans-serif',
  textAlign: 'left' as 'left' | 'center' | 'right',
  fillStyle: 'black' as Paint,
  strokeStyle: 'black' as Paint,
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: 'butt' as 'butt' | 'round' | 'square',
  lineJoin: 'miter' as 'miter' | 'round' | 'bevel',
  miterLimit: 10,
  lineDashOffset: 0,
  dash: [] as readonly number[]
}

/**
 * The part of a canvas' 2D context that Vega draws on, as a page of a PDF document: paths stay paths and text stays
 * text. A path is kept as a list, since a PDF forgets it once it is filled, at the place that each of its points had when
 * it was added, which a PDF does not know either.
 */
export class PdfContext {
  pixelRatio = 1
  globalCompositeOperation = 'source-over'
  imageSmoothingEnabled = true
  readonly #document: Document
  readonly #parseColor: typeof parseColor
  readonly #runsOf: (text: string) => readonly TextRun[]
  readonly #styles = { ...styles }
  readonly #saved: (typeof styles)[] = []
  #path: (() => void)[] = []
  /** Where the path has come to, before the transform. */
  #end: readonly [number, number] = [0, 0]

  /** @param runsOf which parts of a text stand below its line */
  constructor(
    document: Document,
    parse: typeof parseColor,
    runsOf: (text: string) => readonly TextRun[]
  ) {
    this.#document = document
    this.#parseColor = parse
    this.#runsOf = runsOf
    for (const key of Object.keys(styles) as (keyof typeof styles)[]) {
      Object.defineProperty(this, key, {
        get: () => this.#styles[key],
        set: (value: never) => (this.#styles[key] = value)
      })
    }
  }

  save(): void {
    this.#saved.push({ ...this.#styles })
    this.#document.save()
  }

  restore(): void {
    Object.assign(this.#styles, this.#saved.pop())
    this.#document.restore()
  }

  scale(x: number, y: number): void {
    this.#compose([x, 0, 0, y, 0, 0])
  }

  translate(x: number, y: number): void {
    this.#compose([1, 0, 0, 1, x, y])
  }

  /** @param angle in radians */
  rotate(angle: number): void {
    this.#compose([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0])
  }

  beginPath(): void {
    this.#path = []
  }

  moveTo(x: number, y: number): void {
    this.#end = [x, y]
    const point = this.#place(x, y)
    this.#path.push(() => this.#document.moveTo(...point))
  }

  lineTo(x: number, y: number): void {
    this.#end = [x, y]
    const point = this.#place(x, y)
    this.#path.push(() => this.#document.lineTo(...point))
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.#end = [x, y]
    const points = [...this.#place(ax, ay), ...this.#place(bx, by), ...this.#place(x, y)] as const
    this.#path.push(() => this.#document.bezierCurveTo(...points))
  }

  quadraticCurveTo(ax: number, ay: number, x: number, y: number): void {
    const [startX, startY] = this.#end
    const toward = (end: number, control: number) => end + (2 / 3) * (control - end)
    this.bezierCurveTo(toward(startX, ax), toward(startY, ay), toward(x, ax), toward(y, ay), x, y)
  }

  /** In parts of at most a quarter of the circle, each within 3e-4 of the radius. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const parts = Math.max(1, Math.ceil((2 * Math.abs(to - from)) / Math.PI))
    const step = (to - from) / parts
    const reach = (4 / 3) * Math.tan(step / 4)
    const at = (angle: number, along: number) =>
      [
        x + radius * (Math.cos(angle) - along * Math.sin(angle)),
        y + radius * (Math.sin(angle) + along * Math.cos(angle))
      ] as const
    if (this.#path.length === 0) this.moveTo(...at(from, 0))
    else this.lineTo(...at(from, 0))
    for (let part = 0; part < parts; part++) {
      const [start, end] = [from + part * step, from + (part + 1) * step]
      this.bezierCurveTo(...at(start, reach), ...at(end, -reach), ...at(end, 0))
    }
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y)
    this.lineTo(x + width, y)
    this.lineTo(x + width, y + height)
    this.lineTo(x, y + height)
    this.closePath()
  }

  closePath(): void {
    this.#path.push(() => this.#document.closePath())
  }

  clip(): void {
    this.#trace()
    this.#document.clip()
  }

  fill(): void {
    this.#trace()
    this.#useFill()
    this.#document.fill()
  }

  fillRect(...box: [number, number, number, number]): void {
    this.beginPath()
    this.rect(...box)
    this.fill()
  }

  stroke(): void {
    const { lineWidth, lineCap, lineJoin, miterLimit, dash, lineDashOffset } = this.#styles
    this.#trace()
    const [color, opacity] = this.#paint(this.#styles.strokeStyle)
    this.#document.strokeColor(color as string).strokeOpacity(opacity)
    this.#document.lineWidth(lineWidth).lineCap(lineCap).lineJoin(lineJoin).miterLimit(miterLimit)
    if (dash.length === 0) this.#document.undash()
    else this.#document.dash(dash as unknown as number, { phase: lineDashOffset })
    this.#document.stroke()
  }

  setLineDash(lengths: readonly number[]): void {
    // A PDF refuses dashes of no length; twice an odd list is what a canvas draws.
    const even = lengths.length % 2 === 0 ? lengths : [...lengths, ...lengths]
    this.#styles.dash = even.map((length) => Math.max(length, 1e-3))
  }

  createLinearGradient(x1: number, y1: number, x2: number, y2: number): Gradient {
    const ends = [...this.#place(x1, y1), ...this.#place(x2, y2)] as const
    const gradient = this.#document.linearGradient(...ends)
    const addColorStop = (offset: number, given: string) => {
      const [color, opacity] = this.#solid(given)
      gradient.stop(offset, color, opacity)
    }
    return Object.assign(gradient, { addColorStop })
  }

  measureText(text: string): { readonly width: number } {
    const runs = this.#placedRuns(text, 0, 0, 'left')
    return { width: runs.reduce((sum, run) => sum + this.#widthOf(run.text, run.size), 0) }
  }

  fillText(text: string, x: number, y: number): void {
    const runs = this.#placedRuns(text, x, y, this.#styles.textAlign)
    this.#useFill()
    this.#document.save().transform(...this.#styles.transform)
    for (const { text: part, size, x: left, y: line } of runs) {
      this.#document.fontSize(size)
      this.#document.text(part, left, line, { lineBreak: false, baseline: 'alphabetic' })
    }
    this.#document.restore()
  }

  #placedRuns(
    text: string,
    x: number,
    y: number,
    align: 'left' | 'center' | 'right'
  ): readonly PlacedRun[] {
    const size = this.#useFont()
    const place = { x, y, size, align }
    return placedRuns(this.#runsOf(text), place, (part, own) => this.#widthOf(part, own))
  }

  #widthOf(text: string, size: number): number {
    return this.#document.fontSize(size).widthOfString(text)
  }

  #compose([a, b, c, d, e, f]: Transform): void {
    const [A, B, C, D] = this.#styles.transform
    const [x, y] = this.#place(e, f)
    this.#styles.transform = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, x, y]
  }

  #place(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#styles.transform
    return [a * x + c * y + e, b * x + d * y + f]
  }

  #trace(): void {
    for (const step of this.#path) step()
  }

  #useFill(): void {
    const [color, opacity] = this.#paint(this.#styles.fillStyle)
    this.#document.fillColor(color as string).fillOpacity(opacity)
  }

  #paint(style: Paint): [Paint, number] {
    const { globalAlpha } = this.#styles
    if (typeof style !== 'string') return [style, globalAlpha]
    const [color, opacity] = this.#solid(style)
    return [color, opacity * globalAlpha]
  }

  #solid(style: string): [string, number] {
    const parsed = this.#parseColor(style)
    return parsed ? [parsed.formatHex(), parsed.opacity] : ['black', 0]
  }

  /**
   * By the names under which `drawPdf` has registered the three faces; a CSS font names style, weight, size, family.
   *
   * @returns its size in pixels
   */
  #useFont(): number {
    const { font } = this.#styles
    const face = /\bbold\b|\b[6-9]00\b/.test(font)
      ? 'bold'
      : /italic|oblique/.test(font)
        ? 'oblique'
        : 'plain'
    const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10)
    this.#document.font(face).fontSize(size)
    return size
  }
}
