const title = '.jupyter-widget-Collapse-header'

/** Lets the titles of accordions in a notebook be reached and used by keys: Jupyter's front end makes them for the pointer alone. */
export function openByKeys(notebook: HTMLElement): void {
  const describe = () => {
    for (const one of notebook.querySelectorAll<HTMLElement>(title)) {
      one.tabIndex = 0
      one.setAttribute('role', 'button')
      const isOpen = one.parentElement?.matches('.jupyter-widget-Collapse-open')
      one.setAttribute('aria-expanded', String(isOpen))
    }
  }
  notebook.addEventListener('focusin', describe)
  notebook.addEventListener('click', describe)
  // What was drawn since the last one is reached, too.
  notebook.addEventListener('keydown', ({ key }) => key === 'Tab' && describe(), { capture: true })
  notebook.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement
    if (!target.matches(title) || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    target.click()
  })
}
