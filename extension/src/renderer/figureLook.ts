import { luminance, parsedColour } from './contrast.js'
import type { EmbedOptions } from './embedOptions.js'
import type { FigureEnvironment } from './figureEnvironment.js'
import type { PicturePurpose } from './figure.js'
import type { FigureDrawing, PictureLook } from './figureView.js'
import type { FigureLanguage } from './mimeTypes.js'
import { ownNotes } from './ownNotes.js'
import { isObject, type JsonObject } from './safeSpec.js'
import {
  darkConfig,
  fixedColours,
  pageColours,
  themeConfig,
  type PageColours
} from './themeConfig.js'

/** Colours and fonts of a drawing. */
export type FigureLook = Pick<FigureDrawing, 'config' | 'page'>

/** What a look depends on besides settings and theme. */
export interface LookSource {
  readonly spec: JsonObject
  readonly language: FigureLanguage
  /** How its author wants it embedded. */
  readonly embed: EmbedOptions
  /** Element whose style the figure follows. */
  readonly node: Element
}

/**
 * How a figure looks on the page. This project's figures take the colours and the font of the page. One
 * of other software looks as Vega draws it; on a dark page without a background of its own it takes the
 * colours of the page, where all its marks can be seen on it.
 */
export function screenLook(source: LookSource, environment: FigureEnvironment): FigureLook {
  const { spec, language, node } = source
  const { theme } = environment.settings
  const follows = theme === 'jupyterlab'
  const dark = follows ? !environment.lightPage : theme === 'dark'
  const colours = follows
    ? pageColours(node, environment.lightPage)
    : fixedColours[dark ? 'dark' : 'light']
  const background = follows ? 'transparent' : colours.paper
  // A theme stands for itself: see `embeddedLook`.
  if (source.embed.theme !== undefined) return { config: {} }
  const own = ownBackground(spec)
  if (ownNotes(spec)) return { config: themeConfig(readableOn(own) ?? colours, background) }
  if (!dark || own !== undefined) return { config: {} }
  const page = { colour: colours.paper, ink: colours.text, sheet: fixedColours.light.paper }
  return { config: darkConfig(colours, language, background), page }
}

/**
 * How a picture to be kept looks: as the figure on the page, on the page's colour, or on white paper; on
 * black paper where an author has coloured axes and titles for it.
 */
export function pictureLook(
  purpose: PicturePurpose,
  source: LookSource,
  environment: FigureEnvironment
): PictureLook {
  if (purpose === 'print') return printLook(source)
  return { paper: pageColours(source.node, environment.lightPage).paper }
}

function printLook({ spec, node, language, embed }: LookSource): PictureLook {
  const { paper } = fixedColours.light
  const own = ownBackground(spec)
  if (!ownNotes(spec)) {
    const print = { config: {}, paper }
    if (own !== undefined || embed.theme !== undefined) return print
    const { dark } = fixedColours
    const config = darkConfig(dark, language, dark.paper)
    return { ...print, otherwise: { config, paper: dark.paper } }
  }
  const { font } = pageColours(node, true)
  const light = { ...(readableOn(own) ?? fixedColours.light), font }
  return { config: themeConfig(light, paper), paper }
}

function ownBackground(spec: JsonObject): string | undefined {
  const config = isObject(spec['config']) ? spec['config'] : {}
  const background = spec['background'] ?? config['background']
  if (typeof background !== 'string' || background === 'transparent') return undefined
  return background
}

/** Colours that read well on a background. */
function readableOn(background: string | undefined): PageColours | undefined {
  const colour = background === undefined ? undefined : parsedColour(background)
  return colour && fixedColours[luminance(colour) > 0.179 ? 'light' : 'dark']
}
