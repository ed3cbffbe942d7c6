import type { Comms } from '../protocol/comms.js'
import { createControls, openParts } from './controls.js'
import { createInteract } from './interact.js'
import { Output, outputForm, type OutputParts } from './output.js'
import { WidgetModels } from './widgetModels.js'

/** What cells find as `Jupyter.widgets`. */
export function createWidgets(comms: Comms, parts: OutputParts): JupyterWidgets {
  const models = new WidgetModels(comms)
  const controls = createControls(models)
  const output: JupyterWidgets['output'] = ({ layout } = {}) =>
    new Output(models, openParts(models, 'output', {}, layout && { layout }), outputForm, parts)
  return {
    ...controls,
    output,
    interact: createInteract(models, { ...controls, output }),
    get isShown() {
      return models.isShown
    }
  }
}
