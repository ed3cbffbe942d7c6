import type { TooltipHandler } from 'vega'

/** Most rows that a tooltip shows. */
const maximumRows = 30

/** Most signs of one value that a tooltip shows. */
const longestText = 1000

/** Finds the address of an image; rejects if it may not be shown. */
export type ImageAddress = (uri: string) => Promise<string>

/**
 * A tooltip outside the figure, so that no edge of the cell cuts it: text, never markup, and pictures
 * where they may be fetched. As elsewhere among Vega's users, a field `title` is a heading and a field
 * `image` the address of a picture.
 */
export class Tooltip {
  private readonly element = document.createElement('div')
  /** Grows with each content, for pictures that arrive late. */
  private shown = 0

  constructor(private readonly imageAddress?: ImageAddress) {
    this.element.className = 'nnqft-Tooltip'
    this.element.setAttribute('role', 'tooltip')
    this.element.hidden = true
  }

  /** Handler for a Vega view. */
  readonly handler: TooltipHandler = (_, event, __, value: unknown) => {
    if (value === null || value === undefined || value === '') this.hide()
    else this.show(value, event.clientX, event.clientY)
  }

  /** Shows a value beside a place of the window. */
  show(value: unknown, x: number, y: number): void {
    const turn = ++this.shown
    const { content, image } = tooltipContent(value, this.imageAddress !== undefined)
    this.element.replaceChildren(...content)
    if (image) void this.addImage(image, () => turn === this.shown && this.place(x, y))
    // Nothing outside the element on the full screen is shown.
    const host = document.fullscreenElement ?? document.body
    if (this.element.parentElement !== host) host.append(this.element)
    this.element.hidden = false
    this.place(x, y)
  }

  /** Hides it until the pointer meets the next mark. */
  hide(): void {
    this.element.hidden = true
  }

  /** Removes it from the page. */
  dispose(): void {
    this.element.remove()
  }

  /** Puts a picture in its place; where it cannot be shown, its address stays. */
  private async addImage({ uri, place }: TooltipImage, onSized: () => void): Promise<void> {
    const address = await this.imageAddress?.(uri).catch(() => undefined)
    if (address === undefined) return
    const picture = document.createElement('img')
    picture.alt = ''
    picture.addEventListener('load', onSized)
    picture.addEventListener('error', () => picture.replaceWith(place))
    picture.src = address
    place.replaceWith(picture)
    onSized()
  }

  private place(x: number, y: number): void {
    const gap = 12
    const { width, height } = this.element.getBoundingClientRect()
    const left = x + gap + width > window.innerWidth ? x - gap - width : x + gap
    const top = y + gap + height > window.innerHeight ? y - gap - height : y + gap
    this.element.style.left = `${Math.max(0, left)}px`
    this.element.style.top = `${Math.max(0, top)}px`
  }
}

/** A picture by its address, and the element whose place it takes. */
interface TooltipImage {
  readonly uri: string
  readonly place: HTMLElement
}

function tooltipContent(
  value: unknown,
  hasImages: boolean
): { readonly content: readonly Node[]; readonly image?: TooltipImage } {
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return { content: [document.createTextNode(text(value))] }
  }
  const { title, image, ...fields } = value as Record<string, unknown>
  const content: Node[] = []
  const isNamed = title !== undefined && title !== null && title !== ''
  if (isNamed) content.push(paragraph('nnqft-Tooltip-title', text(title)))
  const isPicture = hasImages && typeof image === 'string' && image !== ''
  const place = isPicture ? paragraph('nnqft-Tooltip-image', text(image)) : undefined
  if (place) content.push(place)
  const rows = Object.entries(isPicture || image === undefined ? fields : { image, ...fields })
  if (rows.length > 0) content.push(fieldTable(rows))
  return { content, ...(place && { image: { uri: String(image), place } }) }
}

function fieldTable(fields: readonly (readonly [string, unknown])[]): HTMLTableElement {
  const table = document.createElement('table')
  for (const [name, field] of fields.slice(0, maximumRows)) {
    const row = table.insertRow()
    const head = document.createElement('th')
    head.scope = 'row'
    head.textContent = name
    row.append(head)
    row.insertCell().textContent = text(field)
  }
  return table
}

function paragraph(className: string, words: string): HTMLParagraphElement {
  const node = document.createElement('p')
  node.className = className
  node.textContent = words
  return node
}

function text(value: unknown): string {
  const plain = typeof value === 'object' && value !== null && !(value instanceof Date)
  const words = plain ? jsonText(value) : String(value)
  return words.length > longestText ? `${words.slice(0, longestText)}…` : words
}

/** JSON of a value; Vega's own items refer to each other in circles. */
function jsonText(value: object): string {
  const met = new Set<unknown>()
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner
    if (met.has(inner)) return '…'
    met.add(inner)
    return inner
  })
}
