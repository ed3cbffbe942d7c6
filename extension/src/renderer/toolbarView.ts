import type { Figure } from './figure.js'
import type { FigureCollection, FigureTool } from './figureCollection.js'

/**
 * The row of buttons on a figure: one stop of the Tab key, arrow keys inside it, as the ARIA
 * toolbar pattern asks.
 */
export class ToolbarView {
  readonly node = document.createElement('div')

  constructor(
    private readonly figure: Figure,
    private readonly collection: FigureCollection,
    label: string
  ) {
    this.node.className = 'nnqft-Figure-toolbar'
    this.node.setAttribute('role', 'toolbar')
    this.node.setAttribute('aria-label', label)
    this.node.addEventListener('keydown', this.onKeydown)
    collection.toolsChanged.connect(this.update, this)
  }

  /** Shows the tools that this figure can use, in their present state. */
  update(): void {
    const focused = this.buttons.findIndex((button) => button === document.activeElement)
    const visible = this.collection.tools.filter((tool) => tool.isVisible?.(this.figure) ?? true)
    this.node.replaceChildren(...visible.map((tool) => this.button(tool)))
    const current = Math.min(Math.max(focused, 0), visible.length - 1)
    this.buttons.forEach((button, i) => (button.tabIndex = i === current ? 0 : -1))
    if (focused >= 0) this.buttons[current]?.focus()
  }

  dispose(): void {
    this.collection.toolsChanged.disconnect(this.update, this)
    this.node.remove()
  }

  private get buttons(): HTMLButtonElement[] {
    return Array.from(this.node.querySelectorAll('button'))
  }

  private button(tool: FigureTool): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    const warning = tool.warning?.(this.figure)
    const name = warning === undefined ? tool.label : `${tool.label}: ${warning}`
    button.title = name
    button.dataset['tool'] = tool.id
    button.setAttribute('aria-label', name)
    button.classList.toggle('nnqft-mod-warning', warning !== undefined)
    if (tool.isPressed) button.setAttribute('aria-pressed', String(tool.isPressed(this.figure)))
    tool.icon.element({ container: button, stylesheet: 'toolbarButton' })
    button.addEventListener('click', () => void this.execute(tool, button))
    return button
  }

  private async execute(tool: FigureTool, button: HTMLElement): Promise<void> {
    try {
      await tool.execute(this.figure, button)
    } catch (error) {
      this.figure.announce(`${tool.label}: ${error instanceof Error ? error.message : error}`)
    }
    this.update()
  }

  private readonly onKeydown = (event: KeyboardEvent): void => {
    const buttons = this.buttons
    const at = buttons.findIndex((button) => button === document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    event.stopPropagation()
    const target = buttons.at(next % buttons.length)
    buttons.forEach((button) => (button.tabIndex = button === target ? 0 : -1))
    target?.focus()
  }
}
