/** MIME types of Vega-Lite figures; the last is what Altair writes for version 6, without `+json`. */
export const vegaLiteMimeTypes = [
  'application/vnd.vegalite.v5+json',
  'application/vnd.vegalite.v6+json',
  'application/vnd.vegalite.v6.json'
] as const

/** MIME types of Vega figures. */
export const vegaMimeTypes = [
  'application/vnd.vega.v5+json',
  'application/vnd.vega.v6+json',
  'application/vnd.vega.v6.json'
] as const

/** Everything this extension draws. Version 5 and 6 specifications go to the same bundled release. */
export const figureMimeTypes: readonly string[] = [...vegaLiteMimeTypes, ...vegaMimeTypes]

/** The language of a specification. */
export type FigureLanguage = 'vega-lite' | 'vega'

/** Language of a figure's MIME type. */
export function figureLanguage(mimeType: string): FigureLanguage {
  return (vegaMimeTypes as readonly string[]).includes(mimeType) ? 'vega' : 'vega-lite'
}
