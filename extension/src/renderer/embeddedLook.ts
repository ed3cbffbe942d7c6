import type { Config } from 'vega-lite'
import type { EmbedOptions } from './embedOptions.js'
import type { VegaEngine } from './vegaEngine.js'

/** The options that decide how a figure looks. */
export type LookOptions = Pick<EmbedOptions, 'theme' | 'config'>

/** What a theme without a background stands on, as in Vega-Lite. */
const paper: Config = { background: 'white' }

/**
 * The configuration of a figure whose author wishes a theme, which takes the place of the page's look, or
 * a configuration of its own.
 */
export function embeddedLook(engine: VegaEngine, config: Config, options: LookOptions): Config {
  const theme = themeOf(engine, options)
  const base = theme ? [paper, theme] : [config]
  // The typings know the configuration of Vega alone.
  const merge = engine.vega.mergeConfig as (...configs: object[]) => object
  return merge(...base, options.config ?? {})
}

/** Whether a figure names a theme that does not exist. */
export function namesUnknownTheme(engine: VegaEngine, options: LookOptions): boolean {
  return options.theme !== undefined && themeOf(engine, options) === undefined
}

function themeOf({ themes }: VegaEngine, { theme }: LookOptions): Config | undefined {
  return theme !== undefined && Object.hasOwn(themes, theme) ? themes[theme] : undefined
}
