import type { Figure } from '../renderer/figure.js'
import { layerNames, withoutLayers } from './layers.js'

/** Name of the change by which layers are left out. */
const change = 'layers'

/** Check boxes for the layers of a figure. */
export function layerPanel(figure: Figure, hidden: Set<string>): HTMLElement {
  const group = document.createElement('fieldset')
  group.className = 'nnqft-Layers'
  for (const name of layerNames(figure.spec)) {
    const label = document.createElement('label')
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.checked = !hidden.has(name)
    box.addEventListener('change', () => {
      if (box.checked) hidden.delete(name)
      else hidden.add(name)
      const leaveOut = hidden.size > 0 ? withHidden(hidden) : undefined
      void figure.change(change, leaveOut)
    })
    label.append(box, name)
    group.append(label)
  }
  return group
}

function withHidden(hidden: ReadonlySet<string>) {
  return (spec: Parameters<typeof withoutLayers>[0]) => withoutLayers(spec, hidden)
}
