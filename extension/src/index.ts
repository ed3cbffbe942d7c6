import { comparisonPlugin } from './comparison/comparisonPlugin.js'
import { explorerPlugin } from './explorer/explorerPlugin.js'
import { explorationPlugin } from './instruments/explorationPlugin.js'
import { exportPlugin } from './instruments/exportPlugin.js'
import { inspectionPlugin } from './instruments/inspectionPlugin.js'
import { selectionPlugin } from './instruments/selectionPlugin.js'
import { rendererPlugin } from './renderer/rendererPlugin.js'
import { sharingPlugin } from './sharing/sharingPlugin.js'
import { startPlugin } from './sharing/startPlugin.js'
import { versionsPlugin } from './versions/versionsPlugin.js'
import { savedWidgetsPlugin } from './widgets/savedWidgetsPlugin.js'
import { widgetKeysPlugin } from './widgets/widgetKeysPlugin.js'

export type { Figure } from './renderer/figure.js'
export { FigureCollection, type FigureTool } from './renderer/figureCollection.js'

/** The extension's plugins, each with one duty. */
export default [
  rendererPlugin,
  explorationPlugin,
  inspectionPlugin,
  selectionPlugin,
  exportPlugin,
  comparisonPlugin,
  explorerPlugin,
  sharingPlugin,
  startPlugin,
  savedWidgetsPlugin,
  widgetKeysPlugin,
  versionsPlugin
]
