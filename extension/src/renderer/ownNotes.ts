import { isObject, type JsonObject } from './safeSpec.js'

/**
 * What this project's library writes beside a specification, in `usermeta.nnqft`; `undefined` for a
 * figure of other software, which is drawn as its author made it.
 */
export function ownNotes(spec: JsonObject): JsonObject | undefined {
  const usermeta = isObject(spec['usermeta']) ? spec['usermeta'] : {}
  return isObject(usermeta['nnqft']) ? usermeta['nnqft'] : undefined
}
