import type { Figure } from './figure.js'
import type { FigureCollection, FigureTool } from './figureCollection.js'
import { Tooltip } from './tooltip.js'

/**
 * The row of buttons on a figure: one stop of the Tab key, arrow keys inside it, as the ARIA
 * toolbar pattern asks. Each tool keeps its button, so that an update takes the focus from none.
 */
export class ToolbarView {
  readonly node = document.createElement('div')
  private readonly known = new Map<FigureTool, HTMLButtonElement>()
  /** What the focused button does (the browser shows its title to a pointer alone), or why it failed. */
  private readonly tooltip = new Tooltip()
  /** The button that the Tab key reaches. */
  private stop: HTMLButtonElement | undefined

  constructor(
    private readonly figure: Figure,
    private readonly collection: FigureCollection,
    label: string
  ) {
    this.node.className = 'nnqft-Figure-toolbar'
    this.node.setAttribute('role', 'toolbar')
    this.node.setAttribute('aria-label', label)
    this.node.addEventListener('keydown', this.onKeydown)
    this.node.addEventListener('focusin', this.onFocus)
    this.node.addEventListener('focusout', () => this.tooltip.hide())
    collection.toolsChanged.connect(this.update, this)
  }

  /** Shows the tools that this figure can use, in their present state. */
  update(): void {
    const tools = this.collection.tools.filter((tool) => tool.isVisible?.(this.figure) ?? true)
    const next = tools.map((tool) => this.button(tool))
    const shown = this.buttons
    if (next.length !== shown.length || next.some((button, i) => button !== shown[i])) {
      this.exchange(shown, next)
    }
    tools.forEach((tool, i) => this.label(next[i], tool))
  }

  /** Puts the focus on a tool, if it is shown. */
  focus(id: string): void {
    this.buttons.find(({ dataset }) => dataset['tool'] === id)?.focus()
  }

  dispose(): void {
    this.collection.toolsChanged.disconnect(this.update, this)
    this.tooltip.dispose()
    this.node.remove()
  }

  private get buttons(): HTMLButtonElement[] {
    return Array.from(this.node.querySelectorAll('button'))
  }

  /** A focused button that goes hands the focus to the one in its place. */
  private exchange(shown: readonly HTMLButtonElement[], next: readonly HTMLButtonElement[]): void {
    const focused = shown.findIndex((button) => button === document.activeElement)
    const kept = next.find((button) => button === (shown[focused] ?? this.stop))
    this.node.replaceChildren(...next)
    this.stopAt(kept ?? next[Math.min(Math.max(focused, 0), next.length - 1)])
    if (focused >= 0) this.stop?.focus()
  }

  private stopAt(target: HTMLButtonElement | undefined): void {
    this.stop = target
    for (const button of this.buttons) button.tabIndex = button === target ? 0 : -1
  }

  private button(tool: FigureTool): HTMLButtonElement {
    const known = this.known.get(tool)
    if (known) return known
    const button = document.createElement('button')
    button.type = 'button'
    button.dataset['tool'] = tool.id
    tool.icon.element({ container: button, stylesheet: 'toolbarButton' })
    button.addEventListener('click', () => void this.execute(tool, button))
    this.known.set(tool, button)
    return button
  }

  private label(button: HTMLButtonElement, tool: FigureTool): void {
    const warning = tool.warning?.(this.figure)
    const name = warning === undefined ? tool.label : `${tool.label}: ${warning}`
    button.title = name
    button.setAttribute('aria-label', name)
    button.classList.toggle('nnqft-mod-warning', warning !== undefined)
    if (tool.isPressed) button.setAttribute('aria-pressed', String(tool.isPressed(this.figure)))
  }

  private async execute(tool: FigureTool, button: HTMLElement): Promise<void> {
    this.tooltip.hide()
    try {
      await tool.execute(this.figure, button)
    } catch (error) {
      const failure = `${tool.label}: ${error instanceof Error ? error.message : error}`
      this.figure.announce(failure)
      this.say(failure, button)
    }
    this.update()
  }

  private readonly onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLButtonElement)) return
    this.stopAt(target)
    if (!target.matches(':focus-visible')) return
    this.say(target.title, target)
  }

  private say(text: string, button: HTMLElement): void {
    const { left, bottom } = button.getBoundingClientRect()
    this.tooltip.show(text, left, bottom)
  }

  private readonly onKeydown = (event: KeyboardEvent): void => {
    const buttons = this.buttons
    const at = buttons.findIndex((button) => button === document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    event.stopPropagation()
    buttons.at(next % buttons.length)?.focus()
  }
}
