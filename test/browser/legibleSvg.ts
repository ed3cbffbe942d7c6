/**
 * Words and marks of an SVG drawing that can hardly be told from what lies behind them, each with its
 * contrast (WCAG 2.2: 3 for words and 2 for marks are asked for); runs in the page. What is behind is the
 * last thing painted before at the middle of the mark, else the drawing's background, else that of the page.
 */
export function illegible(svg: Element): string[] {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
  type Rgb = readonly number[]
  const over = (ground: Rgb, colour: string, opacity: number): Rgb => {
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = Array.from(context.getImageData(0, 0, 1, 1).data, (c) => c / 255)
    return [r, g, b].map((c, i) => a * opacity * c + (1 - a * opacity) * ground[i])
  }
  const luminance = (channels: Rgb) => {
    const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (a: Rgb, b: Rgb) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (light + 0.05) / (dark + 0.05)
  }
  const pageGround = (node: Element | null): Rgb =>
    node
      ? over(pageGround(node.parentElement), getComputedStyle(node).backgroundColor, 1)
      : [1, 1, 1]
  const paper = pageGround(svg)
  const shapes = Array.from(
    svg.querySelectorAll<SVGGraphicsElement>('text, path, rect, line, circle')
  )
  const painted = (node: Element, kind: 'fill' | 'stroke') => {
    const style = getComputedStyle(node)
    const colour = style[kind]
    const opacity =
      Number(style.opacity) * Number(kind === 'fill' ? style.fillOpacity : style.strokeOpacity)
    return colour === 'none' || colour.startsWith('url') || opacity < 0.05
      ? undefined
      : { colour, opacity }
  }
  const groundOf = (node: SVGGraphicsElement, place: DOMPoint): Rgb => {
    let ground = paper
    for (const other of shapes) {
      if (other === node) break
      const fill = painted(other, 'fill')
      if (!fill || !(other instanceof SVGGeometryElement)) continue
      const inside = place.matrixTransform(other.getScreenCTM()!.inverse())
      if (other.isPointInFill(inside)) ground = over(ground, fill.colour, fill.opacity)
    }
    return ground
  }
  return shapes.flatMap((node) => {
    const isText = node instanceof SVGTextElement
    if (isText ? node.textContent.trim() === '' : !node.closest('.role-mark')) return []
    const box = node.getBoundingClientRect()
    if (box.width === 0 && box.height === 0) return []
    const place = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    const ground = groundOf(node, place)
    const inks = (['fill', 'stroke'] as const).flatMap((kind) => painted(node, kind) ?? [])
    if (inks.length === 0) return []
    const best = Math.max(
      ...inks.map(({ colour, opacity }) => contrast(over(ground, colour, opacity), ground))
    )
    const name = isText ? `“${node.textContent}”` : node.tagName
    return best < (isText ? 3 : 2) ? [`${name} ${best.toFixed(1)}`] : []
  })
}
