import { hasSymbols, placedRuns, textRuns, textSpans, withSubscripts } from 'nnqft/subscripts'
import * as vega from 'vega'
import type { JsonObject } from './safeSpec.js'

/** What a renderer of Vega has that its types do not tell. */
interface SceneRenderer {
  render(scene: object, markTypes?: readonly string[]): this
}

interface CanvasPainter extends SceneRenderer {
  draw(context: CanvasRenderingContext2D, scene: object, ...rest: readonly unknown[]): void
}

interface SvgPainter extends SceneRenderer {
  _update(mark: { readonly tag?: string }, element: SVGElement, item: TextItem): void
}

interface SvgWriter extends SceneRenderer {
  svg(): string
}

interface TextItem {
  readonly fontSize?: number
}

type Class<Renderer> = new (loader: vega.Loader) => Renderer

/** What draws on a page, and what writes a file. */
interface RenderModule<Live, File> {
  readonly renderer: Class<Live>
  readonly headless: Class<File>
}

const renderModule = vega.renderModule as unknown as <Live, File>(
  name: string,
  module?: RenderModule<Live, File>
) => RenderModule<Live, File>

/** Scenes of figures whose texts have symbols with subscripts. */
const scenes = new WeakSet<object>()

/** Draws the subscripts of a figure as such, in each of its pictures; to be said before the first of them. */
export function lowerSubscripts(view: vega.View, spec: JsonObject): void {
  if (hasSymbols(spec)) scenes.add((view.scenegraph() as unknown as { readonly root: object }).root)
}

/** Lets all views of the page draw the subscripts of the figures that have them. */
export function registerSubscriptRenderers(): void {
  const canvas = renderModule<CanvasPainter, CanvasPainter>('canvas')
  class SubscriptCanvas extends canvas.renderer {
    override draw(context: CanvasRenderingContext2D, scene: object, ...rest: readonly unknown[]) {
      if (scenes.has(scene)) lowerTextOf(context)
      super.draw(context, scene, ...rest)
    }
  }
  for (const name of ['canvas', 'png']) {
    renderModule(name, { ...canvas, renderer: SubscriptCanvas, headless: SubscriptCanvas })
  }

  const svg = renderModule<SvgPainter, SvgWriter>('svg')
  class SubscriptSvg extends svg.renderer {
    private lowers = false

    override render(scene: object, markTypes?: readonly string[]): this {
      this.lowers = scenes.has(scene)
      return super.render(scene, markTypes)
    }

    override _update(mark: { readonly tag?: string }, element: SVGElement, item: TextItem): void {
      super._update(mark, element, item)
      if (this.lowers && mark.tag === 'text') lowerElement(element, item)
    }
  }
  class SubscriptSvgFile extends svg.headless {
    private lowers = false

    override render(scene: object, markTypes?: readonly string[]): this {
      this.lowers = scenes.has(scene)
      return super.render(scene, markTypes)
    }

    override svg(): string {
      return this.lowers ? withSubscripts(super.svg()) : super.svg()
    }
  }
  renderModule('svg', { ...svg, renderer: SubscriptSvg, headless: SubscriptSvgFile })
}

/** Lets a canvas draw subscripts below the line. */
function lowerTextOf(context: CanvasRenderingContext2D): void {
  for (const method of ['fillText', 'strokeText'] as const) {
    if (Object.hasOwn(context, method)) continue
    const draw = context[method].bind(context)
    context[method] = (text, x, y) => {
      const runs = textRuns(text)
      if (runs.length === 1) return draw(text, x, y)
      context.save()
      const { font, textAlign } = context
      const align = textAlign === 'center' || textAlign === 'right' ? textAlign : 'left'
      const setSize = (size: number) => (context.font = font.replace(/[\d.]+px/, `${size}px`))
      const widthOf = (part: string, size: number) => {
        setSize(size)
        return context.measureText(part).width
      }
      const size = parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? '11')
      const placed = placedRuns(runs, { x, y, size, align }, widthOf)
      context.textAlign = 'left'
      for (const run of placed) {
        setSize(run.size)
        draw(run.text, run.x, run.y)
      }
      context.restore()
    }
  }
}

/** Vega writes the lines of a text into its element or, where it has several, into elements in it. */
function lowerElement(element: SVGElement, item: TextItem): void {
  const isText = (node: Node): node is Text => node.nodeType === Node.TEXT_NODE
  const lines = [...element.childNodes].flatMap((node) => [node, ...node.childNodes])
  for (const line of lines.filter(isText)) {
    const spans = textSpans(line.data, Number(item.fontSize ?? 11))
    if (spans.length > 1) line.replaceWith(...spans.map(spanElement))
  }

  function spanElement({ text, attributes }: ReturnType<typeof textSpans>[number]): Node {
    const { ownerDocument, namespaceURI } = element
    if (Object.keys(attributes).length === 0) return ownerDocument.createTextNode(text)
    const span = ownerDocument.createElementNS(namespaceURI, 'tspan')
    for (const [name, value] of Object.entries(attributes)) span.setAttribute(name, value)
    span.append(text)
    // By which Vega finds the item that a pointer is on.
    return Object.assign(span, { __data__: item })
  }
}
