import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import type { Figure, SpecChange } from '../renderer/figure.js'
import { FigureCollection, type FigureTool } from '../renderer/figureCollection.js'
import { ownNotes } from '../renderer/ownNotes.js'
import {
  hasLogarithmicBars,
  hasQuantitativeAxis,
  toggleAxisScale,
  whyNoLogarithm,
  type Axis,
  type NoLogarithm
} from './axisScale.js'
import { hasErrors, withConfidenceBand } from './confidenceBand.js'
import * as icons from './icons.js'
import { layerPanel } from './layerPanel.js'
import { layerNames } from './layers.js'
import { canFilterByLegend, legendChange, withLegendFilter } from './legendFilter.js'
import { FigureLink, linkFigures } from './linkedHover.js'
import { isPanelOpen, togglePanel } from './panels.js'
import { addPointCursors } from './pointCursor.js'
import { drawnRows } from './scenePoints.js'
import { addSummaries } from './spokenSummary.js'
import { canZoom, withZoom, zoomChange } from './zoom.js'

/** What changes how a figure is looked at: scales, zoom, layers, bands, legend, linked hover, keys. */
export const explorationPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:exploration',
  description:
    'Scales, zoom, layers, confidence bands, legend filters, linked hover and arrow keys on figures.',
  autoStart: true,
  requires: [FigureCollection],
  optional: [ITranslator],
  activate: (_: JupyterFrontEnd, figures: FigureCollection, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    figures.addTool(axisTool('x', trans))
    figures.addTool(axisTool('y', trans))
    figures.addTool(zoomTool(trans))
    figures.addTool(layersTool(trans))
    figures.addTool(bandTool(trans))
    figures.addTool(legendTool(trans))
    figures.addTool(fullscreenTool(trans))
    figures.addTool(resetTool(trans))
    // First, so that linked hover finds the legend's conditions and adds its own to them.
    figures.figureAdded.connect((_, figure) =>
      figure.instrument((spec) => (ownNotes(spec) ? withLegendFilter(spec) : spec))
    )
    const link = new FigureLink(figures)
    linkFigures(figures, link)
    addPointCursors(figures, link, trans)
    addSummaries(figures, trans)
  }
}

/** A tool that switches one change of the specification on and off. */
function switchTool(
  tool: Pick<FigureTool, 'id' | 'label' | 'icon' | 'rank'>,
  applies: (figure: Figure) => boolean,
  change: SpecChange
): FigureTool {
  return {
    ...tool,
    isVisible: (figure) => figure.language === 'vega-lite' && applies(figure),
    isPressed: (figure) => figure.hasChange(tool.id),
    execute: (figure) => figure.change(tool.id, figure.hasChange(tool.id) ? undefined : change)
  }
}

function axisTool(axis: Axis, trans: TranslationBundle): FigureTool {
  const label = axis === 'x' ? trans.__('Other scale of x') : trans.__('Other scale of y')
  const icon = axis === 'x' ? icons.logXIcon : icons.logYIcon
  const id = `scale-${axis}`
  return {
    id,
    label,
    icon,
    rank: axis === 'x' ? 10 : 11,
    isVisible: ({ language, spec }) => language === 'vega-lite' && hasQuantitativeAxis(spec, axis),
    isPressed: (figure) => figure.hasChange(id),
    warning: ({ spec }) =>
      hasLogarithmicBars(spec, axis)
        ? trans.__('bars and areas on a logarithmic axis have no zero, their lengths say nothing')
        : undefined,
    execute: async (figure) => {
      if (figure.hasChange(id)) return figure.change(id, undefined)
      const drawn = figure.view ? drawnRows(figure.view) : []
      const reason = whyNoLogarithm(figure.spec, axis, drawn)
      if (reason) throw new Error(refusal(reason, trans))
      await figure.change(id, (spec) => toggleAxisScale(spec, axis, drawn))
    }
  }
}

function refusal(reason: NoLogarithm, trans: TranslationBundle): string {
  return reason === 'stacked'
    ? trans.__('parts that stand on each other have no logarithmic scale')
    : trans.__('this axis has no numbers')
}

function zoomTool(trans: TranslationBundle): FigureTool {
  const label = trans.__(
    'Zoom with the wheel or + and −, move by dragging or Shift with arrow keys'
  )
  const tool = { id: zoomChange, label, icon: icons.zoomIcon, rank: 20 }
  return switchTool(tool, ({ spec }) => canZoom(spec), withZoom)
}

function bandTool(trans: TranslationBundle): FigureTool {
  const label = trans.__('Bands of one and two standard errors')
  const tool = { id: 'bands', label, icon: icons.bandIcon, rank: 31 }
  return switchTool(tool, ({ spec }) => hasErrors(spec), withConfidenceBand)
}

/** Legends of this project's figures filter by themselves. */
function legendTool(trans: TranslationBundle): FigureTool {
  const label = trans.__('Filter by clicks on the legend')
  const tool = { id: legendChange, label, icon: icons.legendIcon, rank: 32 }
  const applies = ({ spec }: Figure) => !ownNotes(spec) && canFilterByLegend(spec)
  return switchTool(tool, applies, withLegendFilter)
}

function layersTool(trans: TranslationBundle): FigureTool {
  const id = 'layers'
  const label = trans.__('Choose layers')
  const hidden = new WeakMap<Figure, Set<string>>()
  const hiddenOf = (figure: Figure) => {
    const names = (figure.hasChange(id) && hidden.get(figure)) || new Set<string>()
    hidden.set(figure, names)
    return names
  }
  return {
    id,
    label,
    icon: icons.layersIcon,
    rank: 30,
    isVisible: ({ language, spec }) => language === 'vega-lite' && layerNames(spec).length > 0,
    isPressed: (figure) => isPanelOpen(figure, id),
    execute: (figure) => togglePanel(figure, id, label, () => layerPanel(figure, hiddenOf(figure)))
  }
}

function fullscreenTool(trans: TranslationBundle): FigureTool {
  return {
    id: 'fullscreen',
    label: trans.__('Full screen'),
    icon: icons.fullscreenIcon,
    rank: 40,
    isVisible: () => document.fullscreenEnabled,
    isPressed: ({ node }) => document.fullscreenElement === node,
    execute: ({ node }) =>
      document.fullscreenElement === node ? document.exitFullscreen() : node.requestFullscreen()
  }
}

function resetTool(trans: TranslationBundle): FigureTool {
  return {
    id: 'reset',
    label: trans.__('Reset zoom, selections and changes'),
    icon: icons.resetIcon,
    rank: 41,
    execute: async (figure) => {
      figure.panel.replaceChildren()
      await figure.reset()
    }
  }
}
