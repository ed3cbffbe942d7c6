import { figureNotes } from '../instruments/figureNotes.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** Parameters of a figure's network, as the explorer names them; undefined where a figure has none. */
export function figureNetwork(spec: JsonObject): JsonObject | undefined {
  const { ensemble, samples, parameters } = figureNotes(spec)?.provenance ?? {}
  const sampled: unknown = Array.isArray(samples) ? samples[0] : undefined
  // What was sampled is known; parameters are what somebody says.
  const found = [ensemble, sampled, parameters].find(
    (given) => isObject(given) && 'network' in given
  )
  if (!isObject(found)) return undefined
  const { widths, inputs } = found
  return {
    ...found,
    ...(Array.isArray(widths) && { width: widths[0] }),
    ...(Array.isArray(inputs) && Array.isArray(inputs[0]) && { dIn: inputs[0].length })
  }
}
