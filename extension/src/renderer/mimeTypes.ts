/** MIME type of the figures that this extension makes itself. */
export const figureMimeType = 'application/vnd.vegalite.v5+json'

/** The language of a specification. */
export type FigureLanguage = 'vega-lite' | 'vega'

/** What each language is called. */
export const languageNames: Readonly<Record<FigureLanguage, string>> = {
  'vega-lite': 'Vega-Lite',
  vega: 'Vega'
}

/** The version that is bundled, of both languages. */
export const currentVersion = 6

/** The oldest versions that the bundled ones draw nearly as they were meant. */
export const oldestVersions: Readonly<Record<FigureLanguage, number>> = { 'vega-lite': 2, vega: 3 }

/** What each language is called in MIME types, and the versions that are known there. */
const vocabularies = [
  { name: 'vegalite', language: 'vega-lite', versions: [1, 2, 3, 4, 5, 6] },
  { name: 'vega', language: 'vega', versions: [2, 3, 4, 5, 6] }
] as const

/**
 * Everything that this extension draws, also as Altair writes version 6, without `+`. All versions go to
 * the same bundled release.
 */
export const figureMimeTypes: readonly string[] = vocabularies.flatMap(({ name, versions }) =>
  ['+json', '.json'].flatMap((suffix) =>
    versions.map((version) => `application/vnd.${name}.v${version}${suffix}`)
  )
)

/** Keys of which each top level of Vega-Lite has one, and Vega none. */
const vegaLiteKeys = 'mark encoding layer concat hconcat vconcat facet repeat spec'.split(' ')

/** Keys at the top level of Vega that Vega-Lite has not. */
const vegaKeys = 'marks signals scales axes legends projections layout encode'.split(' ')

/**
 * The language of a specification: what it is made of tells it, else its schema, else its MIME type, for
 * software has put either under the type of the other.
 */
export function figureLanguage(mimeType: string, spec: object): FigureLanguage {
  if (vegaLiteKeys.some((key) => key in spec)) return 'vega-lite'
  if (vegaKeys.some((key) => key in spec)) return 'vega'
  return figureSchema(spec)?.language ?? (mimeType.includes('.vega.') ? 'vega' : 'vega-lite')
}

/** The version of a language that a MIME type names, if it is of this language. */
export function versionOfType(mimeType: string, language: FigureLanguage): number | undefined {
  const [, name, version] = /\.(vegalite|vega)\.v(\d+)/.exec(mimeType) ?? []
  const isSame = vocabularies.some((known) => known.name === name && known.language === language)
  return isSame ? Number(version) : undefined
}

/** The language and the version that a specification is written in, as its schema says. */
export function figureSchema(
  spec: object
): { readonly language: FigureLanguage; readonly version: number } | undefined {
  const schema = '$schema' in spec ? String(spec.$schema) : ''
  const [, language, version] = /\/schema\/(vega|vega-lite)\/v?(\d+)/.exec(schema) ?? []
  return language ? { language: language as FigureLanguage, version: Number(version) } : undefined
}
