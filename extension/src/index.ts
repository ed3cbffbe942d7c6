import { rendererPlugin } from './renderer/rendererPlugin.js'

export { FigureToolbar, type FigureTool } from './renderer/figureTools.js'
export type { Figure } from './renderer/figure.js'

/** The extension's plugins, each with one duty. */
export default [rendererPlugin]
