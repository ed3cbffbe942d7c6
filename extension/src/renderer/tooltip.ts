import type { TooltipHandler } from 'vega'

/** Most rows that a tooltip shows. */
const maximumRows = 30

/** A tooltip outside the figure, so that no edge of the cell cuts it; text only, never markup. */
export class Tooltip {
  private readonly element = document.createElement('div')

  constructor() {
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
    this.element.replaceChildren(...tooltipContent(value))
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

  private place(x: number, y: number): void {
    const gap = 12
    const { width, height } = this.element.getBoundingClientRect()
    const left = x + gap + width > window.innerWidth ? x - gap - width : x + gap
    const top = y + gap + height > window.innerHeight ? y - gap - height : y + gap
    this.element.style.left = `${Math.max(0, left)}px`
    this.element.style.top = `${Math.max(0, top)}px`
  }
}

function tooltipContent(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [text(value)]
  const table = document.createElement('table')
  for (const [name, field] of Object.entries(value).slice(0, maximumRows)) {
    const row = table.insertRow()
    const head = document.createElement('th')
    head.scope = 'row'
    head.textContent = name
    row.append(head)
    row.insertCell().textContent = text(field).data
  }
  return [table]
}

function text(value: unknown): Text {
  const plain = typeof value === 'object' && value !== null && !(value instanceof Date)
  return document.createTextNode(plain ? JSON.stringify(value) : String(value))
}
