import type { Config } from 'vega-lite'

/** What a figure takes from the page around it. */
export interface PageColours {
  /** Text of titles and labels. */
  readonly text: string
  /** Lines of axes and ticks. */
  readonly line: string
  /** Grid lines. */
  readonly grid: string
  /** Font family. */
  readonly font: string
}

/** Fixed colours for a figure that must not follow JupyterLab's theme. */
export const fixedColours: Readonly<Record<'light' | 'dark', PageColours>> = {
  light: { text: '#212121', line: '#757575', grid: '#e0e0e0', font: 'sans-serif' },
  dark: { text: '#ececec', line: '#9e9e9e', grid: '#424242', font: 'sans-serif' }
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
    font: read('--jp-ui-font-family', fallback.font)
  }
}

/**
 * Vega configuration that makes a figure part of the page: transparent background, text, axes and
 * legends in the page's colours. Marks keep the colours of their scales; marks without one take the
 * text colour where Vega would draw black.
 */
export function themeConfig(colours: PageColours): Config {
  const { text, line, grid, font } = colours
  const labels = { labelColor: text, titleColor: text, labelFont: font, titleFont: font }
  return {
    background: 'transparent',
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
