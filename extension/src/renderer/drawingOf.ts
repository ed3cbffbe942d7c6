import type { TooltipHandler } from 'vega'
import type { FigureEnvironment } from './figureEnvironment.js'
import type { FigureFailure } from './figureFailure.js'
import type { FileResolver } from './fileResolver.js'
import type { FigureDrawing } from './figureView.js'
import { inlineRowCount } from './inlineRows.js'
import type { FigureLanguage } from './mimeTypes.js'
import { isObject, type JsonObject } from './safeSpec.js'
import { fixedColours, pageColours, themeConfig, type PageColours } from './themeConfig.js'

/** Rows up to which a trusted figure is drawn as SVG: sharp at any zoom, readable by machines. */
const svgRows = 2500

/** What the drawing of a figure depends on besides settings and theme. */
export interface FigureState {
  readonly spec: JsonObject
  readonly language: FigureLanguage
  readonly trusted: boolean
  /** Finds files beside the notebook. */
  readonly resolver: FileResolver | null
  readonly width: number
  /** Height that the figure fills, on the full screen. */
  readonly height?: number
  /** Spoken description where the specification has none. */
  readonly description: string
  /** Element whose style the figure follows. */
  readonly node: Element
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
  const preferred = settings.renderer === 'auto' ? (small ? 'svg' : 'canvas') : settings.renderer
  return {
    spec: { description: state.description, ...state.spec },
    language: state.language,
    config: themeConfig(colours(state, environment)),
    width: state.width,
    ...(state.height !== undefined && { height: state.height }),
    renderer: state.trusted ? preferred : 'canvas',
    reach: {
      trusted: state.trusted,
      externalData: settings.externalData,
      resolver: state.resolver
    },
    tooltip: state.tooltip,
    onMissing: state.onMissing
  }
}

/** The page's colours, unless the settings or the figure's own background ask for others. */
function colours(state: FigureState, { settings, lightPage }: FigureEnvironment): PageColours {
  const own = ownBackground(state.spec)
  if (own !== undefined) return fixedColours[isLight(own) ? 'light' : 'dark']
  if (settings.theme !== 'jupyterlab') return fixedColours[settings.theme]
  return pageColours(state.node, lightPage)
}

function ownBackground(spec: JsonObject): string | undefined {
  const config = isObject(spec['config']) ? spec['config'] : {}
  const background = spec['background'] ?? config['background']
  if (typeof background !== 'string' || background === 'transparent') return undefined
  return background
}

/** Whether dark text reads well on a CSS colour (relative luminance, WCAG 2.2). */
function isLight(colour: string): boolean {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return true
  context.fillStyle = '#ffffff'
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [r, g, b] = Array.from(context.getImageData(0, 0, 1, 1).data, (channel) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179
}
