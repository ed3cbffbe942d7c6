import type { Config } from 'vega-lite'
import type { FigureLanguage } from './mimeTypes.js'

/** What a figure takes from the page around it. */
export interface PageColours {
  /** Text of titles and labels. */
  readonly text: string
  /** Lines of axes and ticks. */
  readonly line: string
  /** Grid lines. */
  readonly grid: string
  /** What lies behind the figure. */
  readonly paper: string
  /** Font family. */
  readonly font: string
}

/** Fixed colours for a figure that must not follow JupyterLab's theme. */
export const fixedColours: Readonly<Record<'light' | 'dark', PageColours>> = {
  light: {
    text: '#212121',
    line: '#757575',
    grid: '#e0e0e0',
    paper: '#ffffff',
    font: 'sans-serif'
  },
  dark: { text: '#ececec', line: '#9e9e9e', grid: '#424242', paper: '#111111', font: 'sans-serif' }
}

/** Colours of JupyterLab's current theme, read from its variables at `node`. */
export function pageColours(node: Element, light: boolean): PageColours {
  const style = getComputedStyle(node)
  const fallback = fixedColours[light ? 'light' : 'dark']
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise
  return {
    text: read('--jp-ui-font-color1', fallback.text),
    line: read('--jp-border-color0', fallback.line),
    grid: read('--jp-border-color2', fallback.grid),
    paper: read('--jp-layout-color0', fallback.paper),
    font: read('--jp-ui-font-family', fallback.font)
  }
}

/**
 * Configuration that makes one of this project's figures part of the page: text, axes and legends in
 * the page's colours and font. Marks keep the colours of their scales; marks without one take the text
 * colour where Vega would draw black.
 */
export function themeConfig(colours: PageColours, background = 'transparent'): Config {
  const { text, line, grid, font } = colours
  const labels = { labelColor: text, titleColor: text, labelFont: font, titleFont: font }
  return {
    background,
    font,
    view: { stroke: grid },
    axis: { ...labels, domainColor: line, tickColor: line, gridColor: grid },
    // Symbols of a legend of shapes have no colour of their own: Vega would draw them black.
    legend: { ...labels, symbolBaseFillColor: text, symbolBaseStrokeColor: text },
    header: { ...labels },
    title: { color: text, subtitleColor: text, font, subtitleFont: font },
    text: { color: text },
    rule: { color: text }
  }
}

/**
 * Configuration that makes a figure of other software legible on a dark page: colours of what Vega
 * draws black or grey by itself, and nothing else, so that all sizes stay. Styles yield to whatever the
 * figure says.
 */
export function darkConfig(
  { text, line, grid }: PageColours,
  language: FigureLanguage,
  background = 'transparent'
): Config {
  const ink = { fill: text }
  const names = ['guide-label', 'guide-title', 'group-title', 'group-subtitle']
  const guides = {
    background,
    style: { ...Object.fromEntries(names.map((name) => [name, ink])), cell: { stroke: grid } },
    axis: { domainColor: line, tickColor: line, gridColor: grid }
  }
  if (language === 'vega') {
    // Vega's own configuration names the channels of marks.
    return { ...guides, text: ink, rule: { stroke: text } } as unknown as Config
  }
  const legend = { symbolBaseFillColor: text, symbolBaseStrokeColor: text }
  return { ...guides, legend, text: { color: text }, rule: { color: text } }
}
