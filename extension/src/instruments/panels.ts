import type { Figure } from '../renderer/figure.js'

/**
 * Opens a panel below a figure, or closes it if this one is open. A figure has room for one panel;
 * its button shows as pressed while it is open. Escape in the panel closes it and goes back to the button.
 *
 * @param id of the panel and of the tool that opens it
 * @param content makes the panel's content when it opens
 */
export function togglePanel(
  figure: Figure,
  id: string,
  label: string,
  content: () => HTMLElement
): void {
  if (isPanelOpen(figure, id)) {
    figure.panel.replaceChildren()
    return
  }
  const panel = document.createElement('section')
  panel.className = 'nnqft-Panel'
  panel.dataset['panel'] = id
  panel.tabIndex = 0
  panel.setAttribute('aria-label', label)
  panel.append(content())
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    figure.panel.replaceChildren()
    figure.focusTool(id)
    figure.refreshTools()
  })
  figure.panel.replaceChildren(panel)
}

/** Whether this panel is open below the figure. */
export function isPanelOpen(figure: Figure, id: string): boolean {
  return figure.panel.querySelector(`[data-panel="${id}"]`) !== null
}
