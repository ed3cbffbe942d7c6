import type { Translation } from './figureFailure.js'
import {
  currentVersion,
  figureLanguage,
  figureSchema,
  languageNames,
  oldestVersions,
  versionOfType
} from './mimeTypes.js'

/**
 * What becomes of a figure that is written in a version which the bundled one may not draw as it was meant:
 * one that is too old or too new, or a schema that nobody here knows. `undefined` for all others.
 */
export function versionNote(
  mimeType: string,
  spec: object,
  trans: Translation
): string | undefined {
  const language = figureLanguage(mimeType, spec)
  const current = `${languageNames[language]} ${currentVersion}`
  const schema = '$schema' in spec ? String(spec.$schema) : ''
  const known = figureSchema(spec)
  if (schema !== '' && !known) {
    return trans.__('The schema %1 of this figure is unknown: it is taken for %2.', schema, current)
  }
  // A specification of one language under the type of the other tells nothing about its version.
  const version = known?.version ?? versionOfType(mimeType, language)
  const written = `${languageNames[known?.language ?? language]} ${version}`
  if (version === undefined) return undefined
  if (version < oldestVersions[language]) {
    return trans.__(
      'This figure is written in %1 and taken for %2: parts may look different or be missing.',
      written,
      current
    )
  }
  if (version <= currentVersion) return undefined
  return trans.__(
    'This figure is written in %1, which is newer than this extension, and taken for %2: parts may be missing.',
    written,
    current
  )
}
