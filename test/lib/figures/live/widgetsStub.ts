import { expect, vi } from 'vitest'
import { jupyterDisplay } from '../../../../lib/src/figures/display/displayable.js'

/** Widgets as a notebook's kernel offers them, and what became of them; gone with all stubbed globals. */
export function stubWidgets() {
  const bars: object[] = []
  const closed: string[] = []
  let click: () => void = () => expect.unreachable('no button')
  const widget = (name: string) => ({
    toString: () => name,
    [jupyterDisplay]: () => ({}),
    set: (state: object) => bars.push(state),
    close: () => closed.push(name)
  })
  const widgets = {
    isShown: true,
    progress: () => widget('bar'),
    button: () => ({
      ...widget('button'),
      onClick: (listener: () => void) => (click = listener)
    }),
    hbox: () => widget('box')
  }
  vi.stubGlobal('Jupyter', { widgets })
  return { widgets, bars, closed, click: () => click() }
}
