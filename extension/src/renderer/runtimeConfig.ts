import type { Spec } from 'vega'
import type { FigureSource } from './compiledFigure.js'

/** Vega's own switches: an untrusted figure gets no timers, no window events, no foreign elements. */
export function runtimeConfig(
  drawing: Pick<FigureSource, 'config' | 'language'>,
  trusted: boolean
): Spec['config'] {
  const theme = drawing.language === 'vega' ? (drawing.config as Spec['config']) : {}
  if (trusted) return theme
  return { ...theme, events: { bind: 'none', selector: false, timer: false, window: false } }
}
