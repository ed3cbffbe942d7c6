import { isObject, type JsonObject } from './safeSpec.js'

/** A number for each format of an exported picture. */
export interface ScaleFactors {
  readonly png: number
  readonly svg: number
}

/** Which exports the author offers the reader. */
export type FigureActions = Readonly<Record<'png' | 'svg' | 'source' | 'compiled', boolean>>

/** The wishes of an author about how a figure is embedded, as vega-embed knows them. */
export interface EmbedOptions {
  /** Name of a theme of vega-themes. */
  readonly theme?: string
  /** Configuration beneath the figure's own. */
  readonly config?: JsonObject
  readonly renderer?: 'canvas' | 'svg'
  /** `undefined` if the author wants no tools at all. */
  readonly actions: FigureActions | undefined
  /** Definitions of d3-format and d3-time-format. */
  readonly formatLocale?: JsonObject
  readonly timeFormatLocale?: JsonObject
  /** Pixels of an exported picture per pixel of the page. */
  readonly scaleFactor: ScaleFactors
  readonly width?: number
  readonly height?: number
  readonly tooltip: boolean
  /** Name of exported files, without its ending. */
  readonly downloadFileName?: string
}

/** Pixels per pixel of the page in an exported PNG, where the author names no scale. */
const usualScale = 2

/** Larger pictures than this fill the memory of the page. */
const largestScale = 10

/**
 * The options of a figure, from the metadata of its output and from its `usermeta`, which goes first, as
 * in vega-embed. Only what concerns the figure itself is taken, and only values of the right kind: these
 * may be a stranger's.
 *
 * @param metadata of the output under the figure's MIME type
 */
export function embedOptions(spec: JsonObject, metadata: unknown): EmbedOptions {
  const given = {
    ...objectAt(metadata, 'embed_options'),
    ...objectAt(spec['usermeta'], 'embedOptions')
  }
  const { theme, renderer, actions, tooltip, downloadFileName, scaleFactor } = given
  return {
    ...(typeof theme === 'string' && { theme }),
    ...(isObject(given['config']) && { config: given['config'] }),
    ...((renderer === 'canvas' || renderer === 'svg') && { renderer }),
    actions: offeredActions(actions),
    ...(isObject(given['formatLocale']) && { formatLocale: given['formatLocale'] }),
    ...(isTimeLocale(given['timeFormatLocale']) && { timeFormatLocale: given['timeFormatLocale'] }),
    scaleFactor: scaleFactors(scaleFactor),
    ...(isSide(given['width']) && { width: given['width'] }),
    ...(isSide(given['height']) && { height: given['height'] }),
    tooltip: tooltip !== false,
    ...(typeof downloadFileName === 'string' && { downloadFileName })
  }
}

function objectAt(parent: unknown, key: string): JsonObject {
  const value = isObject(parent) ? parent[key] : undefined
  return isObject(value) ? value : {}
}

function offeredActions(actions: unknown): FigureActions | undefined {
  if (actions === false) return undefined
  const offered = isObject(actions) ? actions : {}
  const pictures = isObject(offered['export']) ? offered['export'] : {}
  const isOffered = (key: string) => offered['export'] !== false && pictures[key] !== false
  return {
    png: isOffered('png'),
    svg: isOffered('svg'),
    source: offered['source'] !== false,
    compiled: offered['compiled'] !== false
  }
}

function scaleFactors(given: unknown): ScaleFactors {
  const { png, svg } = isObject(given) ? given : { png: given, svg: given }
  return { png: scaleOf(png, usualScale), svg: scaleOf(svg, 1) }
}

function scaleOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, largestScale) : otherwise
}

/** Whether a definition has what d3-time-format cannot do without. */
function isTimeLocale(value: unknown): value is JsonObject {
  const lists = ['periods', 'days', 'shortDays', 'months', 'shortMonths']
  const formats = ['dateTime', 'date', 'time']
  return (
    isObject(value) &&
    lists.every((key) => Array.isArray(value[key])) &&
    formats.every((key) => typeof value[key] === 'string')
  )
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 8192
}
