import type { TooltipHandler } from 'vega'
import type { FigureEnvironment } from './figureEnvironment.js'
import type { FigureFailure } from './figureFailure.js'
import { screenLook, type LookSource } from './figureLook.js'
import type { FileResolver } from './fileResolver.js'
import type { FigureDrawing } from './figureView.js'
import { inlineRowCount } from './inlineRows.js'

/** Rows up to which a trusted figure is drawn as SVG: sharp at any zoom, readable by machines. */
const svgRows = 2500

/** What the drawing of a figure depends on besides settings and theme. */
export interface FigureState extends LookSource {
  readonly trusted: boolean
  /** Finds files beside the notebook. */
  readonly resolver: FileResolver | null
  readonly width: number
  /** Height that the figure fills, on the full screen. */
  readonly height?: number
  /** Spoken description where the specification has none. */
  readonly description: string
  readonly tooltip: TooltipHandler
  /** Called with each image that the picture goes without. */
  readonly onMissing: (failure: FigureFailure) => void
}

/**
 * How a figure is drawn in this environment. An untrusted figure is always drawn on canvas: paint
 * on a canvas cannot name a resource, SVG attributes can.
 */
export function drawingOf(state: FigureState, environment: FigureEnvironment): FigureDrawing {
  const { settings } = environment
  const small = inlineRowCount(state.spec) <= svgRows
  const { embed } = state
  const suitable = embed.renderer ?? (small ? 'svg' : 'canvas')
  const preferred = settings.renderer === 'auto' ? suitable : settings.renderer
  return {
    spec: { description: state.description, ...state.spec },
    language: state.language,
    ...screenLook(state, environment),
    width: state.width,
    ...(state.height !== undefined && { height: state.height }),
    renderer: state.trusted ? preferred : 'canvas',
    reach: {
      trusted: state.trusted,
      externalData: settings.externalData,
      resolver: state.resolver
    },
    embed,
    tooltip: embed.tooltip ? state.tooltip : () => undefined,
    onMissing: state.onMissing
  }
}
