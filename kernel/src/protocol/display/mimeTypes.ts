/** The MIME types that the kernel itself knows, in one place. */
export const mime = {
  text: 'text/plain',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  json: 'application/json',
  /** JupyterLab 4 and VS Code render Vega-Lite up to 5 only, whatever version the spec names. */
  vegaLite: 'application/vnd.vegalite.v5+json',
  vega: 'application/vnd.vega.v5+json'
} as const
