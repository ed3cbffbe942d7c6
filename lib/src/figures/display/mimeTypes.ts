/** MIME types of a figure's bundle; JupyterLab 4.6 and VS Code register Vega-Lite up to v5. */
export const vegaLiteMimeType = 'application/vnd.vegalite.v5+json'
export const pngMimeType = 'image/png'
export const svgMimeType = 'image/svg+xml'
export const htmlMimeType = 'text/html'
export const textMimeType = 'text/plain'

/** Schema that the specs name: the newest that every front end of the MIME type above reads. */
export const vegaLiteSchema = 'https://vega.github.io/schema/vega-lite/v5.json'
