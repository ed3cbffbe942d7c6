/** Keys would begin at the top of the page. */
const lost = () => document.activeElement === document.body

/**
 * Gives the focus to the cell when what had it goes from one of its outputs, as a button does that ends the work to which
 * it belongs.
 *
 * @param outputs selects what is not the cell's own
 */
export function keepFocus(notebook: HTMLElement, outputs: string): void {
  let focused: Element | undefined
  let cell: HTMLElement | null = null
  const changes = new MutationObserver(() => {
    if (!focused || focused.isConnected) return
    if (lost()) cell?.focus({ preventScroll: true })
    forget()
  })
  const forget = () => {
    focused = undefined
    changes.disconnect()
  }
  notebook.addEventListener('focusin', ({ target }) => {
    forget()
    const element = target as Element
    if (!element.closest(outputs)) return
    focused = element
    cell = element.closest<HTMLElement>('.jp-Cell')
    if (cell) changes.observe(cell, { childList: true, subtree: true })
  })
  notebook.addEventListener('focusout', () => {
    // Some browsers tell it of an element that is about to go.
    queueMicrotask(() => {
      if (focused?.isConnected && document.activeElement !== focused) forget()
    })
  })
}
